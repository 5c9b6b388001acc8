import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createDivisionHistory,
  type DivisionChangeItem,
  type DivisionHistory,
  type DivisionHistoryData,
  type DivisionVersion,
} from '@mz/domain';

const dataFolder = new URL('../../../services/place-names/data/', import.meta.url);
let loaded: DivisionHistory | undefined;

/** The divisions of Shandong down to the township with their changes, from the files of place-names; read once a process. */
export function testDivisions(): DivisionHistory {
  loaded ??= createDivisionHistory(readDivisionFiles());
  return loaded;
}

/** The same as data, for what takes a snapshot. */
export function readDivisionFiles(): DivisionHistoryData {
  const effective = new Map(readCsv('changes.csv').map((row) => [row.change_id, row.effective_on]));
  return {
    versions: readCsv('divisions.csv').map(versionOf),
    items: readCsv('change-items.csv').map((row) => itemOf(row, effective.get(row.change_id ?? '') ?? '')),
  };
}

type Row = Readonly<Record<string, string>>;

// Parse border: the files are written and checked by place-names' own tests.
function versionOf(row: Row): DivisionVersion {
  const optional = {
    managedByCode: row.managed_by_code,
    fiscalParentCode: row.fiscal_parent_code,
    changeIdIn: row.change_id_in,
    changeIdOut: row.change_id_out,
  };
  return {
    unitId: row.unit_id ?? '',
    code: row.code ?? '',
    level: row.level as DivisionVersion['level'],
    type: row.type as DivisionVersion['type'],
    name: row.name ?? '',
    shortName: row.short_name ?? '',
    parentCode: row.parent_code || null,
    validFrom: row.valid_from || null,
    validTo: row.valid_to || null,
    recordedAt: '2000-01-01T00:00:00.000Z',
    provenance: row.provenance ?? '',
    codeStatus: 'FINAL',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)),
  };
}

function itemOf(row: Row, effectiveOn: string): DivisionChangeItem {
  return {
    changeId: row.change_id ?? '',
    fromCode: row.from_code ?? '',
    toCode: row.to_code ?? '',
    extent: row.extent === 'PART' ? 'PART' : 'FULL',
    effectiveOn,
    partUnits: (row.part_units ?? '').split(/[;| ]/).filter((code) => code !== ''),
    remainder: row.remainder === 'true',
  };
}

function readCsv(name: string): Row[] {
  const path = fileURLToPath(new URL(name, dataFolder));
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [head = '', ...rest] = lines;
  const columns = cells(head);
  return rest.map((line) => {
    const values = cells(line);
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
