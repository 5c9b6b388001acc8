/** A value of a row for COPY, in the order of the named columns. */
export type CopyValue = string | number | bigint | boolean | null | Date | Uint8Array | object;

const special = /[\\\t\n\r\b\f\v]/g;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

/** Writes one row in PostgreSQL's COPY text format; throws on a number that is not finite and on a row of another width. */
export function copyLine(row: readonly CopyValue[], width: number): string {
  if (row.length !== width) throw new RangeError(`A row for COPY has ${row.length} values, ${width} columns are named`);
  return `${row.map(copyField).join('\t')}\n`;
}

function copyField(value: CopyValue | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return value.replace(special, (char) => escapes[char] ?? char);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('A number for COPY is not finite');
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\\\x${Buffer.from(value).toString('hex')}`;
  return copyField(JSON.stringify(value));
}
