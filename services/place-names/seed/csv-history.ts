import { join } from 'node:path';
import type { DivisionHistoryData, DivisionVersion } from '@mz/domain';
import { recodedRows, reviewedItems } from './code-map.ts';
import { readCsv } from './csv.ts';
import { dataFolder, readDivisions, readVillages } from './data-files.ts';
import type { DivisionRow } from './division-row.ts';

/** The whole content of the data folder as the domain's history takes it, without a database. */
export function csvHistory(recordedAt: string): DivisionHistoryData {
  const records = [...readDivisions(), ...readVillages()];
  // Parse border: the files are written by the extraction from this very type.
  const rows = records as unknown as DivisionRow[];
  const reviewed = reviewedItems(
    readCsv(join(dataFolder, 'change-items.csv')),
    readCsv(join(dataFolder, 'changes.csv')),
  );
  const below = records.filter((row) => row.level === 'TOWNSHIP' || row.level === 'VILLAGE');
  return { versions: rows.map((row) => toVersion(row, recordedAt)), items: [...reviewed, ...recodedRows(below)] };
}

function toVersion(row: DivisionRow, recordedAt: string): DivisionVersion {
  return {
    unitId: row.unit_id,
    code: row.code,
    level: row.level,
    type: row.type as DivisionVersion['type'],
    name: row.name,
    shortName: row.short_name,
    parentCode: row.parent_code || null,
    ...(row.managed_by_code ? { managedByCode: row.managed_by_code } : {}),
    ...(row.fiscal_parent_code ? { fiscalParentCode: row.fiscal_parent_code } : {}),
    validFrom: row.valid_from || null,
    validTo: row.valid_to || null,
    recordedAt,
    ...(row.change_id_in ? { changeIdIn: row.change_id_in } : {}),
    ...(row.change_id_out ? { changeIdOut: row.change_id_out } : {}),
    provenance: row.provenance,
    codeStatus: 'FINAL',
  };
}
