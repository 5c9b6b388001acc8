import type { Transaction } from '@mz/db';
import type { LivingTable, MovingRecord, Unit } from '@mz/service-kit';
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
  { table: 'payee', key: 'id', code, clashing: twinPayees, move: movePayees },
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

/** Institutions that both units of a merger have as payee: which of the two the county keeps, a person says. */
async function twinPayees(db: Transaction<DB>, records: readonly MovingRecord[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    with going as (
      select p.id, p.credit_code, c.to_code,
        row_number() over (partition by c.to_code, p.credit_code order by p.id) as place
      from unnest(${records.map((one) => one.recordId)}::uuid[], ${records.map((one) => one.toCode)}::text[])
        as c (id, to_code)
      join payee p on p.id = c.id and p.credit_code is not null and p.twin_of is null
    )
    select g.id from going g where g.place > 1 or exists (
      select from payee o where o.credit_code = g.credit_code and o.current_division_code = g.to_code
        and o.twin_of is null and o.id <> g.id)`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Moves payees; an institution that the new county has already becomes that payee's twin, its own account and all. */
async function movePayees({ db }: Unit<DB>, _change: object, records: readonly MovingRecord[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update payee t set current_division_code = c.to_code, twin_of = coalesce(t.twin_of, (
      select o.id from payee o where o.credit_code = t.credit_code and o.current_division_code = c.to_code
        and o.twin_of is null and o.id <> t.id))
    from unnest(${records.map((one) => one.recordId)}::uuid[], ${records.map((one) => one.fromCode)}::text[],
      ${records.map((one) => one.toCode)}::text[]) as c (id, from_code, to_code)
    where t.id = c.id and t.current_division_code = c.from_code returning t.id`.execute(db);
  return rows.map(({ id }) => id);
}
