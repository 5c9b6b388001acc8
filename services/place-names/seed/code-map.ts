import type { DivisionChangeItem } from '@mz/domain';
import { column } from './csv.ts';

/** The columns of a version that a step from code to code is read from. */
export interface RecodedRow {
  readonly unit_id: string;
  readonly code: string;
  readonly valid_from: string;
  readonly change_id_in: string;
}

/** The reviewed items at county level and above, with the day of their change. */
export function reviewedItems(
  items: readonly Record<string, string>[],
  changes: readonly Record<string, string>[],
): DivisionChangeItem[] {
  const effectiveOn = new Map(changes.map((row) => [column(row, 'change_id'), column(row, 'effective_on')]));
  return items.map((row) => {
    const changeId = column(row, 'change_id');
    const day = effectiveOn.get(changeId);
    if (day === undefined) throw new Error(`unknown change ${changeId}`);
    return {
      changeId,
      fromCode: column(row, 'from_code'),
      toCode: column(row, 'to_code'),
      extent: column(row, 'extent') === 'FULL' ? 'FULL' : 'PART',
      effectiveOn: day,
      partUnits: column(row, 'part_units')
        .split(' ')
        .filter((code) => code !== ''),
      remainder: column(row, 'remainder') === 'true',
    };
  });
}

/** One explicit row for each recoding of a unit below the county: from each of its codes to the next (handbook §4.2). */
export function recodingItems(rows: readonly RecodedRow[]): DivisionChangeItem[] {
  const units = Map.groupBy(rows, (row) => row.unit_id);
  return [...units.values()].flatMap((versions) => {
    const sorted = versions.toSorted((a, b) => (a.valid_from < b.valid_from ? -1 : 1));
    return sorted.slice(1).map((row, index) => ({
      changeId: row.change_id_in,
      fromCode: sorted[index]?.code ?? '',
      toCode: row.code,
      extent: 'FULL' as const,
      effectiveOn: row.valid_from,
      partUnits: [],
      remainder: false,
    }));
  });
}
