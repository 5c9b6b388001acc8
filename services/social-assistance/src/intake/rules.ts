import type { LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';

/** What a submission is judged by. */
export type Submission = {
  readonly submittedOn: LegalDay;
  /** Day of the draft, or of the request for a supplement that this answers. */
  readonly openedOn: LegalDay;
  readonly today: LegalDay;
  readonly hasHousehold: boolean;
  /** NAMES_STRANGERS: it names people who are no members any more. */
  readonly declaration: 'MISSING' | 'NAMES_STRANGERS' | 'COMPLETE';
  readonly documentKinds: readonly string[];
};

/** A written application (书面申请, MF-220 2012-12-12): without the signed form there is nothing to submit. */
const formKind = 'APPLICATION_FORM';

/** All reasons against a submission; the completeness of the papers is judged at acceptance, not here. */
export function submissionFaults(submission: Submission): ProblemReason[] {
  const { submittedOn, openedOn, today } = submission;
  const faults: ProblemReason[] = [];
  if (submittedOn > today || submittedOn < openedOn) {
    faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/submittedOn' });
  }
  if (!submission.hasHousehold) faults.push({ code: 'HOUSEHOLD_STRUCTURE_INVALID', detail: '尚未登记家庭成员' });
  if (submission.declaration === 'MISSING') faults.push({ code: 'DECLARATION_MISSING' });
  if (submission.declaration === 'NAMES_STRANGERS') faults.push({ code: 'PERSON_NOT_IN_HOUSEHOLD' });
  if (!submission.documentKinds.includes(formKind)) faults.push({ code: 'DOCUMENT_MISSING', detail: formKind });
  return faults;
}

/** Whether somebody else than the head files without a written entrustment (MF-220, 2012-12-12). */
export function lacksEntrustment(draft: { readonly filedBy: string; readonly entrustmentSha256?: string }): boolean {
  return draft.filedBy !== 'HEAD' && draft.entrustmentSha256 === undefined;
}
