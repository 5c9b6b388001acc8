import type { ServiceName } from '@mz/contracts';
import type { Platform } from './index.ts';
import { connectAdmin } from './spare.ts';

/** The tables of a service as they were at one moment. */
export interface Pristine {
  /** Puts every row back; the service may run, as long as it has nothing to do. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** What grows by itself, is large, or is no effect of an event. */
const kept = [
  'audit_log',
  'audit_seal',
  'audit_anchor',
  'division_copy',
  'business_clock',
  'schedule',
  'idempotency_key',
];

const deadlockDetected = '40P01';

/** Remembers the rows of a service's tables. */
export async function rememberTables(platform: Platform, name: ServiceName): Promise<Pristine> {
  const client = await connectAdmin(platform, name);
  const { rows } = await client.query<{ table: string; columns: string }>(
    `select c.relname as table, (select string_agg(format('%I', attname), ', ' order by attnum) from pg_attribute
       where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and c.relname <> all ($1) and c.relname !~ 'migration' order by 1`,
    [kept],
  );
  await client.query('create schema pristine');
  for (const { table } of rows) await client.query(`create table pristine.${table} as table public.${table}`);
  const filled: typeof rows = [];
  for (const row of rows) {
    const found = await client.query(`select from pristine.${row.table} limit 1`);
    if (found.rowCount === 1) filled.push(row);
  }
  const tables = rows.map(({ table }) => table).join(', ');
  return {
    async restore() {
      while (!(await putBack())) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    close: () => client.end(),
  };

  /** False when a loop of the service looked at the tables in another order: nothing is changed then. */
  async function putBack(): Promise<boolean> {
    try {
      await client.query('begin');
      // Rows go back as they were: no check, no trigger.
      await client.query('set local session_replication_role = replica');
      await client.query(`truncate ${tables} cascade`);
      for (const { table, columns } of filled) {
        await client.query(
          `insert into ${table} (${columns}) overriding system value select ${columns} from pristine.${table}`,
        );
      }
      await client.query('commit');
      return true;
    } catch (error) {
      await client.query('rollback');
      if (error instanceof Error && 'code' in error && error.code === deadlockDetected) return false;
      throw error;
    }
  }
}
