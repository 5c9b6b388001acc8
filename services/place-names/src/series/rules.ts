import type { SeriesKind, SeriesLevel } from '@mz/contracts';
import { accept, type Decision, type DivisionHistory, type LegalDay, refuse } from '@mz/domain';
import type { Static } from 'typebox';
import type { Reporting } from './measures.ts';

export type Level = Static<typeof SeriesLevel>;
type Kind = Static<typeof SeriesKind>;

/** Rows that stood in one township on the reporting day and stand in one on the base day. */
export interface Group {
  readonly reported: string;
  readonly standing: string;
  /** Its own row has followed every change; what does not live keeps the code of its day. */
  readonly living: boolean;
  readonly count: number;
}

const mostYears = 10;

/** The reportings of a span of years: the last day of each, today for the year that runs. */
export function reportingsOf(
  { from, to }: { readonly from: number; readonly to: number },
  today: LegalDay,
): Decision<Reporting[], 'SERIES_YEARS'> {
  const isSpan = from <= to && to - from < mostYears && `${to}-01-01` <= today;
  if (!isSpan) return refuse('SERIES_YEARS');
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return accept(years.map((year) => ({ year, reportedOn: earlier(`${year}-12-31`, today) })));
}

/** The base day: not before the last reporting, for territories are followed forward (place-names.md §14), nor after today. */
export function decideBase(
  base: LegalDay | undefined,
  last: LegalDay,
  today: LegalDay,
): Decision<LegalDay, 'SERIES_BASE'> {
  const day = base ?? today;
  return day < last || day > today ? refuse('SERIES_BASE') : accept(day);
}

/** What the units of a level are asked for. */
export interface Ground {
  readonly history: DivisionHistory;
  readonly level: Level;
  readonly reportedOn: LegalDay;
  readonly baseOn: LegalDay;
}

/** The unit of the level that held a township on a day; a statistical zone is none. */
function unitOn({ history, level }: Pick<Ground, 'history' | 'level'>, code: string, day: LegalDay): string {
  const [own, above] = [history.at(code, day), history.ancestors(code, day)];
  const chain = [...(own.ok ? [own.value] : []), ...(above.ok ? above.value : [])];
  const found = chain.find((version) => version.level === level && version.type !== 'STATISTICAL_ZONE');
  return found?.code ?? code.slice(0, level === 'COUNTY' ? 6 : 4).padEnd(12, '0');
}

/** The units in whose series a group counts: one as reported; on the same territory one, or several when nothing decides. */
export function unitsOf(ground: Ground, { reported, standing, living }: Group, kind: Kind): string[] {
  const { history, reportedOn, baseOn } = ground;
  if (kind === 'AS_REPORTED') return [unitOn(ground, reported, reportedOn)];
  if (living) return [unitOn(ground, standing, baseOn)];
  const later = history.resolve(reported, reportedOn, baseOn);
  const codes = later.ok ? later.value.results.map(({ code }) => code) : [reported];
  return [...new Set(codes.map((code) => unitOn(ground, code, baseOn)))].sort();
}

/** What one reporting counts. */
export interface Counted {
  readonly asReported: ReadonlyMap<string, number>;
  readonly sameTerritory: ReadonlyMap<string, number>;
  readonly residual: readonly {
    readonly divisionCode: string;
    readonly candidates: string[];
    readonly count: number;
  }[];
}

/** Adds the groups up by unit, in both series. */
export function countUnits(ground: Ground, groups: readonly Group[]): Counted {
  const [asReported, sameTerritory] = [new Map<string, number>(), new Map<string, number>()];
  const residual = new Map<string, { divisionCode: string; candidates: string[]; count: number }>();
  for (const group of groups) {
    const [reported = ''] = unitsOf(ground, group, 'AS_REPORTED');
    add(asReported, reported, group.count);
    const [unit = '', ...others] = unitsOf(ground, group, 'SAME_TERRITORY');
    if (others.length === 0) add(sameTerritory, unit, group.count);
    else {
      const candidates = [unit, ...others];
      const key = [reported, ...candidates].join();
      const before = residual.get(key)?.count ?? 0;
      residual.set(key, { divisionCode: reported, candidates, count: before + group.count });
    }
  }
  return { asReported, sameTerritory, residual: [...residual.values()] };
}

function add(counts: Map<string, number>, code: string, count: number): void {
  counts.set(code, (counts.get(code) ?? 0) + count);
}

function earlier(one: LegalDay, other: LegalDay): LegalDay {
  return one < other ? one : other;
}
