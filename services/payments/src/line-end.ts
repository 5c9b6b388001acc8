import { paymentCancelled } from '@mz/contracts';
import { addWorkingDays, type Fen } from '@mz/domain';
import { numbersOn } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Work } from './app-kit.ts';
import type { LineTable } from './database.ts';
import { type Posting, postJournal } from './funds/index.ts';
import { type LevelPart, splitAs } from './level-split.ts';
import { lockRun, type RunRow } from './runs/queries.ts';
import { settleRun } from './runs/steps.ts';
import { tellLine } from './screening/index.ts';

type LineRow = Selectable<LineTable>;

const running = ['PULLED', 'READY', 'HELD', 'FAILED', 'SUSPENDED'];
const over = ['SETTLED', 'CLOSED', 'CANCELLED', 'REFUSED'];

/**
 * Ends a line that its bureau took back, with the failed line behind it or the re-issues of it: CANCELLED with their holds
 * and benefit entries, what the finance bureau booked taken back once. What is at the bank is marked for its return; what
 * was paid stays paid, and the bureau assesses it.
 */
export async function endWithdrawn(
  work: Work,
  lineId: string,
  settle: 'SETTLE_RUN' | 'LEAVE_RUN',
  code = 'WITHDRAWN',
): Promise<void> {
  const ids = await chainOf(work, lineId);
  const runs = await lockRuns(work, ids);
  const chain = await work.unit.db
    .selectFrom('line')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (chain.some(({ state }) => state === 'SETTLED')) return;
  const filed = chain.filter(({ state }) => state === 'FILED');
  if (filed.length > 0) return markFiled(work, filed);
  const ended = chain.filter(({ state }) => running.includes(state));
  await takeBack(work, runs, chain);
  await cancelLines(
    work,
    ended.map(({ id }) => id),
    code,
  );
  // A line that was cancelled for another reason is answered, too: the bureau waits for it.
  for (const line of chain) {
    const { id, runId, enrolmentId, benefitMonth, currentDivisionCode } = line;
    if (!ended.includes(line) && id !== lineId) continue;
    const told = { lineId: id, enrolmentId, benefitMonth, code };
    tellLine(work, paymentCancelled, { id: runId, currentDivisionCode }, told);
  }
  if (settle === 'LEAVE_RUN') return;
  for (const run of runs) if (!over.includes(run.state)) await settleRun(work, run, run.state);
}

/** Lines of a batch that were taken back before it was pulled. */
export async function endWithdrawnOf(work: Work, runId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select l.id from withdrawn_line w join line l on l.id = w.line_id
    where l.run_id = ${runId} and l.state <> 'CANCELLED' order by l.id`.execute(work.unit.db);
  for (const { id } of rows) await endWithdrawn(work, id, 'SETTLE_RUN');
}

/** The line, the failed one that it re-issues, and all re-issues of that. */
async function chainOf({ unit }: Work, lineId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive up (id, kind, cause_id) as (
      select id, kind, cause_id from line where id = ${lineId}
      union select c.id, c.kind, c.cause_id from up join line c on up.kind = 'REISSUE' and c.id = up.cause_id
    ), down (id) as (
      select id from up union select d.id from down join line d on d.kind = 'REISSUE' and d.cause_id = down.id
    ) select id from down order by id`.execute(unit.db);
  return rows.map(({ id }) => id);
}

async function lockRuns({ unit }: Work, lineIds: readonly string[]): Promise<RunRow[]> {
  const rows = await unit.db
    .selectFrom('line')
    .select('runId')
    .distinct()
    .where('id', 'in', [...lineIds])
    .orderBy('runId')
    .execute();
  const runs: RunRow[] = [];
  for (const { runId } of rows) runs.push(await lockRun(unit.db, runId));
  return runs;
}

/** PAYABLE / EXPENDITURE of what was confirmed and not paid; after a return only the net amount is there. */
async function takeBack(work: Work, runs: readonly RunRow[], chain: readonly LineRow[]): Promise<void> {
  const root = chain.find(({ kind }) => kind !== 'REISSUE');
  const run = runs.find(({ id }) => id === root?.runId);
  if (root === undefined || root.state === 'CANCELLED' || run === undefined) return;
  const fundId = root.fundId ?? run.fundId;
  if (fundId === null) return;
  const isReturned = chain.some(({ liability }) => liability === 'PAYABLE_RETURNED');
  const amountFen: Fen = isReturned ? root.amountFen - root.deductionFen : root.amountFen;
  const common = { fundId, programme: run.programme };
  // The column holds what the batch sealed: parts by level.
  const split = splitAs(amountFen, root.fundSplit as LevelPart[]);
  const postings: Posting[] = [
    { ...common, account: isReturned ? 'PAYABLE_RETURNED' : 'PAYABLE', debitFen: amountFen },
    ...split.map(
      ({ level, amountFen: creditFen }): Posting => ({ ...common, account: 'EXPENDITURE', level, creditFen }),
    ),
  ];
  const reference = { type: 'line', id: root.id };
  const divisionCode = root.currentDivisionCode;
  await postJournal(work, { kind: 'CANCELLATION', reference, divisionCode, postings, reason: 'WITHDRAWN' });
}

async function cancelLines({ unit }: Work, ids: readonly string[], code: string): Promise<void> {
  await sql`
    update line set state = 'CANCELLED', fail_code = ${code}, version = version + 1
    where id = any (${[...ids]}::uuid[])`.execute(unit.db);
  await sql`update benefit_entry set state = 'CANCELLED' where line_id = any (${[...ids]}::uuid[])`.execute(unit.db);
  await sql`update hold set state = 'CANCELLED' where line_id = any (${[...ids]}::uuid[])
    and state in ('OPEN', 'FLAGGED')`.execute(unit.db);
  for (const recordId of ids) unit.audit({ action: 'lines.withdraw', recordType: 'line', recordId });
}

async function markFiled(work: Work, lines: readonly LineRow[]): Promise<void> {
  await flagLines(work, { code: 'FILED_WITHDRAWN', owner: 'FUND_OFFICER', lineIds: lines.map(({ id }) => id) });
}

/** Marks lines for somebody, with a clock; a mark that stands already stays. */
export async function flagLines(
  { kit, unit }: Work,
  { code, owner, lineIds }: { readonly code: string; readonly owner: string; readonly lineIds: readonly string[] },
): Promise<void> {
  const today = kit.clock.today();
  const parameters = await numbersOn(unit.db, today);
  const dueOn = addWorkingDays(kit.calendar, today, parameters('hold.working-days')).day;
  await sql`
    insert into hold (id, line_id, run_id, code, owner, opened_on, due_on, state, current_division_code)
    select t.id, l.id, l.run_id, ${code}, ${owner}, ${today}, ${dueOn}, 'FLAGGED', l.current_division_code
    from unnest(${lineIds.map(() => kit.newId())}::uuid[], ${[...lineIds]}::uuid[]) as t(id, line_id)
      join line l on l.id = t.line_id
    on conflict (line_id, code) where state in ('OPEN', 'FLAGGED') do nothing`.execute(unit.db);
}
