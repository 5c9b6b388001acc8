/** A thing that a run can be told to spoil, and the expectation of the story that must then fail. */
interface Sabotage {
  readonly what: string;
  readonly failsAt: string;
}

/** What a run can be told to spoil: STORY_SABOTAGE=<id>. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'agency-wage': { what: 'an agency answers another wage than the family declared', failsAt: 'a.verdict' },
  'authorization-revoked': { what: 'an authorization is revoked before the acceptance', failsAt: 'a.accept' },
  'batch-line-changed': {
    what: 'a line of the batch is changed in the database after sealing',
    failsAt: 'a.june.run',
  },
  'return-line-dropped': { what: 'the bank’s return lacks a line', failsAt: 'a.june.return' },
  'notice-cut-short': { what: 'the first public notice hangs a day too short', failsAt: 'a.to-county' },
  'review-without-quorum': { what: 'the democratic review lacks representatives', failsAt: 'a.review' },
  'fund-one-fen-short': { what: 'the appropriation is one fen short', failsAt: 'a.june.confirm' },
  'capsule-altered': { what: 'a decision capsule is altered before it is verified', failsAt: 'a.capsule-verified' },
  'standard-raised': { what: 'another standard is published than the story expects', failsAt: 'a.amount' },
};
