import type { OperationInputOf, recordVisit } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';

/** A home visit as the investigators report it. */
export type Visit = OperationInputOf<typeof recordVisit>['body'];

const law = '《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)';

/** All reasons against a visit: two different investigators, both signatures, photos, a day that has come. */
export function visitFaults(
  visit: Visit,
  limits: {
    readonly investigators: number;
    readonly photos: number;
    readonly acceptedOn: LegalDay;
    readonly today: LegalDay;
  },
): ProblemReason[] {
  const people = new Set(visit.investigators.map(({ personId }) => personId));
  const accounts = new Set(visit.investigators.map(({ subject }) => subject));
  const signed = visit.signedByApplicant && visit.signedByInvestigators;
  const early = visit.visitedOn < limits.acceptedOn || visit.visitedOn > limits.today;
  return [
    ...(Math.min(people.size, accounts.size) < limits.investigators
      ? [{ code: 'VISIT_TOO_FEW_INVESTIGATORS', pointer: '/body/investigators', legalBasis: law }]
      : []),
    ...(signed ? [] : [{ code: 'SIGNATURE_MISSING', legalBasis: law }]),
    ...(visit.photoSha256s.length < limits.photos
      ? [{ code: 'DOCUMENT_MISSING', pointer: '/body/photoSha256s', detail: 'PHOTOS' }]
      : []),
    ...(early ? [{ code: 'DATE_NOT_ALLOWED', pointer: '/body/visitedOn' }] : []),
  ];
}

/** Steps that open an investigation: the first one, or again after a disputed review or an objection (§11.20). */
const openings: ReadonlySet<string> = new Set(['beginInvestigation', 'recordReview', 'object', 'resolveObjection']);

/** Whether this investigation has a visit of its own: one before a disputed review or an objection proves nothing now. */
export function isVisitedAnew(steps: readonly { readonly action: string }[]): boolean {
  const opened = steps.findLastIndex(({ action }) => openings.has(action));
  return steps.slice(opened + 1).some(({ action }) => action === 'recordVisit');
}

/** A reason has to say something: characters. */
export const shortestReason = 10;

/** Verdicts that need a written reason when the case goes on all the same (income-verification §6: the verdict is advisory). */
export function needsReason(verdict: string): boolean {
  return verdict !== 'CONSISTENT' && verdict !== 'INCOMPLETE';
}
