import type { Transaction } from '@mz/db';
import type { LivingTable } from '@mz/service-kit';
import { sql } from 'kysely';
import type { DB } from './database.ts';

const code = 'current_division_code';
/** Runs, their lines and files stand under the county that pays them. */
const office = `t.${code}`;

/**
 * What follows a household to its new office: payees with their accounts, open debts, and whatever of a run is not ended.
 * Settled lines, journals, funds and months keep the code of their day: the books of a unit are closed, not re-written.
 */
export const livingTables: readonly LivingTable<DB>[] = [
  { table: 'enrolment_copy', key: 'id', code },
  { table: 'payee', key: 'id', code },
  { table: 'account', key: 'id', code },
  { table: 'account_notice', key: 'id', code, where: 't.sent_on is null' },
  {
    table: 'run',
    key: 'id',
    code,
    office,
    where: `t.state in ('OFFERED', 'PULLED', 'SCREENED', 'FINANCE_CONFIRMED', 'FILED', 'SENT', 'PARTIAL_RETURN')`,
  },
  {
    table: 'line',
    key: 'id',
    code,
    office,
    where: `t.state in ('PULLED', 'READY', 'HELD', 'FILED', 'FAILED', 'SUSPENDED')`,
  },
  { table: 'benefit_entry', key: 'line_id', code, office, where: `t.state in ('OWED', 'FILED', 'HELD', 'FAILED')` },
  { table: 'hold', key: 'id', code, office, where: `t.state in ('OPEN', 'FLAGGED')` },
  { table: 'bank_file', key: 'id', code, office, where: `t.state in ('WRITTEN', 'SENT')` },
  { table: 'overpayment', key: 'id', code, where: 't.withdrawn_on is null', townships: townshipsOfDebts },
  { table: 'overpayment_month', key: 'overpayment_id', code, townships: townshipsOfDebts },
  {
    table: 'recovery_plan',
    key: 'overpayment_id',
    code,
    where: `t.state in ('OFFSETTING', 'DEMANDED', 'SUSPENDED')`,
    townships: townshipsOfDebts,
  },
];

/** A debt stands under the county that paid; where its household lives says the enrolment. */
async function townshipsOfDebts(
  db: Transaction<DB>,
  records: readonly { readonly recordId: string }[],
): Promise<ReadonlyMap<string, { readonly code: string; readonly foundBy: 'TOWNSHIP' }>> {
  const ids = records.map(({ recordId }) => recordId);
  const { rows } = await sql<{ id: string; code: string }>`
    select o.id, e.current_division_code as code from overpayment o join enrolment_copy e on e.id = o.enrolment_id
    where o.id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, { code: row.code, foundBy: 'TOWNSHIP' }]));
}
