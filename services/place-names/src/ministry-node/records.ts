import type { SyncGroup, SyncGroupRecords } from '@mz/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { type RecordChange, type Repair, sha256 } from './rules.ts';

/**
 * What the node may have (place-names.md §8.5): names in use or former that are public, or internal and approved; divisions
 * as they stand in the code table, with codes that are final. 21000: divisions, of top group 21.
 */
const live = sql`
  select 'place_name' as table_name, place_id::text as record_key, division_code, category_code, valid_from, valid_to,
    jsonb_build_object('feature', feature_id, 'code', national_code, 'kind', name_kind, 'status', status, 'name', name,
      'specific', specific_part, 'generic', generic_part, 'pinyin', pinyin, 'crosses', crosses, 'lon', lon, 'lat', lat,
      'geometry', geometry, 'origin', origin, 'meaning', meaning, 'history', history, 'heritage', heritage,
      'from', valid_from, 'to', valid_to)::text as payload
  from place_name
  where status in ('STANDARD', 'FORMER')
    and (secrecy = 'PUBLIC' or (secrecy = 'INTERNAL' and approval_doc is not null))
  union all
  select 'division', unit_id::text || '/' || coalesce(valid_from::text, 'open'), code, '21000', valid_from, valid_to,
    jsonb_build_object('code', code, 'level', level, 'type', type, 'name', name, 'short', short_name,
      'parent', parent_code, 'managed', managed_by_code, 'from', valid_from, 'to', valid_to)::text
  from division_version
  where superseded_at is null and code_status = 'FINAL' and type <> 'STATISTICAL_ZONE'`;

const hashed = sql`select *, encode(sha256(convert_to(payload, 'UTF8')), 'hex') as payload_hash from (${live}) as live`;

const noPayload = sha256('');

/** At most `limit` records that are not as the node was given them last: new, changed, or no longer to be had. */
export async function listChanges(db: Db, limit: number): Promise<RecordChange[]> {
  const { rows } = await sql<RecordChange>`
    select coalesce(o.table_name, s.table_name) as table_name, coalesce(o.record_key, s.record_key) as record_key,
      case when o.record_key is null then 'TOMBSTONE' else 'UPSERT' end as op, coalesce(s.version, 0) + 1 as version,
      coalesce(o.division_code, s.division_code) as division_code,
      coalesce(o.category_code, s.category_code) as category_code, o.valid_from, o.valid_to,
      coalesce(o.payload, '') as payload, coalesce(o.payload_hash, ${noPayload}) as payload_hash
    from (${hashed}) as o
    full join sync_record as s on s.table_name = o.table_name and s.record_key = o.record_key
    where s.record_key is null
      or (o.record_key is null and s.op = 'UPSERT')
      or (o.record_key is not null and (s.op = 'TOMBSTONE' or s.payload_hash <> o.payload_hash
        or s.division_code <> o.division_code or s.category_code <> o.category_code))
    order by 1, 2 limit ${limit}`.execute(db);
  return rows;
}

/** The repairs as changes; a record that is no longer to be had is forgotten instead. */
export async function changesOfRepairs(db: Db, repairs: readonly Repair[]): Promise<RecordChange[]> {
  const tables = repairs.map(({ table }) => table);
  const keys = repairs.map(({ key }) => key);
  const { rows } = await sql<RecordChange>`
    select r.table_name, r.record_key, r.version,
      case when r.op = 'TOMBSTONE' or o.record_key is null then 'TOMBSTONE' else 'UPSERT' end as op,
      coalesce(o.division_code, s.division_code, '370000000000') as division_code,
      coalesce(o.category_code, s.category_code, '21000') as category_code, o.valid_from, o.valid_to,
      coalesce(o.payload, '') as payload, coalesce(o.payload_hash, ${noPayload}) as payload_hash
    from unnest(${tables}::text[], ${keys}::text[], ${repairs.map(({ op }) => op)}::text[],
      ${repairs.map(({ version }) => version)}::int[]) as r (table_name, record_key, op, version)
    left join (${hashed}) as o on o.table_name = r.table_name and o.record_key = r.record_key and r.op = 'UPSERT'
    left join sync_record as s on s.table_name = r.table_name and s.record_key = r.record_key
    order by 1, 2`.execute(db);
  return rows;
}

/** Keeps what the node is given with a package. */
export async function keepGiven(db: Db, seq: number, changes: readonly RecordChange[]): Promise<void> {
  const column = <K extends keyof RecordChange>(name: K): RecordChange[K][] => changes.map((change) => change[name]);
  await sql`
    insert into sync_record (table_name, record_key, division_code, category_code, op, version, payload_hash, seq)
    select *, ${seq}::int from unnest(${column('tableName')}::text[], ${column('recordKey')}::text[],
      ${column('divisionCode')}::text[], ${column('categoryCode')}::text[], ${column('op')}::text[],
      ${column('version')}::int[], ${column('payloadHash')}::text[])
    on conflict (table_name, record_key) do update set division_code = excluded.division_code,
      category_code = excluded.category_code, op = excluded.op, version = excluded.version,
      payload_hash = excluded.payload_hash, seq = excluded.seq`.execute(db);
}

const line = sql`table_name || '|' || record_key || '|' || version || '|' || payload_hash`;

/** Count and hash of each county and category as the node should have them. */
export async function listOwnGroups(db: Db): Promise<SyncGroup[]> {
  const { rows } = await sql<SyncGroup>`
    select left(division_code, 6) || '000000' as division, category_code as category, count(*)::int as count,
      encode(sha256(convert_to(string_agg(${line}, E'\\n' order by table_name collate "C", record_key collate "C"),
        'UTF8')), 'hex') as hash
    from sync_record where op = 'UPSERT' group by 1, 2`.execute(db);
  return rows;
}

/** Records of a county and category as the node should have them. */
export async function listOwnRecords(
  db: Db,
  group: { readonly division: string; readonly category: string },
): Promise<SyncGroupRecords['records']> {
  const { rows } = await sql<SyncGroupRecords['records'][number]>`
    select table_name as "table", record_key as key, version, payload_hash as hash from sync_record
    where op = 'UPSERT' and left(division_code, 6) = ${group.division.slice(0, 6)}
      and category_code = ${group.category}`.execute(db);
  return rows;
}

/** Records whose refusal by the node was accepted and that have not been given again since: the node's stays. */
export async function listKept(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select distinct c.table_name || ' ' || c.record_key as name from sync_conflict c
    join sync_record s on s.table_name = c.table_name and s.record_key = c.record_key and s.seq = c.seq
    where c.state = 'KEPT'`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** Makes a record count as never given, so that the next package has it under a higher version. */
export function forgetGiven(tableName: string, recordKey: string): RawBuilder<unknown> {
  return sql`update sync_record set payload_hash = '' where table_name = ${tableName} and record_key = ${recordKey}`;
}
