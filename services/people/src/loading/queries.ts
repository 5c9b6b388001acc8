import type { Copy, CopyValue } from '@mz/db';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Candidate } from '../persons/index.ts';
import type { PreparedLine } from './prepare.ts';

/** The tables whose rows go through staging, and the rows of a line for each. */
const staged = {
  person: ({ rows }: PreparedLine): readonly object[] => [rows.person],
  person_key: ({ rows }: PreparedLine): readonly object[] => [rows.key],
  person_fact: ({ rows }: PreparedLine): readonly object[] => rows.facts,
} as const;
type StagedTable = keyof typeof staged;
const stagedTables = ['person', 'person_key', 'person_fact'] as const satisfies readonly StagedTable[];

/** Copies the rows of these lines beside their tables, each with its line. */
export async function stageRows(db: Db, copy: Copy, lines: readonly PreparedLine[]): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  for (const table of stagedTables) {
    const columns = columnsOf(staged[table](first)[0] ?? {});
    const list = sql.join(columns.map((column) => sql.ref(column)));
    await sql`create temporary table if not exists ${sql.table(`load_${table}`)} on commit delete rows as
      select 0 as line, ${list} from ${sql.table(table)} with no data`.execute(db);
    await copy({ table: `load_${table}`, columns: ['line', ...columns], rows: copyRows(lines, staged[table]) });
  }
}

function* copyRows(
  lines: readonly PreparedLine[],
  rowsOf: (line: PreparedLine) => readonly object[],
): Generator<CopyValue[]> {
  for (const line of lines) for (const row of rowsOf(line)) yield [line.line, ...Object.values(row)];
}

/** Writes staged rows of one table into it; answers their number. A person whose number somebody has is passed by. */
export async function insertStaged(db: Db, table: StagedTable, like: PreparedLine): Promise<number> {
  const columns = sql.join(columnsOf(staged[table](like)[0] ?? {}).map((column) => sql.ref(column)));
  // Only a person can meet another one; looking for conflicts costs a search in each unique index.
  const passBy = table === 'person' ? sql` on conflict do nothing` : sql``;
  const { numAffectedRows } = await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from ${sql.table(`load_${table}`)}${passBy}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Staged lines whose person was not written: somebody has the number already. */
export async function listNotInserted(db: Db): Promise<number[]> {
  const { rows } = await sql<{ line: number }>`
    select line from load_person l where not exists (select from person p where p.id = l.id)`.execute(db);
  return rows.map(({ line }) => line);
}

/** Takes lines out of staging. */
export async function dropStaged(db: Db, lines: readonly number[]): Promise<void> {
  if (lines.length === 0) return;
  for (const table of stagedTables) {
    await sql`delete from ${sql.table(`load_${table}`)} where line = any(${[...lines]}::int[])`.execute(db);
  }
}

/** A known person with the index by which a line found it. */
export type Known = Candidate & { readonly index: string };

/** Persons of these blind indexes: enough to compare names. */
export async function listKnown(
  db: Db,
  column: 'id_no_index' | 'name_birth_index',
  indexes: readonly Buffer[],
): Promise<Known[]> {
  if (indexes.length === 0) return [];
  const { rows } = await sql<Known>`
    select encode(p.${sql.ref(column)}, 'hex') as index, canonical_person(p.id) as id, p.id as record_id, p.name, p.birth_date,
      p.sex, p.hukou_division, k.data_key_id, k.wrapped as wrapped_key, k.destroyed_at as erased_at
    from person p left join person_key k on k.person_id = p.id
    where p.${sql.ref(column)} = any(${[...indexes]}::bytea[]) order by p.id`.execute(db);
  return rows;
}

/** Which of these ids are records. */
export async function listRecords(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`select id from person where id = any(${[...ids]}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Under which load the persons were found or registered; who is named by no case is swept later as everybody is. */
export async function saveRegistrations(
  db: Db,
  { personIds, caseId, at, on }: { personIds: readonly string[]; caseId: string; at: Date; on: string },
): Promise<void> {
  await sql`insert into person_registration (case_id, person_id, registered_at, registered_on)
    select ${caseId}, id, ${at}, ${on}::date from unnest(${[...personIds]}::uuid[]) as one (id)
    on conflict do nothing`.execute(db);
}

function columnsOf(row: object): string[] {
  return Object.keys(row).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
