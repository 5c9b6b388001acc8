import { types } from 'pg';

const oid = {
  int8: 20,
  int8Array: 1016,
  date: 1082,
  dateArray: 1182,
  timestamp: 1114,
  interval: 1186,
  textArray: 1009,
} as const;

/** Reads an int8 as a number; throws on one that a number cannot hold exactly, so money is never rounded silently. */
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 of the database is beyond the safe integers');
  return value;
}

const parseText = (text: string): string => text;
// The driver's table knows more types than its declaration names.
const driverParser = types.getTypeParser as (id: number, format?: string) => (text: string) => unknown;
const parseTextArray = driverParser(oid.textArray);

const parsers = new Map<number, (text: string) => unknown>([
  [oid.int8, parseSafeInteger],
  [oid.int8Array, (text) => deep(parseTextArray(text), parseSafeInteger)],
  // A legal day is text: as a Date it would move with the time zone of the process.
  [oid.date, parseText],
  [oid.dateArray, parseTextArray],
  [oid.timestamp, parseText],
  [oid.interval, parseText],
]);

/** The type parsers of every pool: DATE stays text, int8 is checked, numeric stays text, timestamptz is a Date. */
export const customTypes = {
  getTypeParser: (id: number, format?: string) => parsers.get(id) ?? driverParser(id, format),
} as { getTypeParser: typeof types.getTypeParser };

function deep(value: unknown, parse: (text: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => deep(item, parse));
  return typeof value === 'string' ? parse(value) : value;
}

/**
 * Makes a statement's value ready to send. Throws on a value that cannot be sent: inside a pipeline the driver would
 * drop that statement alone and the rest would commit.
 */
export function toParameter(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return toObjectParameter(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement`);
  }
}

function toObjectParameter(value: object | null): unknown {
  if (value === null || Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return arrayLiteral(value);
  return JSON.stringify(value);
}

function arrayLiteral(items: readonly unknown[]): string {
  return `{${items.map(itemLiteral).join()}}`;
}

function itemLiteral(item: unknown): string {
  if (typeof item === 'string') return quoted(item);
  if (Array.isArray(item)) return arrayLiteral(item);
  const value = toParameter(item);
  if (value === null) return 'NULL';
  return Buffer.isBuffer(value) ? String.raw`"\\x${value.toString('hex')}"` : quoted(String(value));
}

// Of many thousand items nearly none has anything to escape.
function quoted(text: string): string {
  return text.includes('\\') || text.includes('"') ? `"${text.replace(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`;
}

/** Makes all values of a statement ready; the protocol counts them in 16 bits. */
export function toParameters(values: readonly unknown[]): unknown[] {
  if (values.length > 65_535) throw new RangeError(`A statement has ${values.length} parameters, 65535 are allowed`);
  return values.map(toParameter);
}
