import { readdirSync, readFileSync } from 'node:fs';
import { type AgencyItemCode, agencyRows } from '@mz/contracts';
import Value from 'typebox/value';
import { AgencyFile, type FieldMap } from './shape.ts';

/** One agency as its file says. */
export type Agency = AgencyFile;

/** All agencies, each item with exactly one of them. */
export interface AgencyCatalogue {
  readonly all: readonly Agency[];
  /** By code; undefined for an unknown one. */
  find(code: string): Agency | undefined;
}

/** What is wrong with the files, all of it. */
export class CatalogueError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The agencies' files do not hold:\n${faults.join('\n')}`);
    this.name = 'CatalogueError';
    this.faults = faults;
  }
}

/** Reads every `<CODE>.json` of a folder; throws CatalogueError with all faults of all files at once. */
export function readCatalogue(folder: URL): AgencyCatalogue {
  const faults: string[] = [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = names.sort().flatMap((name) => {
    const file = readOne(new URL(name, folder), name);
    faults.push(...file.faults.map((fault) => `${name}: ${fault}`));
    return file.agency === undefined ? [] : [file.agency];
  });
  faults.push(...ownersTwice(all));
  if (faults.length > 0) throw new CatalogueError(faults);
  const byCode = new Map(all.map((agency) => [agency.code, agency]));
  return { all, find: (code) => byCode.get(code) };
}

function readOne(url: URL, name: string): { agency?: Agency; faults: string[] } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(url, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return { faults: ['is no JSON'] };
    throw error;
  }
  if (!Value.Check(AgencyFile, parsed)) {
    return { faults: [...Value.Errors(AgencyFile, parsed)].map((error) => `${error.instancePath} ${error.message}`) };
  }
  const own = parsed.code === name.replace(/\.json$/, '') ? [] : ['the code is not the name of the file'];
  return { agency: parsed, faults: [...own, ...wayFaults(parsed), ...itemFaults(parsed)] };
}

function wayFaults({ ways, agreement, items }: Agency): string[] {
  const faults = [...ways, ...(agreement === undefined ? [] : [agreement])].flatMap(({ mode, sla }) =>
    (mode === 'RT') === 'seconds' in sla ? [] : [`${mode} is answered in ${'seconds' in sla ? 'seconds' : 'days'}`],
  );
  const unknown = (agreement?.items ?? []).filter((item) => !Object.hasOwn(items, item));
  return [...faults, ...unknown.map((item) => `the agreement names ${item}, which is no item of the agency`)];
}

function itemFaults({ items }: Agency): string[] {
  return Object.entries(items).flatMap(([item, { fields }]) => {
    if (!isItem(item)) return [`${item} has no agreed row`];
    return fields === undefined ? [] : fieldFaults(item, fields).map((fault) => `${item}: ${fault}`);
  });
}

function isItem(item: string): item is AgencyItemCode {
  return Object.hasOwn(agencyRows, item);
}

/** Every field of the agreed row once, none beside it, outer names once, and words of ours that the row admits. */
function fieldFaults(item: AgencyItemCode, fields: Readonly<Record<string, FieldMap>>): string[] {
  const schema: Readonly<Record<string, object>> = agencyRows[item].properties;
  const agreed = Object.keys(schema);
  const outer = Object.values(fields).map((field) => (typeof field === 'string' ? field : field.from));
  return [
    ...agreed.filter((field) => !Object.hasOwn(fields, field)).map((field) => `${field} is not mapped`),
    ...Object.keys(fields).flatMap((field) => (agreed.includes(field) ? [] : [`${field} is no field of the row`])),
    ...outer.flatMap((name, index) => (outer.indexOf(name) === index ? [] : [`${name} stands for two fields`])),
    ...Object.entries(fields).flatMap(([field, map]) =>
      typeof map === 'string' ? [] : valueFaults(field, map, schema[field]),
    ),
  ];
}

function valueFaults(field: string, map: Exclude<FieldMap, string>, schema: object | undefined): string[] {
  const both = map.as !== undefined && map.values !== undefined ? [`${field} has both a form and words`] : [];
  const ours = Object.values(map.values ?? {});
  const once = new Set(ours).size === ours.length ? [] : [`two words of ${field} mean the same`];
  const odd = schema === undefined ? [] : ours.filter((value) => !Value.Check(schema, value));
  return [...both, ...once, ...odd.map((value) => `${field} cannot be ${value}`)];
}

function ownersTwice(all: readonly Agency[]): string[] {
  const owners = new Map<string, string>();
  return all.flatMap(({ code, items }) =>
    Object.keys(items).flatMap((item) => {
      const other = owners.get(item);
      owners.set(item, code);
      return other === undefined ? [] : [`${code}.json: ${item} belongs to ${other} already`];
    }),
  );
}
