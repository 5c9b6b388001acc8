import type { generateBatch as generateOperation, OperationInputOf } from '@mz/contracts';
import { divisionLevel, type Fen, sumFen } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { requireDivisionInForce } from '../divisions/index.ts';
import { fundSplit } from '../rules/index.ts';
import { type RunTables, readTables, sharesOf } from './amounts.ts';
import { deductionsOf } from './deductions.ts';
import { listDoubled } from './doubles.ts';
import { type EntitlementRow, listHeld, listUnbatched, oweRegular, oweReissues, type Run } from './owed.ts';
import { asBatchRow, type Batch, type BatchRow, toBatch } from './queries.ts';
import { generatableFrom } from './rules.ts';
import { blockedOf, type ScanBase, scanAll } from './scan.ts';

type Body = OperationInputOf<typeof generateOperation>['body'];

/**
 * Generates the lines of a month that are in no batch yet (handbook §6): from the 25th of the month before, one regular
 * entitlement per enrolment and month; supplements and earlier months that are owed go with it. Throws BATCH_TOO_EARLY, NOTHING_TO_PAY, DIVISION_NOT_VALID, SCOPE_FORBIDDEN.
 */
export async function generateBatch(kit: AppKit, ctx: Context, body: Body): Promise<Batch> {
  const run: Run = { ...body, kind: body.kind ?? 'REGULAR' };
  const today = kit.clock.today();
  requireDivisionInForce(kit, { code: run.divisionCode, day: today, pointer: '/body/divisionCode' });
  if (divisionLevel(run.divisionCode) !== 'COUNTY') {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode', detail: '须为县（市、区）' });
  }
  kit.authorize(ctx, { divisionCode: run.divisionCode });
  if (today < generatableFrom(run.benefitMonth)) throw fail('BATCH_TOO_EARLY', { pointer: '/body/benefitMonth' });
  const held = await kit.read(ctx, (db) => listHeld(db, run));
  const doubled = await listDoubled(kit, held);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    await lockRun(work, run);
    const tables = await readTables(unit.db, run.divisionCode);
    await (run.kind === 'REGULAR' ? oweRegular(work, run, tables) : oweReissues(work, run));
    const payable = await listPayable(work, run, { tables, doubled });
    if (payable.length === 0) throw fail('NOTHING_TO_PAY');
    const row = await insertBatch(work, run, payable);
    await insertLines(work, row, { payable, tables });
    unit.audit({
      action: 'batches.generate',
      recordType: 'batch',
      recordId: row.id,
      after: { ...run, count: row.lineCount, totalFen: row.totalFen },
    });
    return toBatch(unit.db, row);
  });
}

/** Two runs of one programme and county go one after the other: the second finds only what the first left. */
async function lockRun({ unit }: Work, { programme, divisionCode }: Run): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`batches/${programme}/${divisionCode}`}, 0))`.execute(
    unit.db,
  );
}

/** What an earlier scan kept out comes back when nothing blocks it any more. */
async function listPayable(work: Work, run: Run, base: ScanBase): Promise<EntitlementRow[]> {
  const owed = await listUnbatched(work.unit.db, run);
  const held = owed.filter(({ state }) => state === 'HELD');
  const blocked = held.length === 0 ? new Set() : blockedOf(await scanAll(work, held, base));
  return owed.filter(({ state, enrolmentId }) => state !== 'HELD' || !blocked.has(enrolmentId));
}

async function insertBatch({ kit, ctx, unit }: Work, run: Run, payable: readonly EntitlementRow[]): Promise<BatchRow> {
  const row = await unit.db
    .insertInto('batch')
    .values({
      id: kit.newId(),
      ...run,
      state: 'DRAFT',
      lineCount: payable.length,
      totalFen: totalOf(payable),
      generatedBy: ctx.actor.subject,
      createdAt: kit.clock.wall(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return asBatchRow(row);
}

async function insertLines(
  { kit, unit }: Work,
  row: BatchRow,
  { payable, tables }: { readonly payable: readonly EntitlementRow[]; readonly tables: RunTables },
): Promise<void> {
  const shares = sharesOf(tables, row.divisionCode, kit.clock.today());
  const deductions = await deductionsOf(unit.db, payable);
  const lines = payable.map(({ id, amountFen }) => ({
    lineId: kit.newId(),
    entitlementId: id,
    deductionFen: deductions.get(id) ?? 0,
    fundSplit: fundSplit(amountFen, shares),
  }));
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
    select line_id, ${row.id}, enrolment_id, id, benefit_month, kind, cause_id, amount_fen, "deductionFen", decision_id,
      shares, "fundSplit"
    from batched`.execute(unit.db);
}

function totalOf(payable: readonly EntitlementRow[]): Fen {
  return sumFen(payable.map(({ amountFen }) => amountFen));
}
