import { publishable } from '../statistics/index.ts';
import type { Figure } from './indicator.ts';

/** What counted in a county, and of how many. */
export interface CountyCount {
  readonly county: string;
  readonly city: string;
  readonly reached: number;
  readonly of: number;
}

/** Objections of a county that came to the same. */
export interface ObjectionCount {
  readonly county: string;
  readonly city: string;
  readonly revised: boolean;
  readonly agencyError: boolean;
  readonly count: number;
}

/** The figures of objections in a division. */
export interface ObjectionFigures {
  readonly objected: number | null;
  readonly revised: number | null;
  readonly agencyErrors: number | null;
}

const all = 'ALL';

/**
 * Hides counts from one to below the threshold in counties, cities and the province, of what counted and of what did not, and as
 * many others as it takes that none of them can be computed (income-verification.md §9 [A]); as the statistics do.
 */
export function hideCounts(
  province: string,
  counts: readonly CountyCount[],
  threshold: number,
): ReadonlyMap<string, Figure> {
  const base = counts.flatMap(({ county, city, reached, of }) => {
    const place = { county, city, purpose: 'COUNTED' };
    return [
      { ...place, verdict: 'REACHED', reports: reached },
      { ...place, verdict: 'OTHER', reports: of - reached },
    ];
  });
  const cellOf = cellsOf(province, base, threshold);
  return new Map(
    divisionsOf(province, counts).map((division) => {
      const figure = { reached: cellOf(division, all, 'REACHED'), of: cellOf(division, all, all) };
      return [division, figure] as const;
    }),
  );
}

/** The same for objections, by whether the report was revised and whether the agency was wrong. */
export function hideObjections(
  province: string,
  counts: readonly ObjectionCount[],
  threshold: number,
): ReadonlyMap<string, ObjectionFigures> {
  const base = counts.map(({ county, city, revised, agencyError, count }) => ({
    ...{ county, city, reports: count },
    ...{ purpose: revised ? 'REVISED' : 'NOT_REVISED', verdict: agencyError ? 'AGENCY_ERROR' : 'NO_ERROR' },
  }));
  const cellOf = cellsOf(province, base, threshold);
  return new Map(
    divisionsOf(province, counts).map((division) => [
      division,
      {
        objected: cellOf(division, all, all),
        revised: cellOf(division, 'REVISED', all),
        agencyErrors: cellOf(division, all, 'AGENCY_ERROR'),
      },
    ]),
  );
}

/**
 * Reports objected to and objections are nearly the same number: where one of them is hidden in a division the other is too, or
 * each would give the other away.
 */
export function hideTogether(
  reports: ReadonlyMap<string, Figure>,
  objections: ReadonlyMap<string, ObjectionFigures>,
): { readonly reports: ReadonlyMap<string, Figure>; readonly objections: ReadonlyMap<string, ObjectionFigures> } {
  const isHidden = (division: string): boolean =>
    reports.get(division)?.reached === null || objections.get(division)?.objected === null;
  return {
    reports: new Map(
      [...reports].map(([division, one]) => [division, isHidden(division) ? { ...one, reached: null } : one]),
    ),
    objections: new Map(
      [...objections].map(([division, one]) => [division, isHidden(division) ? { ...one, objected: null } : one]),
    ),
  };
}

function divisionsOf(
  province: string,
  counts: readonly { readonly county: string; readonly city: string }[],
): string[] {
  return [...new Set([province, ...counts.flatMap(({ county, city }) => [city, county])])];
}

/** What is not listed is nought. */
function cellsOf(province: string, base: Parameters<typeof publishable>[1], threshold: number) {
  const cells = new Map(
    publishable(province, base, threshold).map(({ divisionCode, purpose, verdict, reports }) => [
      `${divisionCode} ${purpose} ${verdict}`,
      reports,
    ]),
  );
  return (division: string, purpose: string, verdict: string): number | null => {
    const found = cells.get(`${division} ${purpose} ${verdict}`);
    return found === undefined ? 0 : found;
  };
}
