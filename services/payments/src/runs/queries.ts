import type { PaymentLine, PaymentRun } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { RunTable } from '../database.ts';

export type RunRow = Selectable<RunTable>;
export type RunView = Static<typeof PaymentRun>;
export type LineView = Static<typeof PaymentLine>;

/** The run, locked; throws RUN_UNKNOWN. */
export async function lockRun(db: Db, id: string): Promise<RunRow> {
  const row = await db.selectFrom('run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('RUN_UNKNOWN');
  return row;
}

/** Runs as the interface shows them, newest first. */
export async function listRunViews(db: Db, where: RawBuilder<unknown>, limit: number): Promise<RunView[]> {
  const { rows } = await sql<RunView>`
    select r.id, r.bureau, r.programme, r.current_division_code as division_code, r.benefit_month, r.state,
      r.refused_code, r.waiting_for, r.line_count, r.total_fen, r.version,
      count(l.id) filter (where l.state = 'HELD')::int as held_count,
      coalesce(sum(l.amount_fen - l.deduction_fen) filter (where l.state = 'SETTLED'), 0)::bigint as settled_fen,
      coalesce(sum(l.amount_fen - l.deduction_fen) filter (where l.state in ('FAILED', 'SUSPENDED', 'REISSUED')), 0)
        ::bigint as failed_fen,
      array(select f.id from bank_file f where f.run_id = r.id order by f.id) as bank_file_ids
    from run r left join line l on l.run_id = r.id
    where ${where} group by r.id order by r.id desc limit ${limit}`.execute(db);
  return rows;
}

/** One run; throws RUN_UNKNOWN. */
export async function showRun(db: Db, id: string): Promise<RunView> {
  const [run] = await listRunViews(db, sql`r.id = ${id}`, 1);
  if (run === undefined) throw fail('RUN_UNKNOWN');
  return run;
}

/** Lines as the interface shows them, by id. */
export async function listLineViews(db: Db, where: RawBuilder<unknown>, limit: number): Promise<LineView[]> {
  const { rows } = await sql<LineView>`
    select l.id, l.run_id, l.enrolment_id, l.benefit_month, l.kind, l.cause_id, l.payee_id, l.amount_fen,
      l.deduction_fen, l.state, l.fail_code, l.posted_on, l.version,
      coalesce((select jsonb_agg(jsonb_build_object('id', h.id, 'code', h.code, 'owner', h.owner, 'dueOn', h.due_on,
        'state', h.state) order by h.id) from hold h where h.line_id = l.id), '[]') as holds
    from line l where ${where} order by l.id limit ${limit}`.execute(db);
  return rows;
}
