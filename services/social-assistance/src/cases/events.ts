import { caseChanged, caseClosed, caseOpened, caseRef } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import { type CaseSource, listCasePersons, toCaseState } from './queries.ts';

/** A case as its events need it: an application row has all of it. */
export type CaseRow = CaseSource;

/** Publishes that a case exists, under the version with which it was made; nobody is in it yet. */
export function openCase({ unit }: Work, row: CaseRow & { readonly caseVersion: number }): void {
  const head = { subject: row.id, divisionCode: row.currentDivisionCode, aggregateVersion: row.caseVersion };
  unit.publish(caseOpened, { ...head, data: toCaseState(row, []) });
}

/** Publishes persons, office and stage of a case after one of them changed. */
export async function publishCase(work: Work, row: CaseRow): Promise<void> {
  const persons = await listCasePersons(work.unit.db, row.id);
  work.unit.publish(caseChanged, { ...(await headOf(work, row)), data: toCaseState(row, persons) });
}

/** Publishes that a case is over: no further reads for it. */
export async function closeCase(work: Work, row: CaseRow): Promise<void> {
  const last = toCaseState(row, await listCasePersons(work.unit.db, row.id));
  work.unit.publish(caseClosed, {
    ...(await headOf(work, row)),
    data: { caseId: caseRef('social-assistance', row.id), last },
  });
}

/** Case events are STATE: each carries the next version of its case. */
async function headOf({ unit }: Work, row: CaseRow) {
  const { caseVersion } = await unit.db
    .updateTable('application')
    .set((one) => ({ caseVersion: one('caseVersion', '+', 1) }))
    .where('id', '=', row.id)
    .returning('caseVersion')
    .executeTakeFirstOrThrow();
  return { subject: row.id, divisionCode: row.currentDivisionCode, aggregateVersion: caseVersion };
}
