import type { LegalDay } from './day.ts';
import type { DivisionLevel } from './division-code.ts';
import type { DivisionChangeItem, DivisionVersion } from './lineage-types.ts';

/** Items of one code on one day. */
export type DayOfItems = { day: LegalDay; items: readonly DivisionChangeItem[] };

/** Everything looked up by code, built once. */
export type LineageIndex = {
  /** All versions of a code, also superseded ones, in the order of their start. */
  versions: ReadonlyMap<string, readonly DivisionVersion[]>;
  /** Versions held true now, by their parent in the tree. */
  children: ReadonlyMap<string, readonly DivisionVersion[]>;
  levels: ReadonlyMap<DivisionLevel, readonly DivisionVersion[]>;
  /** Days in ascending order. */
  itemsFrom: ReadonlyMap<string, readonly DayOfItems[]>;
  itemsInto: ReadonlyMap<string, readonly DayOfItems[]>;
};

/** Indexes versions and items; linear in their number but for sorting within one code. */
export function indexLineage(versions: readonly DivisionVersion[], items: readonly DivisionChangeItem[]): LineageIndex {
  const held = versions.filter((version) => version.supersededAt === undefined);
  const byCode = Map.groupBy(versions, (version) => version.code);
  for (const group of byCode.values()) group.sort(byStart);
  return {
    versions: byCode,
    children: Map.groupBy(held, (version) => treeParent(version) ?? ''),
    levels: Map.groupBy(held, (version) => version.level),
    itemsFrom: byDay(Map.groupBy(items, (item) => item.fromCode)),
    itemsInto: byDay(Map.groupBy(items, (item) => item.toCode)),
  };
}

/** The parent in the tree of offices: the managing prefecture for a county city, else the parent in law. */
export function treeParent(version: DivisionVersion): string | null {
  return version.managedByCode ?? version.parentCode;
}

/** The version of a code in force on a day, as held true now. */
export function versionOn(index: LineageIndex, code: string, date: LegalDay): DivisionVersion | undefined {
  return index.versions.get(code)?.find((version) => version.supersededAt === undefined && isInForce(version, date));
}

/** Whether the day lies in the version's span. */
export function isInForce(version: DivisionVersion, date: LegalDay): boolean {
  return (
    (version.validFrom === null || version.validFrom <= date) && (version.validTo === null || date < version.validTo)
  );
}

/** Whether a version was held true at an instant. */
export function wasKnown(version: DivisionVersion, knownAt: string): boolean {
  const instant = Date.parse(knownAt);
  const recorded = Date.parse(version.recordedAt) <= instant;
  return recorded && (version.supersededAt === undefined || instant < Date.parse(version.supersededAt));
}

/** The items of one day out of days in ascending order. */
export function itemsOn(days: readonly DayOfItems[] | undefined, day: LegalDay): readonly DivisionChangeItem[] {
  return days?.find((group) => group.day === day)?.items ?? [];
}

function byDay(groups: Map<string, DivisionChangeItem[]>): Map<string, DayOfItems[]> {
  const result = new Map<string, DayOfItems[]>();
  for (const [code, items] of groups) {
    const days = [...Map.groupBy(items, (item) => item.effectiveOn)].map(([day, ofDay]) => ({
      day,
      items: ofDay.sort(restFirst),
    }));
    result.set(
      code,
      days.sort((a, b) => compareText(a.day, b.day)),
    );
  }
  return result;
}

/** The rest of a divided unit is named before the parts that left it. */
function restFirst(a: DivisionChangeItem, b: DivisionChangeItem): number {
  if (a.remainder !== b.remainder) return a.remainder ? -1 : 1;
  return compareText(a.toCode, b.toCode);
}

function byStart(a: DivisionVersion, b: DivisionVersion): number {
  return compareText(a.validFrom ?? '', b.validFrom ?? '');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
