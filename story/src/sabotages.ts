/** A thing that a run can be told to spoil. */
interface Sabotage {
  readonly what: string;
  /** The expectation that must then fail, of whichever household meets it first. */
  readonly failsAt: string;
}

/** What a run can be told to spoil: STORY_SABOTAGE=<id>. */
export const sabotages: Readonly<Record<string, Sabotage>> = {
  'agency-wage': { what: 'an agency answers another wage than the family declared', failsAt: 'verdict' },
  'authorization-revoked': { what: 'an authorization is revoked before the acceptance', failsAt: 'accept' },
  'batch-line-changed': {
    what: 'a line of the batch is changed in the database after sealing',
    failsAt: 'june.screened',
  },
  'return-line-dropped': { what: 'the bank’s return lacks a line', failsAt: 'june.return' },
  'notice-cut-short': { what: 'the first public notice hangs a day too short', failsAt: 'to-county' },
  'review-without-quorum': { what: 'the democratic review lacks representatives', failsAt: 'review' },
  'fund-one-fen-short': { what: 'the appropriation is one fen short', failsAt: 'june.confirm' },
  'capsule-altered': { what: 'a decision capsule is altered before it is verified', failsAt: 'capsule-verified' },
  'standard-raised': { what: 'another standard is published than the story expects', failsAt: 'amount' },
};
