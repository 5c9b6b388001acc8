import { freeCode, townshipClasses } from '../src/changes/free-code.ts';
import type { SourceUnit } from './source.ts';

/** A township as published and the code under its lawful county; both 9 digits, equal outside statistical zones. */
export interface LawfulTownship {
  readonly statisticsCode: string;
  readonly code: string;
  readonly name: string;
}

/** True for the county rows 71–80 that the statistics table makes for development zones (handbook §2). */
export function isStatisticalZone(code: string): boolean {
  const county = Number(code.slice(4, 6));
  return county >= 71 && county <= 80;
}

/**
 * Gives each township its code under the lawful county. A zone's township keeps its three digits where the county has
 * them free (they are usually the county's own); otherwise it gets the next free number of its class (handbook §4.2).
 */
export function assignLawfulCodes(
  townships: readonly SourceUnit[],
  lawfulCounty: ReadonlyMap<string, string>,
): LawfulTownship[] {
  const taken = new Set(townships.map((unit) => unit.code));
  return townships.map((unit) => {
    if (!isStatisticalZone(unit.code)) return { statisticsCode: unit.code, code: unit.code, name: unit.name };
    const county = lawfulCounty.get(unit.code);
    if (county === undefined) throw new Error(`no lawful county for ${unit.code} ${unit.name}`);
    const code = freeCode(county, unit.code.slice(6), { taken, classes: townshipClasses });
    if (code === undefined) throw new Error(`no free number for ${unit.code} in ${county}`);
    taken.add(code);
    return { statisticsCode: unit.code, code, name: unit.name };
  });
}
