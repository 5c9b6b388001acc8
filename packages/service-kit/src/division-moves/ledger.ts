import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import type { Unit } from '../kit.ts';
import { type LivingTable, type MovingRecord, sqlOf } from './living-table.ts';
import type { Survey } from './survey.ts';

/** A change as the ledger keeps it. */
export interface MoveRow {
  readonly changeId: string;
  readonly effectiveOn: string;
  readonly state: 'RUNNING' | 'WAITING' | 'CLOSED';
  readonly dryRun: unknown;
  readonly closedAt: Date | null;
}

/** Where the records of one table stand in the ledger. */
export interface Place {
  readonly changeId: string;
  readonly label: string;
}

/** The row of a change; undefined when the service has not heard of it. */
export async function findMove<DB>(db: Transaction<DB>, changeId: string): Promise<MoveRow | undefined> {
  const { rows } = await sql<MoveRow>`
    select change_id, effective_on, state, dry_run, closed_at from division_move where change_id = ${changeId}`.execute(
    db,
  );
  return rows[0];
}

/** All changes that the service knows, in the order of their days. */
export async function listMoves<DB>(db: Transaction<DB>): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select change_id, effective_on, state, dry_run, closed_at from division_move order by effective_on, change_id`.execute(
    db,
  );
  return rows;
}

/** Begins a move, or finds it begun. */
export async function beginMove<DB>(
  db: Transaction<DB>,
  move: { readonly changeId: string; readonly effectiveOn: string; readonly at: Date },
): Promise<void> {
  await sql`insert into division_move (change_id, effective_on, state, begun_at)
    values (${move.changeId}, ${move.effectiveOn}::date, 'RUNNING', ${move.at})
    on conflict (change_id) do nothing`.execute(db);
}

/** Keeps the counts of the dry run; those of the first one stay. */
export async function keepDryRun<DB>(db: Transaction<DB>, changeId: string, counts: unknown): Promise<void> {
  await sql`update division_move set dry_run = ${JSON.stringify(counts)}::jsonb
    where change_id = ${changeId} and dry_run is null`.execute(db);
}

// What waits for its turn or for a person stays as it is; what moved and stands under an old code again, such as by a late
// event, moves again.
const again = sql`
  on conflict (change_id, table_name, record_id) do update set state = excluded.state, from_code = excluded.from_code,
    to_code = excluded.to_code, candidates = excluded.candidates, extent = excluded.extent, found_by = excluded.found_by,
    owner_code = excluded.owner_code, version = division_move_record.version + 1
  where division_move_record.state in ('MOVED', 'GONE')`;

/** Writes the records of a survey into the ledger. */
export async function planRecords<DB>(
  db: Transaction<DB>,
  { changeId, label, living, at }: Place & { readonly living: LivingTable<DB>; readonly at: Date },
  { groups, open }: Survey,
): Promise<void> {
  const { table, key, code, office, lives } = sqlOf(living);
  const certain = groups.flatMap(({ proposal, ...group }) =>
    proposal.extent === 'FULL' ? [{ ...group, to: proposal.to, by: proposal.foundBy, owner: proposal.owner }] : [],
  );
  const columns = sql`(id, change_id, table_name, record_id, from_code, to_code, candidates, extent, found_by, state,
    owner_code, planned_at)`;
  await sql`
    insert into division_move_record ${columns}
    select distinct on (${key}) gen_random_uuid(), ${changeId}, ${label}, ${key}::text, ${code}, p.to_code, '{}'::text[],
      'FULL', p.found_by, 'PLANNED', p.owner_code, ${at}::timestamptz
    from ${table} as t join unnest(${certain.map((one) => one.code)}::text[],
        ${certain.map((one) => one.office ?? '')}::text[], ${certain.map((one) => one.to)}::text[],
        ${certain.map((one) => one.by)}::text[], ${certain.map((one) => one.owner)}::text[])
      as p (code, office, to_code, found_by, owner_code)
      on ${code} = p.code and coalesce(${office}, '') = p.office
    where ${lives} ${again}`.execute(db);
  await sql`
    insert into division_move_record ${columns}
    select gen_random_uuid(), ${changeId}, ${label}, q.record_id, q.from_code, q.to_code,
      array(select jsonb_array_elements_text(q.candidates)), q.extent, q.found_by,
      case when q.to_code is null then 'QUEUED' else 'PLANNED' end, q.owner_code, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(open.map(openRow))}::jsonb) as q (record_id text, from_code text,
      to_code text, candidates jsonb, extent text, found_by text, owner_code text)
    ${again}`.execute(db);
}

function openRow({ recordId, code, proposal }: Survey['open'][number]) {
  const certain = proposal.extent === 'FULL';
  return {
    record_id: recordId,
    from_code: code,
    to_code: certain ? proposal.to : null,
    candidates: certain ? [] : proposal.candidates,
    extent: proposal.extent,
    found_by: certain ? proposal.foundBy : null,
    owner_code: proposal.owner,
  };
}

const chunkSize = 500;

/** Takes up to 500 planned records of a table, moves them and marks them; answers how many were taken. */
export async function moveChunk<DB>(
  unit: Unit<DB>,
  place: Place & { readonly living: LivingTable<DB>; readonly effectiveOn: string; readonly at: Date },
): Promise<number> {
  const { db } = unit;
  const { changeId, label, living, effectiveOn, at } = place;
  const { rows: records } = await sql<MovingRecord & { id: string }>`
    select id, record_id, from_code, to_code from division_move_record
    where change_id = ${changeId} and table_name = ${label} and state = 'PLANNED'
    order by record_id limit ${chunkSize} for update skip locked`.execute(db);
  if (records.length === 0) return 0;
  const clashing = await queueClashing(db, living, records);
  const going = records.filter(({ recordId }) => !clashing.has(recordId));
  const moved = await applyMove(unit, living, { changeId, effectiveOn, records: going });
  const gone = going.filter(({ recordId }) => !moved.has(recordId)).map(({ id }) => id);
  await sql`
    update division_move_record set state = case when id = any(${gone}::uuid[]) then 'GONE' else 'MOVED' end,
      version = version + 1, moved_at = ${at}
    where id = any(${going.map(({ id }) => id)}::uuid[])`.execute(db);
  return records.length;
}

/** Records whose twin has the new code wait for a person, with that code as the one to confirm. */
async function queueClashing<DB>(
  db: Transaction<DB>,
  { clashing }: LivingTable<DB>,
  records: readonly (MovingRecord & { readonly id: string })[],
): Promise<ReadonlySet<string>> {
  const found = (await clashing?.(db, records)) ?? new Set<string>();
  const ids = records.filter(({ recordId }) => found.has(recordId)).map(({ id }) => id);
  if (ids.length === 0) return found;
  await sql`
    update division_move_record set state = 'QUEUED', extent = 'AMBIGUOUS', candidates = array[to_code], to_code = null,
      found_by = null, version = version + 1
    where id = any(${ids}::uuid[])`.execute(db);
  return found;
}

/** Moves records by the table's own way or by writing the code, with what follows from it; answers those that moved. */
export async function applyMove<DB>(
  unit: Unit<DB>,
  living: LivingTable<DB>,
  {
    changeId,
    effectiveOn,
    records,
  }: { readonly changeId: string; readonly effectiveOn: string; readonly records: readonly MovingRecord[] },
): Promise<ReadonlySet<string>> {
  const moved = new Set(
    living.move === undefined
      ? await rewrite(unit.db, living, records)
      : await living.move(unit, { changeId, effectiveOn }, records),
  );
  await living.moved?.(
    unit,
    records.filter(({ recordId }) => moved.has(recordId)),
  );
  return moved;
}

/** Writes the new codes; a record that does not stand under its old code any more is left alone. */
async function rewrite<DB>(
  db: Transaction<DB>,
  living: LivingTable<DB>,
  records: readonly MovingRecord[],
): Promise<string[]> {
  const { table, key, code, codeColumn } = sqlOf(living);
  const type = sql.raw(living.keyType === 'text' ? 'text' : 'uuid');
  const { rows } = await sql<{ recordId: string }>`
    update ${table} as t set ${codeColumn} = c.to_code
    from unnest(${records.map((one) => one.recordId)}::${type}[], ${records.map((one) => one.fromCode)}::text[],
      ${records.map((one) => one.toCode)}::text[]) as c (record_id, from_code, to_code)
    where ${key} = c.record_id and ${code} = c.from_code
    returning c.record_id::text as record_id`.execute(db);
  return rows.map(({ recordId }) => recordId);
}

/** Ends the move when nobody waits for a person any more; answers its state. */
export async function settleMove<DB>(db: Transaction<DB>, changeId: string, at: Date): Promise<MoveRow['state']> {
  const { rows } = await sql<{ state: MoveRow['state'] }>`
    update division_move set
      state = case when open.planned > 0 then 'RUNNING' when open.queued > 0 then 'WAITING' else 'CLOSED' end,
      closed_at = case when open.planned + open.queued > 0 then null else coalesce(closed_at, ${at}::timestamptz) end
    from (select count(*) filter (where state = 'PLANNED') as planned, count(*) filter (where state = 'QUEUED') as queued
      from division_move_record where change_id = ${changeId}) as open
    where change_id = ${changeId} returning division_move.state as state`.execute(db);
  return rows[0]?.state ?? 'RUNNING';
}
