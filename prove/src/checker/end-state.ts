import type { ServiceName } from '@mz/contracts';
import type { Platform } from '../platform/index.ts';

/** Tables that tell how the work went and not what came of it. */
const technical = [
  'schema_migration',
  'outbox_delivery',
  'audit_seal',
  'audit_anchor',
  'schedule',
  'division_copy',
  'business_clock',
  // Tokens of services, asked for again after each start.
  'oidc_state',
];
/** Columns that differ between two runs with the same end. */
const technicalColumns: Readonly<Record<string, readonly string[]>> = {
  inbox: ['state', 'attempts', 'first_error', 'last_error', 'waiting_for'],
  audit_log: ['traceparent'],
  // Salted, and under keys that each run makes anew.
  account: ['password_hash'],
  idempotency_key: ['fingerprint_key_id'],
};

/**
 * What a service's database holds, a line for each row, without ids and times: equal for two runs of the same commands.
 * Rows of a read copy or a ledger of reads count as much as those of a case.
 */
export async function endStateOf(platform: Platform, name: ServiceName): Promise<string[]> {
  const tables = await platform.rows<{ table: string; columns: string[] }>(
    name,
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all ($1)
       and a.attidentity = '' and a.atttypid <> all (array['uuid', 'timestamptz', 'bytea', 'xid8']::regtype[])
     group by c.relname order by c.relname`,
    [technical],
  );
  const lines: string[] = [];
  for (const { table, columns } of tables) {
    const kept = columns.filter((column) => technicalColumns[table]?.includes(column) !== true);
    if (kept.length > 0) lines.push(...(await rowsOf(platform, name, { table, columns: kept })));
  }
  return lines;
}

async function rowsOf(
  platform: Platform,
  name: ServiceName,
  { table, columns }: { table: string; columns: readonly string[] },
): Promise<string[]> {
  const rows = await platform.rows<{ row: string }>(
    name,
    `select row_to_json(t)::text as row from (select ${columns.map((column) => `"${column}"`).join(', ')} from "${table}") t`,
  );
  return rows.map(({ row }) => `${table} ${withoutIdsAndTimes(row)}`);
}

function withoutIdsAndTimes(row: string): string {
  return row
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/g, 'TRACE')
    .replace(/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}(:\d{2})?)?/g, 'TIME');
}
