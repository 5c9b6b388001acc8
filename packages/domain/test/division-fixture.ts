// The divisions of Shandong for the tests of lineage: place-names handbook §2.1 (baseline of 2013-12-31) run back and forward
// through CH-01 … CH-20 (§2.2), read from the reviewed rows of the place-names service, with the few townships that the
// examples of §4.3 need written out below.
import { readFileSync } from 'node:fs';
import {
  createDivisionHistory,
  type DivisionChangeItem,
  type DivisionHistory,
  type DivisionType,
  type DivisionVersion,
  divisionLevel,
} from '../src/index.ts';

type Row = Record<string, string>;

const DATA = new URL('../../../services/place-names/data/', import.meta.url);
const PROVINCE = '370000000000';

/** Townships: code, name, type, change that starts it, change that ends it, code of the same unit before. */
const TOWNSHIPS: readonly Row[] = rowsOf(
  'code,name,type,start,end,before',
  '370181003000,双山街道,SUBDISTRICT,,CH-10,',
  '370114003000,双山街道,SUBDISTRICT,CH-10,,370181003000',
  '371081108000,小观镇,TOWN,,CH-04,',
  '371003108000,小观镇,TOWN,CH-04,,371081108000',
  '371081112000,汪疃镇,TOWN,,CH-04,',
  '371002112000,汪疃镇,TOWN,CH-04,,371081112000',
  '371081112201,汪疃村村委会,VILLAGERS_COMMITTEE,,CH-04,',
  '371081113000,苘山镇,TOWN,,CH-04,',
  '371002113000,苘山镇,TOWN,CH-04,,371081113000',
  '371103104000,后村镇,TOWN,,CH-05,',
  '371102104000,后村镇,TOWN,CH-05,,371103104000',
  '371103102000,巨峰镇,TOWN,,,',
  '370686106000,臧家庄镇,TOWN,,CH-17,',
  '370611105000,臧家庄镇,TOWN,CH-17,,370686106000',
  '371202103000,牛泉镇,TOWN,,CH-14,',
  '370116103000,牛泉镇,TOWN,CH-14,,371202103000',
  '371324100000,大仲村镇,TOWN,,,',
);

/** Versions, county level and above, and the townships. */
export function fixtureVersions(): DivisionVersion[] {
  return [...countyVersions(), ...townshipVersions(), statisticalZone()];
}

/** The loaded items and the explicit rows of the townships. */
export function fixtureItems(): DivisionChangeItem[] {
  const days = effectiveDays();
  const loaded = csv('change-items.csv').map((row) => ({
    changeId: text(row, 'change_id'),
    fromCode: text(row, 'from_code'),
    toCode: text(row, 'to_code'),
    extent: row.extent === 'FULL' ? ('FULL' as const) : ('PART' as const),
    effectiveOn: text(days, text(row, 'change_id')),
    partUnits: text(row, 'part_units').split(' ').filter(Boolean),
    remainder: row.remainder === 'true',
  }));
  const explicit = TOWNSHIPS.filter((row) => row.before !== '').map((row) => ({
    changeId: text(row, 'start'),
    fromCode: text(row, 'before'),
    toCode: text(row, 'code'),
    extent: 'FULL' as const,
    effectiveOn: text(days, text(row, 'start')),
    partUnits: [],
    remainder: false,
  }));
  return [...loaded, ...explicit];
}

/** The history over both. */
export function fixtureHistory(): DivisionHistory {
  return createDivisionHistory({ versions: fixtureVersions(), items: fixtureItems() });
}

/** `370181` for `370181000000`, as the handbook writes. */
export function short(code: string): string {
  return code.replace(/000000$/, '').replace(/(?<=^.{9})000$/, '');
}

/** A version with the given fields; the rest follows from its code. */
export function aVersion(fields: Partial<DivisionVersion> & { code: string }): DivisionVersion {
  const level = divisionLevel(fields.code);
  return {
    unitId: fields.code,
    level,
    type: 'COUNTY',
    name: '某县',
    shortName: '某县',
    parentCode: parentOf(fields.code),
    validFrom: null,
    validTo: null,
    recordedAt: '2014-01-01T00:00:00Z',
    provenance: 'FIXTURE',
    codeStatus: 'FINAL',
    ...fields,
  };
}

/** An item with the given fields, FULL unless told. */
export function anItem(
  fields: Pick<DivisionChangeItem, 'fromCode' | 'toCode'> & Partial<DivisionChangeItem>,
): DivisionChangeItem {
  return { changeId: 'T-01', extent: 'FULL', effectiveOn: '2015-01-01', partUnits: [], remainder: false, ...fields };
}

function countyVersions(): DivisionVersion[] {
  const days = effectiveDays();
  const moves = csv('change-units.csv').sort((a, b) => (dayOf(a, days) < dayOf(b, days) ? -1 : 1));
  const firstMove = new Map(moves.toReversed().map((row) => [row.code, row]));
  const untouched = csv('baseline-2013.csv').filter((row) => !firstMove.has(row.code));
  const original = [...firstMove.values()].filter((row) => row.side === 'OUT');
  const closed: DivisionVersion[] = [];
  const open = new Map([...untouched, ...original].map((row) => [text(row, 'code'), versionOf(row)]));
  for (const changeId of new Set(moves.map((row) => row.change_id))) {
    const ended = new Map<string, DivisionVersion>();
    const rows = moves.filter((row) => row.change_id === changeId);
    for (const row of rows.filter((one) => one.side === 'OUT')) {
      const before = open.get(text(row, 'code'));
      if (before === undefined) throw new Error(`${changeId}: ${row.code} is not in force`);
      open.delete(before.code);
      ended.set(before.code, { ...before, validTo: dayOf(row, days), changeIdOut: text(row, 'change_id') });
    }
    closed.push(...ended.values());
    for (const row of rows.filter((one) => one.side === 'IN')) {
      const unitId = ended.get(text(row, 'same_unit_as'))?.unitId ?? `${row.code}/${row.change_id}`;
      const started = { unitId, validFrom: dayOf(row, days), changeIdIn: text(row, 'change_id') };
      open.set(text(row, 'code'), { ...versionOf(row), ...started });
    }
  }
  return [...closed, ...open.values()];
}

function townshipVersions(): DivisionVersion[] {
  const days = effectiveDays();
  return TOWNSHIPS.map((row) => ({
    ...versionOf(row),
    unitId: row.before || text(row, 'code'),
    validFrom: row.start ? text(days, row.start) : null,
    validTo: row.end ? text(days, row.end) : null,
  }));
}

function statisticalZone(): DivisionVersion {
  return aVersion({ code: '370176000000', type: 'STATISTICAL_ZONE', name: '济南高新技术产业开发区' });
}

function versionOf(row: Row): DivisionVersion {
  const code = text(row, 'code');
  const name = text(row, 'name');
  const type = text(row, 'type') as DivisionType; // the rows are reviewed; the types are those of §2
  const shortName = name.length > 2 ? name.slice(0, -1) : name;
  const managed = row.managed_by ? { managedByCode: row.managed_by, parentCode: PROVINCE } : {};
  return aVersion({ code, name, shortName, type, ...managed });
}

function parentOf(code: string): string | null {
  const lengths = { PROVINCE: 0, PREFECTURE: 2, COUNTY: 4, TOWNSHIP: 6, VILLAGE: 9 } as const;
  const length = lengths[divisionLevel(code)];
  return length === 0 ? null : code.slice(0, length).padEnd(12, '0');
}

function effectiveDays(): Row {
  return Object.fromEntries(csv('changes.csv').map((row) => [text(row, 'change_id'), text(row, 'effective_on')]));
}

function dayOf(row: Row, days: Row): string {
  return text(days, text(row, 'change_id'));
}

function csv(file: string): Row[] {
  const lines = readFileSync(new URL(file, DATA), 'utf8').split('\n');
  const [header = '', ...rows] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return rowsOf(header, ...rows);
}

function rowsOf(header: string, ...rows: string[]): Row[] {
  const names = header.split(',');
  return rows.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index] ?? '', value])));
}

function text(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`no ${name} in ${JSON.stringify(row)}`);
  return value;
}
