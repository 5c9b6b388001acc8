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
    const code = freeCode(county, unit.code.slice(6), taken);
    taken.add(code);
    return { statisticsCode: unit.code, code, name: unit.name };
  });
}

function freeCode(county: string, segment: string, taken: ReadonlySet<string>): string {
  if (!taken.has(county + segment)) return county + segment;
  const ceiling = classCeiling(Number(segment));
  const used = [...taken].filter((code) => code.startsWith(county)).map((code) => Number(code.slice(6)));
  const next = Math.max(...used.filter((number) => classCeiling(number) === ceiling)) + 1;
  if (next > ceiling) throw new Error(`no free number below ${ceiling} in ${county}`);
  return county + String(next).padStart(3, '0');
}

/** Last number of the class: subdistricts 001–099, towns 100–199, townships 200–399, quasi 400–599 (GB/T 10114). */
function classCeiling(segment: number): number {
  if (segment < 100) return 99;
  if (segment < 200) return 199;
  return segment < 400 ? 399 : 599;
}
