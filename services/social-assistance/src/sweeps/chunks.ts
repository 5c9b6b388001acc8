import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { Chunk } from './messages.ts';

/** The system job under which sweeps go on. */
export const job = 'sweeps.run';

/** A chunk is tried so often before its sweep has failed. */
const mostAttempts = 5;

/** Cuts the enrolments that stand into chunks, county after county, and gives their number. */
export async function cutChunks(
  db: Db,
  sweep: { readonly id: string; readonly programme: string; readonly prefix: string; readonly chunkSize: number },
): Promise<number> {
  const { id, programme, prefix, chunkSize } = sweep;
  const { rows } = await sql<{ total: number }>`
    with numbered as (
      select id, current_division_code, (row_number() over (order by current_division_code, id) - 1) / ${chunkSize}::integer as no
      from enrolment
      where programme = ${programme} and current_division_code >= ${prefix} and current_division_code < ${`${prefix}~`}
        and state not in ('TERMINATED', 'ENDED_TRANSFERRED')
    ), cut as (
      insert into sweep_chunk (sweep_id, no, enrolment_ids, state)
      select ${id}, no, array_agg(id order by current_division_code, id), 'PENDING' from numbered group by no
      returning cardinality(enrolment_ids) as size
    )
    select coalesce(sum(size), 0)::integer as total from cut`.execute(db);
  return rows[0]?.total ?? 0;
}

/** Takes the next chunk that nobody holds; whoever held one longer than its lease has lost it. */
export function claimChunk(kit: AppKit, owner: string, leaseMs: number): Promise<Chunk | undefined> {
  const now = kit.clock.wall();
  const until = new Date(now.getTime() + leaseMs);
  return kit.read(kit.system(job), async (db) => {
    const { rows } = await sql<Chunk>`
      update sweep_chunk as taken set state = 'RUNNING', attempts = taken.attempts + 1, lease_owner = ${owner}::uuid,
        lease_until = ${until}
      from sweep
      where sweep.id = taken.sweep_id and (taken.sweep_id, taken.no) = (
        select chunk.sweep_id, chunk.no from sweep_chunk as chunk
        join sweep as running on running.id = chunk.sweep_id and running.state = 'RUNNING'
        where chunk.state = 'PENDING' or (chunk.state = 'RUNNING' and chunk.lease_until < ${now})
        order by chunk.sweep_id, chunk.no limit 1 for update of chunk skip locked)
      returning taken.sweep_id, taken.no, taken.enrolment_ids, taken.lease_owner, sweep.division_code,
        sweep.benefit_month, sweep.started_by`.execute(db);
    return rows[0];
  });
}

/** Gives a failed chunk back, to be tried again; after the last try its sweep has failed, visibly. */
export function giveBack(kit: AppKit, { sweepId, no, leaseOwner }: Chunk, error: string): Promise<void> {
  return kit.write(kit.system(job), async (unit) => {
    const row = await unit.db
      .updateTable('sweepChunk')
      .set({ state: sql`case when attempts >= ${mostAttempts} then 'FAILED' else 'PENDING' end` })
      .set({ leaseOwner: null, leaseUntil: null, lastError: error })
      .where('sweepId', '=', sweepId)
      .where('no', '=', no)
      .where('state', '=', 'RUNNING')
      .where('leaseOwner', '=', leaseOwner)
      .returning(['state', 'attempts'])
      .executeTakeFirst();
    if (row?.state !== 'FAILED') return;
    const failed = await endRunning(unit.db, sweepId, { state: 'FAILED', at: kit.clock.wall() });
    if (failed === undefined) return;
    unit.audit({ action: 'sweeps.fail', recordType: 'sweep', recordId: sweepId, after: { no, error } });
  });
}

/** Ends the sweeps of which every chunk is done, and gives their number. */
export function finishSweeps(kit: AppKit): Promise<number> {
  return kit.write(kit.system(job), async (unit) => {
    const finished = await unit.db
      .selectFrom('sweep')
      .select('id')
      .where('state', '=', 'RUNNING')
      .where(sql<SqlBool>`not exists (select from sweep_chunk where sweep_id = sweep.id and state <> 'DONE')`)
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const { id } of finished) {
      await endRunning(unit.db, id, { state: 'DONE', at: kit.clock.wall() });
      unit.audit({ action: 'sweeps.finish', recordType: 'sweep', recordId: id });
    }
    return finished.length;
  });
}

/** Ends a running sweep; undefined when it runs no more. */
export function endRunning(
  db: Db,
  id: string,
  { state, at }: { readonly state: 'DONE' | 'FAILED' | 'CANCELLED'; readonly at: Date },
) {
  return db
    .updateTable('sweep')
    .set(({ eb }) => ({ state, finishedAt: at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'RUNNING')
    .returningAll()
    .executeTakeFirst();
}
