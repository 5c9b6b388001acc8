import type { LegalDay } from '@mz/domain';
import type { ProblemReason } from '@mz/service-kit';
import type { DeclarationBody } from '../applications/index.ts';
import { checkDeclaration } from '../rules/index.ts';

/** What a declaration may refer to. */
export type Referable = { readonly memberIds: ReadonlySet<string>; readonly documentIds: ReadonlySet<string> };

/** All faults of a declaration: its items (rules), people who are no members, evidence that is not there. */
export function declarationFaults(body: DeclarationBody, known: Referable): ProblemReason[] {
  const items = checkDeclaration(body).map(({ code, pointer }) => ({ code, pointer: `/body${pointer}` }));
  return [...items, ...strangers(body, known.memberIds), ...evidenceFaults(body, known.documentIds)];
}

/** All faults of a paper: it exists already, and its validity does not end before it begins. */
export function documentFaults(
  paper: { readonly issuedOn?: LegalDay; readonly validTo?: LegalDay },
  today: LegalDay,
): ProblemReason[] {
  const { issuedOn, validTo } = paper;
  const faults: ProblemReason[] = [];
  if (issuedOn !== undefined && issuedOn > today) faults.push({ code: 'DATE_NOT_ALLOWED', pointer: '/body/issuedOn' });
  if (issuedOn !== undefined && validTo !== undefined && validTo < issuedOn) {
    faults.push({ code: 'DATE_ORDER_INVALID', pointer: '/body/validTo' });
  }
  return faults;
}

/** Persons named by items who are not in the household, as pointers to where they are named. */
export function strangers(body: DeclarationBody, memberIds: ReadonlySet<string>): ProblemReason[] {
  const named = [
    ...body.incomes.map(({ personId }, index) => ({ personId, pointer: `/body/incomes/${index}/personId` })),
    ...body.assets.map(({ personId }, index) => ({ personId, pointer: `/body/assets/${index}/personId` })),
    ...body.supporters.flatMap(({ supportedPersonIds }, index) =>
      supportedPersonIds.map((personId, place) => ({
        personId,
        pointer: `/body/supporters/${index}/supportedPersonIds/${place}`,
      })),
    ),
  ];
  return named
    .filter(({ personId }) => !memberIds.has(personId))
    .map(({ pointer }) => ({ code: 'PERSON_NOT_IN_HOUSEHOLD', pointer }));
}

/** VERIFIED comes from a verification report alone; DOCUMENT needs the document. */
function evidenceFaults(body: DeclarationBody, documentIds: ReadonlySet<string>): ProblemReason[] {
  const verified = [
    ...body.incomes.map(({ provenance }, index) => ({ provenance, pointer: `/body/incomes/${index}/provenance` })),
    ...body.assets.map(({ provenance }, index) => ({ provenance, pointer: `/body/assets/${index}/provenance` })),
    ...body.supporters.map(({ receiptsProvenance }, index) => ({
      provenance: receiptsProvenance,
      pointer: `/body/supporters/${index}/receiptsProvenance`,
    })),
  ].filter(({ provenance }) => provenance === 'VERIFIED');
  const unproved = body.incomes.flatMap(({ provenance, evidenceDocumentId }, index) => {
    const isThere = evidenceDocumentId !== undefined && documentIds.has(evidenceDocumentId);
    const isNeeded = provenance === 'DOCUMENT' || evidenceDocumentId !== undefined;
    return isNeeded && !isThere ? [`/body/incomes/${index}/evidenceDocumentId`] : [];
  });
  return [
    ...verified.map(({ pointer }) => ({ code: 'INPUT_INVALID', pointer, detail: 'VERIFIED 只能来自核对报告' })),
    ...unproved.map((pointer) => ({ code: 'DOCUMENT_MISSING', pointer })),
  ];
}
