import type { OperationInputOf, startReview } from '@mz/contracts';
import { refusal } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { declarationFaultsOf, findDeclaration, insertRevision } from '../declarations/index.ts';
import { caseOf } from './facts.ts';
import type { EnrolmentRow } from './rows.ts';

/** What a household declares anew at a review. */
export type Redeclared = OperationInputOf<typeof startReview>['body']['declaration'];

/** Records a new declaration of an enrolled household as the next revision of its case; what is left out stays as declared. */
export async function redeclare(work: Work, enrolment: EnrolmentRow, declared: Redeclared): Promise<void> {
  if (declared === undefined) return;
  const row = await caseOf(work, enrolment);
  const before = (await findDeclaration(work.unit.db, row.id))?.body;
  const { nearRelatives = before?.nearRelatives, supporters = before?.supporters ?? [], ...items } = declared;
  const body = { ...before, ...items, supporters, ...(nearRelatives === undefined ? {} : { nearRelatives }) };
  const faults = await declarationFaultsOf(work, row, body);
  if (faults.length > 0) {
    throw refusal(
      faults.map((fault) => ({ ...fault, pointer: fault.pointer?.replace('/body', '/body/declaration') ?? '' })),
    );
  }
  await insertRevision(work, row, body);
}
