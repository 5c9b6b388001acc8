import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { fundSplit } from '../rules/index.ts';
import { type RunTables, sharesOf } from './amounts.ts';
import { deductionsOf } from './deductions.ts';
import type { EntitlementRow, Owed, Run } from './owed.ts';
import type { BatchRow } from './queries.ts';

/** What is owed: before this run, and for the first time by it. */
type Payable = { readonly known: readonly EntitlementRow[]; readonly fresh: readonly Owed[] };

type Line = { readonly lineId: string; readonly deductionFen: number; readonly fundSplit: unknown };

const pageSize = 5_000;

/** Writes a line for each entitlement that is owed; what is owed for the first time comes with its line. */
export async function insertLines(
  { kit, unit }: Work,
  batch: BatchRow,
  { known, fresh, tables }: Payable & { readonly tables: RunTables },
): Promise<void> {
  const shares = sharesOf(tables, batch.divisionCode, kit.clock.today());
  const regular = fresh.map((owed) => ({ ...owed, kind: 'REGULAR', causeId: owed.enrolmentId }));
  // Ids grow with time: what was owed before comes first.
  const deductions = await deductionsOf(unit.db, [...known, ...regular]);
  const lineOf = ({ id, amountFen }: { readonly id: string; readonly amountFen: number }): Line => ({
    lineId: kit.newId(),
    deductionFen: deductions.get(id) ?? 0,
    fundSplit: fundSplit(amountFen, shares),
  });
  if (known.length > 0) {
    await batchKnown(
      unit.db,
      batch,
      known.map((owed) => ({ ...lineOf(owed), entitlementId: owed.id })),
    );
  }
  for (let from = 0; from < fresh.length; from += pageSize) {
    const page = fresh.slice(from, from + pageSize);
    await batchFresh(
      unit.db,
      batch,
      page.map((owed) => ({ ...lineOf(owed), owed })),
    );
  }
}

async function batchKnown(
  db: Db,
  { id }: BatchRow,
  lines: readonly (Line & { readonly entitlementId: string })[],
): Promise<void> {
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as line ("lineId" uuid, "entitlementId" uuid, "deductionFen" bigint, "fundSplit" jsonb)
    ), batched as (
      update entitlement set line_id = "lineId", state = 'BATCHED' from given where entitlement.id = "entitlementId"
      returning entitlement.*, "deductionFen", "fundSplit"
    )
    insert into batch_line (line_id, batch_id, enrolment_id, entitlement_id, benefit_month, kind, cause_id, amount_fen,
      deduction_fen, decision_id, shares, fund_split)
    select line_id, ${id}, enrolment_id, id, benefit_month, kind, cause_id, amount_fen, "deductionFen", decision_id,
      shares, "fundSplit"
    from batched`.execute(db);
}

/** One statement for both rows, so that the entitlement is written once; the payee is looked at again at sealing. */
async function batchFresh(
  db: Db,
  { id, benefitMonth }: Pick<BatchRow, 'id'> & Pick<Run, 'benefitMonth'>,
  lines: readonly (Line & { readonly owed: Owed })[],
): Promise<void> {
  const column = <T>(of: (line: Line & { readonly owed: Owed }) => T): T[] => lines.map(of);
  await sql`
    with given as materialized (
      select * from rows from (
        unnest(${column(({ owed }) => owed.id)}::uuid[], ${column(({ lineId }) => lineId)}::uuid[],
          ${column(({ owed }) => owed.enrolmentId)}::uuid[], ${column(({ owed }) => owed.amountFen)}::bigint[],
          ${column(({ deductionFen }) => deductionFen)}::bigint[], ${column(({ owed }) => owed.decisionId)}::uuid[],
          ${column(({ owed }) => owed.payeeId)}::uuid[], ${column(({ owed }) => owed.payeeUsableFrom)}::date[]),
        jsonb_array_elements(${JSON.stringify(column(({ owed }) => owed.shares))}::jsonb),
        jsonb_array_elements(${JSON.stringify(column(({ fundSplit }) => fundSplit))}::jsonb)
      ) as given (id, line_id, enrolment_id, amount_fen, deduction_fen, decision_id, payee_id, payee_usable_from, shares,
        fund_split)
    ), owed as (
      insert into entitlement (id, enrolment_id, benefit_month, kind, cause_id, amount_fen, decision_id, shares, line_id,
        state)
      select id, enrolment_id, ${benefitMonth}, 'REGULAR', enrolment_id, amount_fen, decision_id, shares, line_id, 'BATCHED'
      from given
    )
    insert into batch_line (line_id, batch_id, enrolment_id, entitlement_id, benefit_month, kind, cause_id, amount_fen,
      deduction_fen, decision_id, shares, fund_split, payee_id, payee_usable_from)
    select line_id, ${id}, enrolment_id, id, ${benefitMonth}, 'REGULAR', enrolment_id, amount_fen, deduction_fen,
      decision_id, shares, fund_split, payee_id, payee_usable_from
    from given`.execute(db);
}
