import type { confirmCensusTask, OperationInputOf } from '@mz/contracts';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { lockTask, showTask, type TaskView } from './batch-queries.ts';

/** The township confirms what was processed; whoever processed a record is not the one who confirms it. */
export async function confirmTask(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof confirmCensusTask>,
): Promise<TaskView> {
  return kit.write(ctx, async (unit) => {
    const task = await lockTask(unit.db, params.id);
    expectVersion(ctx, task.version);
    const { processors, processed, unprocessed, openDefects } = await standOf(unit.db, task.id);
    const separatedFrom = processors.map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
    kit.authorize(ctx, { divisionCode: task.divisionCode, separatedFrom });
    const reasons = [
      ...(unprocessed > 0 ? ['CENSUS_BATCH_INCOMPLETE'] : []),
      ...(openDefects > 0 ? ['CENSUS_DEFECTS_OPEN'] : []),
    ];
    if (reasons.length > 0) throw refusal(reasons);
    if (task.batchState !== 'OPEN' || processed === 0) throw fail('STATE_TRANSITION_INVALID');
    const now = kit.clock.wall();
    await sql`update census_record set state = 'TOWNSHIP_CONFIRMED', version = version + 1, updated_at = ${now}
      where task_id = ${task.id} and state = 'INDOOR_PROCESSED'`.execute(unit.db);
    await unit.db
      .updateTable('censusTask')
      .set({ confirmedBy: ctx.actor.subject, version: task.version + 1, updatedAt: now })
      .where('id', '=', task.id)
      .execute();
    const after = { records: processed };
    unit.audit({ action: 'censusTasks.confirm', recordType: 'census_task', recordId: task.id, after });
    return showTask(unit.db, task.id);
  });
}

interface Stand {
  readonly processors: readonly string[];
  readonly processed: number;
  readonly unprocessed: number;
  readonly openDefects: number;
}

async function standOf(db: Db, taskId: string): Promise<Stand> {
  const { rows } = await sql<Stand>`
    select coalesce(array_agg(distinct processed_by) filter (where processed_by is not null
        and state = 'INDOOR_PROCESSED'), '{}') as processors,
      count(*) filter (where state = 'INDOOR_PROCESSED')::int as processed,
      count(*) filter (where state in ('CATALOGUED', 'FIELD_SURVEYED'))::int as unprocessed,
      (select count(*)::int from census_defect d join census_record r on r.id = d.record_id
        where r.task_id = ${taskId} and d.resolved_at is null) as open_defects
    from census_record where task_id = ${taskId}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('a statement without a row');
  return row;
}
