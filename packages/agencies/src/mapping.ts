import { conversions } from './conversions.ts';
import { agencies } from './installed.ts';
import type { FieldMap } from './shape.ts';

type Row = Readonly<Record<string, unknown>>;
type Rows = Row[];
type Fields = Readonly<Record<string, FieldMap>>;

/**
 * The rows of an answer in the agreed words: of the item that was asked, else of another item of the agency. A row that is
 * none of them stays as it came, for the judgement to refuse.
 */
export function agreedRows(agencyCode: string, item: string, rows: readonly Row[]): Rows {
  const agency = agencies().find(agencyCode);
  if (agency === undefined) return [...rows];
  const { [item]: asked, ...others } = agency.items;
  const maps = [asked, ...Object.values(others)].flatMap((one): Fields[] =>
    one?.fields === undefined ? [] : [one.fields],
  );
  if (maps.length === 0) return [...rows];
  return rows.map((row) => maps.map((fields) => inward(fields, row)).find((found) => found !== undefined) ?? row);
}

/** The agency's own words for rows of the agreed form; what is not of that form stays as it is. */
export function ownWords(agencyCode: string, item: string, rows: readonly Row[]): Rows {
  const fields = agencies().find(agencyCode)?.items[item]?.fields;
  if (fields === undefined) return [...rows];
  return rows.map((row) => outward(fields, row) ?? row);
}

/** Exactly the agency's fields, each in its form: a field more is something nobody asked for. */
function inward(fields: Fields, row: Row): Row | undefined {
  const entries = Object.entries(fields);
  if (Object.keys(row).length !== entries.length) return undefined;
  const found: Record<string, unknown> = {};
  for (const [field, map] of entries) {
    const { from, ...form } = fullMap(map);
    if (!Object.hasOwn(row, from)) return undefined;
    const value = valueInside(form, row[from]);
    if (value === undefined) return undefined;
    found[field] = value;
  }
  return found;
}

function outward(fields: Fields, row: Row): Row | undefined {
  const entries = Object.entries(fields);
  if (Object.keys(row).length !== entries.length) return undefined;
  const found: Record<string, unknown> = {};
  for (const [field, map] of entries) {
    const { from, ...form } = fullMap(map);
    const value = Object.hasOwn(row, field) ? valueOutside(form, row[field]) : undefined;
    if (value === undefined) return undefined;
    found[from] = value;
  }
  return found;
}

type FullMap = Exclude<FieldMap, string>;
type Form = Omit<FullMap, 'from'>;

function fullMap(map: FieldMap): FullMap {
  return typeof map === 'string' ? { from: map } : map;
}

function valueInside({ as = 'TEXT', values, nullable }: Form, value: unknown): unknown {
  if (nullable === true && (value === null || value === '')) return null;
  if (values === undefined) return conversions[as].inward(value);
  return typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
}

function valueOutside({ as = 'TEXT', values, nullable }: Form, value: unknown): unknown {
  if (value === null) return nullable === true ? '' : undefined;
  if (values === undefined) return conversions[as].outward(value);
  return Object.entries(values).find(([, ours]) => ours === value)?.[0];
}
