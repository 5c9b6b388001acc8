import { type Area, areaBox, type Box, boxesMeet, metresToLine, sideOf } from '../src/geometry/index.ts';
import { type CoveredSheet, sheetsOver } from '../src/sheets/index.ts';

/** A county with its ground. */
export interface County {
  readonly code: string;
  readonly area: Area;
}

/** Sheets of 1:10,000 with ground of the counties on them, by number, each with the county that it belongs to. */
export function countySheets(counties: readonly County[]): (readonly [sheetNo: string, county: string])[] {
  const boxed = counties.map((county) => ({ ...county, box: areaBox(county.area) }));
  return sheetsOver(
    counties.map(({ area }) => area),
    'G',
  )
    .map((sheet) => [sheet.sheetNo, countyOf(boxed, sheet)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The county at the middle of a sheet, else the one whose line is nearest to it. */
function countyOf(counties: readonly (County & { readonly box: Box })[], { middle }: CoveredSheet): string {
  const [lon, lat] = middle;
  // A sheet is 0.0625° wide: who has ground on it is no farther from its middle.
  const around = [lon - 0.0625, lat - 0.0625, lon + 0.0625, lat + 0.0625] as const;
  const near = counties.filter(({ box }) => boxesMeet(box, around));
  const held = near.find(({ area }) => sideOf(middle, area) !== 'OUTSIDE');
  if (held !== undefined) return held.code;
  const [nearest] = near
    .map(({ code, area }) => ({ code, metres: Math.min(...area.flat().map((ring) => metresToLine(middle, ring))) }))
    .sort((a, b) => a.metres - b.metres);
  if (nearest === undefined) throw new Error('a sheet without ground');
  return nearest.code;
}
