import type { generateBatch as generateOperation, OperationInputOf } from '@mz/contracts';
import { divisionLevel, type Fen, sumFen } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { requireDivisionInForce } from '../divisions/index.ts';
import { readTables } from './amounts.ts';
import { listDoubled } from './doubles.ts';
import { insertLines } from './lines.ts';
import { type EntitlementRow, listHeld, listUnbatched, oweRegular, oweReissues, type Run } from './owed.ts';
import { asBatchRow, type Batch, type BatchRow, toBatch } from './queries.ts';
import { generatableFrom } from './rules.ts';
import { blockedOf, type ScanBase, scanAll } from './scan.ts';

type Amount = { readonly amountFen: Fen };
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
    // A plan that was kept from when the tables were empty would read all of them for each enrolment.
    await sql`set local plan_cache_mode = force_custom_plan`.execute(unit.db);
    const tables = await readTables(unit.db, run.divisionCode);
    const fresh = run.kind === 'REGULAR' ? await oweRegular(work, run, tables) : await oweReissues(work, run);
    const known = await listPayable(work, run, { tables, doubled });
    if (known.length + fresh.length === 0) throw fail('NOTHING_TO_PAY');
    const row = await insertBatch(work, run, [...known, ...fresh]);
    await insertLines(work, row, { known, fresh, tables });
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

async function insertBatch({ kit, ctx, unit }: Work, run: Run, payable: readonly Amount[]): Promise<BatchRow> {
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

function totalOf(payable: readonly Amount[]): Fen {
  return sumFen(payable.map(({ amountFen }) => amountFen));
}
