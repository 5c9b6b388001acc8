import { customTypes } from './values.ts';

/** A row as the driver gives it. */
export type Row = Record<string, unknown>;

/** What the server answers to one statement. */
export interface Answer {
  /** Such as SELECT, INSERT, COMMIT. */
  readonly command: string;
  readonly rowCount: number;
  readonly rows: Row[];
}

/** Names of columns as they stand in the database, or as programs write them. */
export type Naming = 'snake' | 'camel';

/** A column as the server describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** How the rows of a statement are read. */
export interface Columns {
  readonly snake: readonly string[];
  readonly camel: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
}

/** Prepares the reading of rows. */
export function columnsOf(fields: readonly Field[]): Columns {
  const snake = fields.map(({ name }) => name);
  return {
    snake,
    camel: snake.map(toCamel),
    parsers: fields.map(({ dataTypeID }) => customTypes.getTypeParser(dataTypeID, 'text')),
  };
}

/** As Kysely's CamelCasePlugin has it. */
function toCamel(name: string): string {
  const [first = '', ...rest] = name;
  let before = first;
  let camel = first;
  for (const sign of rest) {
    if (sign !== '_') camel += before === '_' ? sign.toUpperCase() : sign;
    before = sign;
  }
  return camel;
}

/** One row; throws what a parser throws. */
export function readRow(columns: Columns, naming: Naming, values: readonly (string | null)[]): Row {
  const names = columns[naming];
  const row: Row = {};
  for (const [index, value] of values.entries()) {
    row[names[index] ?? ''] = value === null ? null : columns.parsers[index]?.(value);
  }
  return row;
}

/** Reads the tag of a completed command: `SELECT 3`, `INSERT 0 1`, `COMMIT`, `SET CONSTRAINTS`. */
export function answerOf(tag: string, rows: Row[]): Answer {
  const [command = ''] = tag.split(' ', 1);
  return { command, rowCount: Number(/\d+$/.exec(tag)?.[0] ?? 0), rows };
}
