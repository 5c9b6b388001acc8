import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';

/** The system job under which batches go on. */
export const job = 'rechecks.run';

/** A part that somebody works on: its persons, whose places are their seqs. */
export interface Part {
  readonly recheckId: string;
  readonly no: number;
  readonly personIds: readonly string[];
  readonly recheckNo: string;
  readonly divisionCode: string;
  readonly startedBy: string;
  readonly leaseOwner: string;
}

/** One item of a part that has not been asked about. */
export interface PlannedChunk {
  readonly id: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  /** Pairs of the first and the last seq of each run. */
  readonly runs: readonly (readonly [number, number])[];
}

/** Takes the next part with something to send that nobody holds; whoever held one longer than its lease has lost it. */
export function claimPart(kit: AppKit, owner: string, leaseMs: number): Promise<Part | undefined> {
  const now = kit.clock.wall();
  const until = new Date(now.getTime() + leaseMs);
  return kit.read(kit.system(job), async (db) => {
    const { rows } = await sql<Part>`
      update recheck_part as taken set attempts = taken.attempts + 1, lease_owner = ${owner}::uuid, lease_until = ${until}
      from recheck
      where recheck.id = taken.recheck_id and (taken.recheck_id, taken.no) = (
        select part.recheck_id, part.no from recheck_part as part
        join recheck as running on running.id = part.recheck_id and running.state in ('CUTTING', 'RUNNING')
        where part.closed_on is null and (part.lease_until is null or part.lease_until < ${now})
          and exists (select from recheck_chunk c
            where c.recheck_id = part.recheck_id and c.part_no = part.no and c.state = 'PLANNED')
        order by part.recheck_id, part.no limit 1 for update of part skip locked)
      returning taken.recheck_id, taken.no, taken.person_ids, taken.lease_owner, recheck.no as recheck_no,
        recheck.division_code, recheck.started_by`.execute(db);
    return rows[0];
  });
}

/** Gives a part back; with an error it is tried again with the next round. */
export async function giveBack(kit: AppKit, { recheckId, no, leaseOwner }: Part, error: string | null): Promise<void> {
  await kit.read(kit.system(job), (db) =>
    db
      .updateTable('recheckPart')
      .set({ leaseOwner: null, leaseUntil: null, lastError: error })
      .where('recheckId', '=', recheckId)
      .where('no', '=', no)
      .where('leaseOwner', '=', leaseOwner)
      .execute(),
  );
}

/** The items of a part that wait to be asked about, in the order of their codes. */
export async function plannedChunks(
  db: Db,
  { recheckId, no }: Pick<Part, 'recheckId' | 'no'>,
): Promise<PlannedChunk[]> {
  const { rows } = await sql<PlannedChunk>`
    select id, agency_code, item_code, (
      select jsonb_agg(jsonb_build_array(lower(run), upper(run) - 1) order by run) from unnest(asked) as run
    ) as runs
    from recheck_chunk where recheck_id = ${recheckId} and part_no = ${no} and state = 'PLANNED'
    order by agency_code, item_code`.execute(db);
  return rows;
}

/** The seqs of some runs, in order. */
export function* seqsOf(runs: PlannedChunk['runs']): Generator<number> {
  for (const [first, last] of runs) for (let seq = first; seq <= last; seq += 1) yield seq;
}

/** How many seqs stand in some runs. */
export function countOf(runs: PlannedChunk['runs']): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Locks a chunk that is still planned; false when somebody else has asked meanwhile. */
export async function lockPlanned(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom('recheckChunk').select('state').where('id', '=', id).forUpdate().executeTakeFirst();
  return row?.state === 'PLANNED';
}

/**
 * Closes the part of which every question is closed: its persons count as checked, its identity copies go. The last part of a
 * batch ends the batch.
 */
export async function closePart(
  work: Work,
  { recheckId, partNo }: { recheckId: string; partNo: number },
): Promise<void> {
  const { kit, unit } = work;
  // Locked in the order in which every closer locks, so that two last answers at once do not miss each other.
  await unit.db.selectFrom('recheck').select('id').where('id', '=', recheckId).forUpdate().execute();
  const open = await unit.db
    .selectFrom('recheckChunk')
    .select('id')
    .where('recheckId', '=', recheckId)
    .where('partNo', '=', partNo)
    .where('state', 'in', ['PLANNED', 'SENT'])
    .limit(1)
    .executeTakeFirst();
  if (open !== undefined) return;
  const closedOn = kit.clock.today();
  await unit.db
    .updateTable('recheckPart')
    .set({ closedOn })
    .where('recheckId', '=', recheckId)
    .where('no', '=', partNo)
    .where('closedOn', 'is', null)
    .execute();
  await unit.db.deleteFrom('recheckIdentity').where('recheckId', '=', recheckId).where('partNo', '=', partNo).execute();
  await sql`
    update beneficiary b set checked_on = r.as_of
    from recheck r join recheck_part p on p.recheck_id = r.id, unnest(p.person_ids) as m (person_id)
    where r.id = ${recheckId} and p.no = ${partNo} and b.person_id = m.person_id and b.ended_on is null
      and exists (select from recheck_chunk c
        where c.recheck_id = r.id and c.part_no = p.no and c.state = 'MATCHED' and not isempty(c.asked))`.execute(
    unit.db,
  );
  await endBatch(work, recheckId);
}

/** Ends a batch of which every part is closed. */
export async function endBatch({ kit, unit }: Work, recheckId: string): Promise<void> {
  const { rows } = await sql<{ no: string }>`
    update recheck set state = 'DONE', finished_at = ${kit.clock.wall()}, version = version + 1
    where id = ${recheckId} and state = 'RUNNING'
      and not exists (select from recheck_part p where p.recheck_id = recheck.id and p.closed_on is null)
    returning no`.execute(unit.db);
  if (rows.length > 0) unit.audit({ action: 'rechecks.finish', recordType: 'recheck', recordId: recheckId });
}
