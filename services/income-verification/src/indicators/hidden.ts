import type { DivisionVersion, LegalDay } from '@mz/domain';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { countiesOf } from './counties.ts';
import type { Figure, ShownCounts } from './indicator.ts';
import { hideCounts, hideObjections, hideTogether, type ObjectionFigures } from './small-counts.ts';
import { type ByCounty, detections, objectedReports, objections } from './verdicts.ts';

const province = '370000000000';

/** The indicators whose small counts are hidden: what checks found of few persons, and who of few objected (§9). */
export type HiddenIndicators = Readonly<Record<'IV-07' | 'IV-09', ShownCounts>>;

/**
 * Counts them in the whole province, whoever asks about whichever part of it: what is hidden must not depend on who looks, or two
 * looks would tell what one does not.
 */
export async function hiddenIndicators(
  kit: AppKit,
  { asOf, divisionCode }: { readonly asOf: LegalDay; readonly divisionCode: string },
): Promise<HiddenIndicators> {
  const period = { asOf, yearFrom: `${asOf.slice(0, 4)}-01-01` };
  const counted = await kit.read(kit.system('verificationIndicators.hide'), async (db) => {
    const parameters = await loadParameters(db, province, asOf);
    return {
      threshold: parameters.number('statistics_cell_min'),
      detected: await detections(db, period),
      reports: await objectedReports(db, period),
      objections: await objections(db, period),
    };
  });
  const { threshold } = counted;
  const places = placesOf(kit, asOf);
  const of = (rows: readonly ByCounty[]) => places.located(rows).map(({ total, ...row }) => ({ ...row, of: total }));
  const detected = hideCounts(province, of(counted.detected), threshold);
  const objected = hideTogether(
    hideCounts(province, of(counted.reports), threshold),
    hideObjections(province, places.located(counted.objections), threshold),
  );
  const counties = countiesOf(kit, divisionCode, asOf);
  return {
    'IV-07': shownOf(divisionCode, counties, detected),
    'IV-09': {
      ...shownOf(divisionCode, counties, objected.reports),
      parts: partsOf(objected.objections.get(divisionCode)),
    },
  };
}

function shownOf(
  divisionCode: string,
  counties: readonly DivisionVersion[],
  figures: ReadonlyMap<string, Figure>,
): ShownCounts {
  return {
    total: figures.get(divisionCode) ?? { reached: 0, of: 0 },
    rows: counties.flatMap(({ code, name }) => {
      const figure = figures.get(code);
      return figure === undefined ? [] : [{ divisionCode: code, title: name, ...figure }];
    }),
    parts: [],
  };
}

function partsOf(figures: ObjectionFigures | undefined): ShownCounts['parts'] {
  const { objected: of, revised, agencyErrors } = figures ?? { objected: 0, revised: 0, agencyErrors: 0 };
  return [
    { name: 'REVISED', reached: revised, of },
    { name: 'AGENCY_ERROR', reached: agencyErrors, of },
  ];
}

/** The county and city of records that carry six digits; those of no county of the day are nobody's. */
function placesOf(kit: AppKit, day: LegalDay) {
  const cities = new Map(
    countiesOf(kit, province, day).map(({ code }) => {
      const above = kit.divisions().ancestors(code, day);
      const city = above.ok ? above.value.find(({ level }) => level === 'PREFECTURE')?.code : undefined;
      return [code, city ?? `${code.slice(0, 4)}00000000`];
    }),
  );
  return {
    located<R extends { readonly county: string }>(rows: readonly R[]): (R & { readonly city: string })[] {
      return rows.flatMap((row) => {
        const county = `${row.county}000000`;
        const city = cities.get(county);
        return city === undefined ? [] : [{ ...row, county, city }];
      });
    },
  };
}
