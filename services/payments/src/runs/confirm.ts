import { fundInsufficient, paymentBatchConfirmed } from '@mz/contracts';
import { type Context, expectVersion, fail, ProblemError } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { chooseFund, coverOf, type Posting, postJournal, requireBalanced } from '../funds/index.ts';
import { lockRun, type RunRow, type RunView, showRun } from './queries.ts';
import { changeRun, requireState, tellBatch } from './steps.ts';

/** The finance bureau confirms cover: the money is reserved and booked; without cover the run waits (payments.md P3). */
export async function confirm(kit: AppKit, ctx: Context, id: string): Promise<RunView> {
  try {
    return await kit.write(ctx, (unit) => confirmIn({ kit, ctx, unit }, id));
  } catch (error) {
    const codes = ['FUND_INSUFFICIENT', 'WRONG_FUND', 'FUND_BALANCE_BROKEN'];
    if (error instanceof ProblemError && codes.includes(error.code)) await noteWaiting(kit, ctx, id, error.code);
    throw error;
  }
}

async function confirmIn(work: Work, id: string): Promise<RunView> {
  const { kit, ctx, unit } = work;
  const run = await lockRun(unit.db, id);
  expectVersion(ctx, run.version);
  const separatedFrom = run.separatedFrom.map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
  kit.authorize(ctx, { divisionCode: run.currentDivisionCode, separatedFrom });
  requireState(run, 'confirm');
  const fundId = await reserve(work, run);
  const confirmed = { confirmedBy: ctx.actor.subject, confirmedOn: kit.clock.today() };
  await changeRun(work, run, { state: 'FINANCE_CONFIRMED', waitingFor: null, fundId, ...confirmed });
  unit.audit({ action: 'runs.confirm', recordType: 'run', recordId: id, after: { state: 'FINANCE_CONFIRMED' } });
  tellBatch(work, paymentBatchConfirmed, run);
  return showRun(unit.db, id);
}

/**
 * Books what is due and gives the fund; null where nothing is. A re-issued line is reserved already: its money still stands in
 * PAYABLE from the confirmation of the failed one.
 */
async function reserve(work: Work, run: RunRow): Promise<string | null> {
  const { kit, unit } = work;
  const due = await dueOf(unit.db, run.id);
  if (due.grossFen === 0) return null;
  const funds = await lockFunds(unit.db, run, Number(kit.clock.today().slice(0, 4)));
  const chosen = chooseFund(funds, due.grossFen);
  if (!chosen.ok) throw fail(chosen.code);
  const fundId = chosen.value.id;
  await requireBalanced(unit.db, fundId);
  const common = { fundId, programme: run.programme };
  const postings: Posting[] = [
    ...due.levels.map(
      ({ level, amountFen }) => ({ ...common, account: 'EXPENDITURE', level, debitFen: amountFen }) as const,
    ),
    { ...common, account: 'PAYABLE', creditFen: due.grossFen },
  ];
  const divisionCode = run.currentDivisionCode;
  await postJournal(work, { kind: 'CONFIRMATION', reference: { type: 'run', id: run.id }, divisionCode, postings });
  return fundId;
}

interface Due {
  /** Deductions included: they stay reserved until the line is settled and pays them to its debt. */
  readonly grossFen: number;
  readonly levels: readonly { readonly level: string; readonly amountFen: number }[];
}

async function dueOf(db: Db, runId: string): Promise<Due> {
  const wanted = sql`run_id = ${runId} and kind <> 'REISSUE' and state <> 'CANCELLED'`;
  const sums = await sql<{ grossFen: number }>`
    select coalesce(sum(amount_fen), 0)::bigint as gross_fen from line where ${wanted}`.execute(db);
  const levels = await sql<Due['levels'][number]>`
    select part ->> 'level' as level, sum((part ->> 'amountFen')::bigint)::bigint as amount_fen
    from line, jsonb_array_elements(fund_split) part where ${wanted} group by 1 order by 1`.execute(db);
  return { grossFen: sums.rows[0]?.grossFen ?? 0, levels: levels.rows };
}

/** Open funds of the county and year that serve the programme, locked so that cover is given once. */
async function lockFunds(db: Db, run: RunRow, year: number): Promise<{ id: string; coverFen: number }[]> {
  const { rows } = await sql<{ id: string }>`
    select id from fund where current_division_code = ${run.currentDivisionCode} and year = ${year}
      and status = 'OPEN' and ${run.programme} = any (programmes)
    order by fund_code for update`.execute(db);
  const funds: { id: string; coverFen: number }[] = [];
  for (const { id } of rows) funds.push({ id, coverFen: await coverOf(db, id) });
  return funds;
}

/** Outside the refused command, which leaves nothing behind; the version stays, so the same If-Match may try again. */
async function noteWaiting(kit: AppKit, ctx: Context, id: string, code: string): Promise<void> {
  const { idempotencyKey: _, ...unkeyed } = ctx;
  await kit.write(unkeyed, async (unit) => {
    const run = await lockRun(unit.db, id);
    if (run.state !== 'SCREENED') return;
    const set = { waitingFor: code, updatedAt: kit.clock.wall() };
    await unit.db.updateTable('run').set(set).where('id', '=', id).execute();
    unit.audit({ action: 'runs.confirm', recordType: 'run', recordId: id, after: { waitingFor: code } });
    if (code === 'FUND_INSUFFICIENT' && run.waitingFor !== code) await tellInsufficient({ kit, ctx, unit }, run);
  });
}

/** Told once, with what the fullest fund lacks. */
async function tellInsufficient({ kit, unit }: Work, run: RunRow): Promise<void> {
  const due = await dueOf(unit.db, run.id);
  const funds = await lockFunds(unit.db, run, Number(kit.clock.today().slice(0, 4)));
  const [fullest] = funds.sort((a, b) => b.coverFen - a.coverFen);
  if (fullest === undefined) return;
  unit.publish(fundInsufficient, {
    subject: run.id,
    divisionCode: run.currentDivisionCode,
    aggregateVersion: run.version,
    data: { batchId: run.id, fundId: fullest.id, missingFen: due.grossFen - fullest.coverFen },
  });
}
