import type { LegalDay } from './day.ts';
import type { DivisionLevel, DivisionType } from './division-code.ts';
import { isInForce, type LineageIndex, treeParent, versionOn } from './lineage-index.ts';
import type { DivisionCounts, DivisionVersion } from './lineage-types.ts';

/** Children in force on a day, statistical zones too, in the order of their codes. */
export function childrenOn(index: LineageIndex, code: string, date: LegalDay): DivisionVersion[] {
  const children = index.children.get(code)?.filter((version) => isInForce(version, date)) ?? [];
  return children.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Holders of a version from the nearest to the province; a statistical zone is passed over. */
export function ancestorsOf(index: LineageIndex, version: DivisionVersion, date: LegalDay): DivisionVersion[] {
  const ancestors: DivisionVersion[] = [];
  let parent = treeParent(version);
  while (parent !== null) {
    const holder = versionOn(index, parent, date);
    if (holder === undefined || ancestors.includes(holder)) break;
    if (holder.type !== 'STATISTICAL_ZONE') ancestors.push(holder);
    parent = treeParent(holder);
  }
  return ancestors;
}

/** Numbers of prefectures and of lawful county-level units in force on a day. */
export function countsOn(index: LineageIndex, asOf: LegalDay): Omit<DivisionCounts, 'historyIncomplete'> {
  const inForce = (level: DivisionLevel): DivisionVersion[] =>
    index.levels.get(level)?.filter((version) => isInForce(version, asOf)) ?? [];
  const prefectures = inForce('PREFECTURE').filter((version) => version.type !== 'DIRECT_COUNTY_GROUP').length;
  const units = inForce('COUNTY');
  const ofType = (type: DivisionType): number => units.filter((version) => version.type === type).length;
  const [districts, countyCities, counties] = [ofType('DISTRICT'), ofType('COUNTY_CITY'), ofType('COUNTY')];
  return { prefectures, districts, countyCities, counties, countyLevel: districts + countyCities + counties };
}
