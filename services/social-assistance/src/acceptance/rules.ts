import type { ProblemReason } from '@mz/service-kit';

/** What an acceptance is judged by. */
export type Acceptance = {
  readonly requiredDocuments: readonly string[];
  readonly documentKinds: readonly string[];
  readonly pledgeSigned: boolean;
  /** An empty list is a statement of "none"; absence is no statement (handbook §5.3). */
  readonly nearRelativesStated: boolean;
  readonly authorizationFaults: readonly { readonly code: string }[];
  /** Living-support programmes that a member who would draw this one draws already (handbook §3). */
  readonly otherProgrammes: readonly string[];
};

const law = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** All reasons against an acceptance: papers, pledge, near-relative statement, authorizations, exclusivity. */
export function acceptanceFaults(given: Acceptance): ProblemReason[] {
  const missing = given.requiredDocuments.filter((kind) => !given.documentKinds.includes(kind));
  const codes = [...new Set(given.authorizationFaults.map(({ code }) => code))];
  return [
    ...codes.map((code) => ({ code, legalBasis: '《社会救助暂行办法》第五十八条' })),
    ...missing.map((detail) => ({ code: 'DOCUMENT_MISSING', detail, legalBasis: law })),
    ...(given.pledgeSigned ? [] : [{ code: 'DOCUMENT_MISSING', detail: 'PLEDGE', legalBasis: law }]),
    ...(given.nearRelativesStated ? [] : [{ code: 'NEAR_RELATIVE_STATEMENT_MISSING', legalBasis: law }]),
    ...given.otherProgrammes.map((detail) => ({ code: 'PROGRAM_EXCLUSIVE', detail })),
  ];
}
