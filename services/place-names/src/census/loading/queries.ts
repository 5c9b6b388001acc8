import { LoadError } from '@mz/bulk-load';
import type { Copy, CopyValue } from '@mz/db';
import { sql } from 'kysely';
import type { Db } from '../../app-kit.ts';
import type { PreparedLine } from './loader.ts';

/** Tasks of a batch with their townships. */
export async function listTasks(db: Db, batchId: string): Promise<{ id: string; divisionCode: string }[]> {
  return db.selectFrom('censusTask').select(['id', 'divisionCode']).where('batchId', '=', batchId).execute();
}

/** Throws LoadError unless the batch is open; it stays so until the transaction has ended. */
export async function requireOpenBatch(db: Db, id: string): Promise<void> {
  const { rows } = await sql<{ state: string }>`select state from census_batch where id = ${id} for share`.execute(db);
  if (rows[0]?.state !== 'OPEN') throw new LoadError('SETTINGS_INVALID', `census batch ${id} is not open`);
}

/** Copies rows beside their table, each with its line. */
export async function stageRecords(db: Db, copy: Copy, lines: readonly PreparedLine[]): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  const columns = columnsOf(first.row);
  await sql`create temporary table if not exists load_census_record on commit delete rows as
    select 0 as line, ${listOf(columns)} from census_record with no data`.execute(db);
  await copy({ table: 'load_census_record', columns: ['line', ...columns], rows: copyRows(lines) });
}

function* copyRows(lines: readonly PreparedLine[]): Generator<CopyValue[]> {
  for (const { checked, row } of lines) yield [checked.line, ...Object.values(row)];
}

/** Writes the staged records; a line whose key or feature another one has is passed by. Gives the lines that were written. */
export async function insertStaged(db: Db, [like]: readonly PreparedLine[]): Promise<Set<number>> {
  const columns = listOf(columnsOf(like?.row ?? {}));
  await sql`insert into census_record (${columns}) select ${columns} from load_census_record order by line
    on conflict do nothing`.execute(db);
  const { rows } = await sql<{ line: number }>`
    select l.line from load_census_record l join census_record r on r.id = l.id`.execute(db);
  return new Set(rows.map(({ line }) => line));
}

/** A record that a key has already. */
export interface KnownLine {
  readonly id: string;
  readonly recordKey: string;
  readonly loadDigest: string | null;
}

/** Records of a batch by their keys. */
export async function listKnown(db: Db, batchId: string, keys: readonly string[]): Promise<Map<string, KnownLine>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<KnownLine>`
    select id, record_key, load_digest from census_record
    where batch_id = ${batchId} and record_key = any(${[...keys]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.recordKey, row]));
}

function columnsOf(row: object): string[] {
  return Object.keys(row).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function listOf(columns: readonly string[]) {
  return sql.join(columns.map((column) => sql.ref(column)));
}
