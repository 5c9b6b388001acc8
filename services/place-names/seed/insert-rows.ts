import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import type { DB } from '../src/database.ts';

/** How the text of a file becomes a value; empty text is null, for `words` the empty list. */
export type ColumnKind = 'text' | 'uuid' | 'date' | 'boolean' | 'words' | 'timestamptz';

/** Rows of text for a table, by its database names. */
export interface TableRows {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

const rowsPerStatement = 10_000;

/** Inserts the rows, ten thousand with each statement; `report` hears of every statement that fills one. */
export async function insertRows(
  db: Transaction<DB>,
  { table, columns, rows }: TableRows,
  report: (progress: { readonly table: string; readonly done: number; readonly of: number }) => void,
): Promise<void> {
  const names = Object.keys(columns);
  const list = sql.join(names.map((name) => sql.id(name)));
  const values = sql.join(Object.entries(columns).map(([name, kind]) => castOf(name, kind)));
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = rows.slice(start, start + rowsPerStatement);
    const arrays = names.map((name) => chunk.map((row) => textOf(row, name, table)));
    const parameters = sql.join(arrays.map((array) => sql`${array}::text[]`));
    await sql`insert into ${sql.id(table)} (${list}) select ${values} from unnest(${parameters}) as given (${list})`.execute(
      db,
    );
    if (rows.length > rowsPerStatement) report({ table, done: start + chunk.length, of: rows.length });
  }
}

function castOf(name: string, kind: ColumnKind) {
  const value = sql`nullif(given.${sql.id(name)}, '')`;
  if (kind === 'words') return sql`coalesce(string_to_array(${value}, ' '), '{}')`;
  return sql`cast(${value} as ${sql.raw(kind)})`;
}

function textOf(row: Readonly<Record<string, string>>, name: string, table: string): string {
  const text = row[name];
  if (text === undefined) throw new Error(`${table}: a row has no ${name}`);
  return text;
}
