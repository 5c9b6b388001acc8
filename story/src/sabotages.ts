/** What a run can be told to spoil (STORY_SABOTAGE=<id>), and which expectation must then fail. */
export const sabotages: Readonly<Record<string, string>> = {
  'agency-wage': 'an agency answers another wage than the family declared',
  'authorization-revoked': 'an authorization is revoked before the acceptance',
  'batch-line-changed': 'a line of the batch is changed in the database after sealing',
  'return-line-dropped': 'the bank’s return lacks a line',
  'notice-cut-short': 'the first public notice hangs a day too short',
  'review-without-quorum': 'the democratic review lacks representatives',
  'fund-one-fen-short': 'the appropriation is one fen short',
  'capsule-altered': 'a decision capsule is altered before it is verified',
  'standard-raised': 'another standard is published than the story expects',
};
