import type { getPlaceSeries, listSeriesRows, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { divisionLevel, isWithinDivision, type LegalDay } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { measures, type Reporting } from './measures.ts';
import { countGroups, listRows } from './queries.ts';
import { type Counted, countUnits, decideBase, type Ground, type Level, reportingsOf, unitsOf } from './rules.ts';

/** The job under which the series are counted: what has left the asking division was reported by it. */
const seriesJob = 'placeSeries.read';

type Series = OperationOutputOf<typeof getPlaceSeries>;
type Question = Pick<OperationInputOf<typeof getPlaceSeries>, 'params' | 'query'>;
type RowsQuestion = Pick<OperationInputOf<typeof listSeriesRows>, 'params' | 'query'>;

/** Both series of a measure inside a division. */
export async function readSeries(kit: AppKit, ctx: Context, { params, query }: Question): Promise<Series> {
  const { measure } = params;
  const { division, level = 'COUNTY' } = query;
  kit.authorize(ctx, { divisionCode: division });
  const { reportings, baseOn } = daysOf(kit, query);
  const counted = await kit.read(kit.system(seriesJob), async (db) => {
    const found: { reporting: Reporting; counts: Counted }[] = [];
    for (const reporting of reportings) {
      const groups = await countGroups(db, { measure, reporting, baseOn });
      found.push({ reporting, counts: countUnits(groundOf(kit, { reporting, baseOn, level }), groups) });
    }
    return found;
  });
  const { title, titleEn, unit } = measures[measure];
  const [first] = reportings;
  return {
    ...{ measure, title, titleEn, unit, divisionCode: division, level, baseOn },
    points: counted.flatMap(({ reporting, counts }) => pointsOf(kit, { division, baseOn, reporting, counts })),
    residual: counted.flatMap(({ reporting: { year }, counts }) =>
      counts.residual
        .filter(({ divisionCode }) => isWithinDivision(division, divisionCode))
        .map((one) => ({ year, ...one })),
    ),
    historyIncomplete: kit.divisions().at(division, first?.reportedOn ?? baseOn).historyIncomplete,
  };
}

/** The records behind one point; throws SERIES_LEVEL for what is no prefecture or county. */
export async function readSeriesRows(
  kit: AppKit,
  ctx: Context,
  { params, query }: RowsQuestion,
): Promise<OperationOutputOf<typeof listSeriesRows>> {
  const { division, year, series, base, after, first = 50 } = query;
  const level = divisionLevel(division);
  if (level !== 'COUNTY' && level !== 'PREFECTURE') throw fail('SERIES_LEVEL', { pointer: '/query/division' });
  kit.authorize(ctx, { divisionCode: division });
  const { reportings, baseOn } = daysOf(kit, { from: year, to: year, base });
  const [reporting] = reportings;
  if (reporting === undefined) throw new Error('a year without a reporting');
  const [cursor = ''] = readCursor(after, ['string']) ?? [];
  const asked = { measure: params.measure, reporting, baseOn };
  const rows = await kit.read(kit.system(seriesJob), async (db) => {
    const ground = groundOf(kit, { reporting, baseOn, level });
    const groups = (await countGroups(db, asked)).filter((group) => {
      const [unit, ...others] = unitsOf(ground, group, series);
      return unit === division && others.length === 0;
    });
    return listRows(db, asked, { groups, after: String(cursor), limit: first + 1 });
  });
  return pageOf(rows, first, ({ id }) => [id]);
}

function daysOf(
  kit: AppKit,
  { from, to, base }: { readonly from: number; readonly to: number; readonly base?: LegalDay | undefined },
): { readonly reportings: readonly Reporting[]; readonly baseOn: LegalDay } {
  const today = kit.clock.today();
  const reportings = reportingsOf({ from, to }, today);
  if (!reportings.ok) throw fail(reportings.code, { pointer: '/query/to' });
  const baseOn = decideBase(base, reportings.value.at(-1)?.reportedOn ?? today, today);
  if (!baseOn.ok) throw fail(baseOn.code, { pointer: '/query/base' });
  return { reportings: reportings.value, baseOn: baseOn.value };
}

function groundOf(
  kit: AppKit,
  { reporting, baseOn, level }: { readonly reporting: Reporting; readonly baseOn: LegalDay; readonly level: Level },
): Ground {
  return { history: kit.divisions(), level, reportedOn: reporting.reportedOn, baseOn };
}

function pointsOf(
  kit: AppKit,
  given: {
    readonly division: string;
    readonly baseOn: LegalDay;
    readonly reporting: Reporting;
    readonly counts: Counted;
  },
): Series['points'] {
  const { division, baseOn, reporting, counts } = given;
  const { asReported, sameTerritory } = counts;
  const codes = [...new Set([...asReported.keys(), ...sameTerritory.keys()])].sort();
  return codes
    .filter((code) => isWithinDivision(division, code))
    .map((code) => ({
      ...reporting,
      divisionCode: code,
      divisionName: nameOf(kit, code, [reporting.reportedOn, baseOn]),
      asReported: asReported.get(code) ?? 0,
      sameTerritory: sameTerritory.get(code) ?? 0,
    }));
}

function nameOf(kit: AppKit, code: string, days: readonly LegalDay[]): string {
  for (const day of days) {
    const found = kit.divisions().at(code, day);
    if (found.ok) return found.value.name;
  }
  return code;
}
