import type { DivisionChangeItem } from '@mz/domain';

/** What a step from code to code is read from: one version of a unit; an open start is empty. */
export interface RecodedVersion {
  readonly unitId: string;
  readonly code: string;
  readonly validFrom: string;
  readonly changeIdIn: string;
}

/** One explicit row for each recoding of a unit: from each of its codes to the next (place-names.md §4.2). */
export function recodingItems(versions: readonly RecodedVersion[]): DivisionChangeItem[] {
  const units = Map.groupBy(versions, (version) => version.unitId);
  return [...units.values()].flatMap((ofUnit) => {
    const sorted = ofUnit.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
    return sorted.slice(1).map((version, index) => ({
      changeId: version.changeIdIn,
      fromCode: sorted[index]?.code ?? '',
      toCode: version.code,
      extent: 'FULL' as const,
      effectiveOn: version.validFrom,
      partUnits: [],
      remainder: false,
    }));
  });
}
