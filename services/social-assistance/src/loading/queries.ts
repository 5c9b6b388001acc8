import type { Copy, CopyValue } from '@mz/db';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { loadedTables, rowsOf, type SealedLine, type TakeOverBy } from './rows.ts';

/** Copies the rows of these households beside their tables, each with its line. */
export async function stageRows(
  db: Db,
  copy: Copy,
  { households, by }: { readonly households: readonly SealedLine[]; readonly by: TakeOverBy },
): Promise<void> {
  const [first] = households;
  if (first === undefined) return;
  // Application and household name each other, and a claim its household: checked when the chunk commits.
  await sql`set constraints all deferred`.execute(db);
  for (const table of loadedTables) {
    const columns = columnsOf(rowsOf[table](first, by)[0] ?? {});
    const list = sql.join(columns.map((column) => sql.ref(column)));
    await sql`create temporary table if not exists ${sql.table(`load_${table}`)} on commit delete rows as
      select 0 as line, ${list} from ${sql.table(table)} with no data`.execute(db);
    await copy({ table: `load_${table}`, columns: ['line', ...columns], rows: copyRows(table, households, by) });
  }
}

function* copyRows(
  table: (typeof loadedTables)[number],
  households: readonly SealedLine[],
  by: TakeOverBy,
): Generator<CopyValue[]> {
  for (const one of households) {
    for (const row of rowsOf[table](one, by)) yield [one.line, ...Object.values<CopyValue>(row)];
  }
}

/** Writes the staged rows into their tables, but those of refused lines. */
export async function insertStaged(
  db: Db,
  { like, by, without }: { readonly like: SealedLine; readonly by: TakeOverBy; readonly without: readonly number[] },
): Promise<void> {
  for (const table of loadedTables) {
    const columns = sql.join(columnsOf(rowsOf[table](like, by)[0] ?? {}).map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from ${sql.table(`load_${table}`)}
      where line <> all(${[...without]}::int[])`.execute(db);
  }
}

/** The kept id of each person who was merged. */
export async function listAliases(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('personAlias').select(['alias', 'canonical']).execute();
  return new Map(rows.map(({ alias, canonical }) => [alias, canonical]));
}

function columnsOf(row: object): string[] {
  return Object.keys(row).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
