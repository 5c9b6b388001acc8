import type { Copy } from '@mz/db';

/** How the text of a file becomes a value; empty text is null, for `words` the empty list. */
export type ColumnKind = 'text' | 'uuid' | 'date' | 'boolean' | 'words' | 'timestamptz';

/** Rows of text for a table, by its database names. */
export interface TableRows {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Writes the rows by COPY, where PostgreSQL itself reads each text as its column's type; gives their number. */
export function copyRows(copy: Copy, { table, columns, rows }: TableRows): Promise<number> {
  const kinds = Object.entries(columns);
  return copy({ table, columns: Object.keys(columns), rows: valuesOf() });

  function* valuesOf(): Generator<(string | null)[]> {
    for (const row of rows) yield kinds.map(([name, kind]) => fieldOf(textOf(row, name, table), kind));
  }
}

function fieldOf(text: string, kind: ColumnKind): string | null {
  // The words are codes and names of kinds: none needs quotes in the list.
  if (kind === 'words') return `{${text.split(' ').join()}}`;
  return text === '' ? null : text;
}

function textOf(row: Readonly<Record<string, string>>, name: string, table: string): string {
  const text = row[name];
  if (text === undefined) throw new Error(`${table}: a row has no ${name}`);
  return text;
}
