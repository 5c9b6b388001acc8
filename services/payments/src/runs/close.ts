import { paymentBatchClosed } from '@mz/contracts';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { lockRun, type RunView, showRun } from './queries.ts';
import { changeRun, requireState, tellBatch } from './steps.ts';

/** The finance bureau closes a settled run once files, lines and books say the same and no line waits for its re-issue. */
export async function close(kit: AppKit, ctx: Context, id: string): Promise<RunView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const run = await lockRun(unit.db, id);
    expectVersion(ctx, run.version);
    kit.authorize(ctx, { divisionCode: run.currentDivisionCode });
    requireState(run, 'close');
    const books = await reconcile(unit.db, id);
    if (!books.isReconciled) throw fail('RUN_NOT_RECONCILED', { detail: books.detail });
    const set = { state: 'CLOSED', closedBy: ctx.actor.subject, closedOn: kit.clock.today() };
    await changeRun(work, run, set);
    unit.audit({ action: 'runs.close', recordType: 'run', recordId: id, after: { state: 'CLOSED' } });
    tellBatch(work, paymentBatchClosed, run);
    return showRun(unit.db, id);
  });
}

interface Reconciled {
  readonly isReconciled: boolean;
  readonly detail: string;
}

/** Credited by the returns of its files = booked as settled = settled lines, those that came back later among them. */
async function reconcile(db: Db, runId: string): Promise<Reconciled> {
  const { rows } = await sql<{ unanswered: number; waiting: number; creditedFen: number; bookedFen: number }>`
    select (select count(*)::int from bank_file f where f.run_id = ${runId} and f.state <> 'RETURNED') as unanswered,
      (select count(*)::int from line where run_id = ${runId} and state not in
        ('SETTLED', 'REISSUED', 'CANCELLED', 'SUSPENDED')) as waiting,
      (select coalesce(sum(fl.amount_fen), 0)::bigint from bank_file f
        join bank_file_line fl on fl.bank_file_id = f.id
        join bank_return br on br.bank_file_id = f.id
        join bank_return_line rl on rl.file_no = br.file_no and rl.seq = fl.seq and rl.result = 'OK'
        where f.run_id = ${runId}) as credited_fen,
      (select coalesce(sum(e.credit_fen), 0)::bigint from bank_file f
        join journal j on j.kind = 'SETTLEMENT' and j.reference_type = 'bank_file' and j.reference_id = f.id
        join entry e on e.journal_id = j.id and e.account = 'BANK_SPECIAL'
        where f.run_id = ${runId}) as booked_fen`.execute(db);
  const { unanswered = 0, waiting = 0, creditedFen = 0, bookedFen = 0 } = rows[0] ?? {};
  const detail = `未回盘文件${unanswered}个，待处理明细${waiting}笔，回盘成功${creditedFen}分，入账${bookedFen}分`;
  return { isReconciled: unanswered === 0 && waiting === 0 && creditedFen === bookedFen, detail };
}
