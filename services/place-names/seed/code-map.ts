import type { DivisionChangeItem } from '@mz/domain';
import { recodingItems } from '../src/changes/recoding.ts';
import { column } from './csv.ts';

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

/** The steps of the units below the county, from the columns of their versions. */
export function recodedRows(rows: readonly Record<string, string>[]): DivisionChangeItem[] {
  return recodingItems(
    rows.map((row) => ({
      unitId: column(row, 'unit_id'),
      code: column(row, 'code'),
      validFrom: column(row, 'valid_from'),
      changeIdIn: column(row, 'change_id_in'),
    })),
  );
}
