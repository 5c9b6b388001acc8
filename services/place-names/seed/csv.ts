import { readFileSync } from 'node:fs';

/** Rows of a comma separated file with a header line. */
export function readCsv(file: string): Record<string, string>[] {
  return parseCsv(readFileSync(file, 'utf8'), file);
}

/** Rows of comma separated text; lines that begin with # are comments, no field holds a comma. `file` names errors. */
export function parseCsv(text: string, file: string): Record<string, string>[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const header = (lines[0] ?? '').split(',');
  return lines.slice(1).map((line, index) => toRecord(header, line, `${file}:${index + 2}`));
}

/** The value of a column, or an error that names the column: for files whose shape is fixed. */
export function column(row: Record<string, string>, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`column ${name} is missing`);
  return value;
}

/** Text of a comma separated file; a field with a comma, quote or line break is refused rather than quoted. */
export function formatCsv<T extends object>(columns: readonly (keyof T & string)[], rows: readonly T[]): string {
  const lines = rows.map((row) => columns.map((name) => plainField(row[name])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function toRecord(header: readonly string[], line: string, place: string): Record<string, string> {
  const fields = line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1'));
  if (fields.length !== header.length) throw new Error(`${place}: ${fields.length} fields, expected ${header.length}`);
  return Object.fromEntries(header.map((name, index) => [name, fields[index] ?? '']));
}

function plainField(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  if (/[",\n]/.test(text)) throw new Error(`field needs quoting: ${text}`);
  return text;
}
