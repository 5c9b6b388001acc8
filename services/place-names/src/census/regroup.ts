import type { MovingRecord, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { DB } from '../database.ts';

/** Tasks whose township went to another county go into a batch of that county, with all their records. */
export async function followTasks(kit: AppKit, unit: Unit<DB>, moved: readonly MovingRecord[]): Promise<void> {
  const { rows } = await sql<{ id: string; batchId: string; county: string }>`
    select t.id, t.batch_id, rpad(left(t.division_code, 6), 12, '0') as county
    from census_task t join census_batch b on b.id = t.batch_id
    where t.id = any(${idsOf(moved)}::uuid[]) and left(t.division_code, 6) <> left(b.division_code, 6)
    order by t.id`.execute(unit.db);
  for (const { id, ...source } of rows) {
    const batchId = await receivingBatch(kit, unit, source);
    await sql`update census_task set batch_id = ${batchId}, version = version + 1 where id = ${id}`.execute(unit.db);
    await sql`update census_record set batch_id = ${batchId} where task_id = ${id}`.execute(unit.db);
    await sql`update census_defect d set batch_id = ${batchId} from census_record r
      where r.id = d.record_id and r.task_id = ${id} and d.resolved_at is null`.execute(unit.db);
  }
}

/** Records whose village went to another township than their task go to that township's task. */
export async function regroupRecords(kit: AppKit, unit: Unit<DB>, moved: readonly MovingRecord[]): Promise<void> {
  const { db } = unit;
  const { rows } = await sql<Strayed>`
    select r.task_id, r.batch_id, rpad(left(r.division_code, 9), 12, '0') as township, array_agg(r.id order by r.id) as ids
    from census_record r join census_task t on t.id = r.task_id
    where r.id = any(${idsOf(moved)}::uuid[]) and left(r.division_code, 9) <> left(t.division_code, 9)
    group by 1, 2, 3 order by 1, 3`.execute(db);
  for (const strayed of rows) {
    const { batchId, taskId } = await receivingTask(kit, unit, strayed);
    await sql`update census_record set task_id = ${taskId}, batch_id = ${batchId}
      where id = any(${strayed.ids}::uuid[])`.execute(db);
    await sql`update census_defect set batch_id = ${batchId}
      where record_id = any(${strayed.ids}::uuid[]) and resolved_at is null`.execute(db);
  }
}

interface Strayed {
  readonly taskId: string;
  readonly batchId: string;
  readonly township: string;
  readonly ids: readonly string[];
}

async function receivingTask(
  kit: AppKit,
  unit: Unit<DB>,
  { taskId, batchId, township, ids }: Strayed,
): Promise<{ batchId: string; taskId: string }> {
  const { db } = unit;
  const county = `${township.slice(0, 6)}000000`;
  const own = await lockSource(db, batchId);
  const into = own.divisionCode === county ? batchId : await receivingBatch(kit, unit, { batchId, county });
  const { rows } = await sql<{ id: string }>`
    select id from census_task where batch_id = ${into} and division_code = ${township} order by id limit 1`.execute(
    db,
  );
  const [known] = rows;
  if (known !== undefined) return { batchId: into, taskId: known.id };
  const id = kit.newId();
  await sql`insert into census_task (id, batch_id, division_code, event_division_code, planned, confirmed_by, created_at,
      updated_at)
    select ${id}, ${into}, ${township}, ${township}, ${ids.length}, confirmed_by, ${kit.clock.wall()}, ${kit.clock.wall()}
    from census_task where id = ${taskId}`.execute(db);
  return { batchId: into, taskId: id };
}

/** The batch of another county that takes over part of a batch: in the same state, signed by the same hands, once. */
async function receivingBatch(
  kit: AppKit,
  { db, audit }: Unit<DB>,
  { batchId, county }: { readonly batchId: string; readonly county: string },
): Promise<string> {
  await lockSource(db, batchId);
  const { rows } = await sql<{ id: string }>`
    select id from census_batch where split_from = ${batchId} and division_code = ${county} order by id limit 1`.execute(
    db,
  );
  const [known] = rows;
  if (known !== undefined) return known.id;
  const id = kit.newId();
  const now = kit.clock.wall();
  await sql`insert into census_batch (id, division_code, event_division_code, year, number, title, state, round, planned_by,
      opened_by, self_checked_by, verified_by, accepted_by, accepted_on, reviewed_by, review_doc, stored_by, split_from,
      created_at, updated_at)
    select ${id}, ${county}, ${county}, year,
      1 + coalesce((select max(number) from census_batch o where o.event_division_code = ${county} and o.year = b.year), 0),
      title, state, round, planned_by, opened_by, self_checked_by, verified_by, accepted_by, accepted_on, reviewed_by,
      review_doc, stored_by, id, ${now}, ${now}
    from census_batch b where id = ${batchId}`.execute(db);
  const after = { divisionCode: county, splitFrom: batchId };
  audit({ action: 'censusBatches.split', recordType: 'census_batch', recordId: id, after });
  return id;
}

async function lockSource(db: Db, id: string): Promise<{ divisionCode: string }> {
  return db.selectFrom('censusBatch').select('divisionCode').where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

function idsOf(moved: readonly MovingRecord[]): string[] {
  return moved.map(({ recordId }) => recordId);
}
