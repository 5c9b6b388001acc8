import type {
  listMapSheets,
  listPublicSheets,
  locateSheet,
  OperationInputOf,
  OperationOutputOf,
  readSheetCoverage,
} from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { GeometryReader } from '../geometry/index.ts';
import { listOffice, listPublic, listWanted, type SheetRow, toPublicSheet, toSheet } from './queries.ts';
import { readBox, sharePermille } from './rules.ts';
import { readSheetNumber, type Sheet, scaleOf, sheetNumberAt } from './sheet-number.ts';

/** The scale whose whole the plan of 2014 asks for (place-names.md §8.3). */
const planDenominator = 10_000;
const shownMissing = 20;

/** A page of the public layer. */
export async function readPublic(
  kit: AppKit,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof listPublicSheets>, 'query'>,
): Promise<OperationOutputOf<typeof listPublicSheets>> {
  const box = readBox(query.bbox);
  if (!box.ok) throw fail(box.code, { pointer: '/query/bbox' });
  const first = query.first ?? 50;
  const asked = { box: box.value, denominator: query.denominator, after: afterOf(query.after), limit: first + 1 };
  const rows = await kit.readOne(ctx, listPublic(asked));
  const { items, next } = pageOf(rows, first, keyOf);
  return { items: items.map(toPublicSheet), next };
}

/** A page of the library. */
export async function readLibrary(
  kit: AppKit,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof listMapSheets>, 'query'>,
): Promise<OperationOutputOf<typeof listMapSheets>> {
  const first = query.first ?? 50;
  const { status, denominator } = query;
  const rows = await kit.readOne(
    ctx,
    listOffice({ status, denominator, after: afterOf(query.after), limit: first + 1 }),
  );
  const { items, next } = pageOf(rows, first, keyOf);
  return { items: items.map(toSheet), next };
}

function afterOf(cursor: string | undefined): readonly [string, string] | undefined {
  const key = readCursor(cursor, ['string', 'string']);
  if (key === undefined) return undefined;
  const [sheetNo, id] = key;
  if (typeof sheetNo !== 'string' || !isId(id)) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  return [sheetNo, id];
}

function keyOf({ sheetNo, id }: SheetRow): [string, string] {
  return [sheetNo, id];
}

/** The sheet of a point, or the ground of a number; throws SHEET_QUESTION, SCALE_UNKNOWN, LONLAT_SWAPPED, OUT_OF_SERIES or SHEET_NO_INVALID. */
export async function locate({
  query,
}: Pick<OperationInputOf<typeof locateSheet>, 'query'>): Promise<OperationOutputOf<typeof locateSheet>> {
  const { lon, lat, sheetNo, denominator = planDenominator } = query;
  if (sheetNo !== undefined) {
    if (lon !== undefined || lat !== undefined) throw fail('SHEET_QUESTION', { pointer: '/query' });
    return groundOf(sheetNo);
  }
  if (lon === undefined || lat === undefined) throw fail('SHEET_QUESTION', { pointer: '/query' });
  const scale = scaleOf(denominator);
  if (scale === undefined) throw fail('SCALE_UNKNOWN', { pointer: '/query/denominator' });
  if (Math.abs(lat) > 90) throw fail('LONLAT_SWAPPED', { pointer: '/query' });
  if (lat < 0 || lat >= 60 || lon < -180 || lon >= 180) throw fail('OUT_OF_SERIES', { pointer: '/query' });
  return groundOf(sheetNumberAt(lon, lat, scale));
}

function groundOf(sheetNo: string): OperationOutputOf<typeof locateSheet> {
  const sheet = readSheetNumber(sheetNo);
  if (!sheet.ok) throw fail(sheet.code, { pointer: '/query/sheetNo' });
  return shown(sheet.value);
}

function shown({
  sheetNo,
  denominator,
  bounds: [west, south, east, north],
}: Sheet): OperationOutputOf<typeof locateSheet> {
  return { sheetNo, denominator, bounds: { west, south, east, north } };
}

/** Published sheets of all that the library has to hold; the totals are compared, not the share. */
export async function readCoverage(
  { kit, polygons }: GeometryReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof readSheetCoverage>, 'query'>,
): Promise<OperationOutputOf<typeof readSheetCoverage>> {
  const denominator = query.denominator ?? planDenominator;
  if (scaleOf(denominator) === undefined) throw fail('SCALE_UNKNOWN', { pointer: '/query/denominator' });
  const division = query.division ?? ctx.grant?.division ?? '370000000000';
  kit.authorize(ctx, { divisionCode: division });
  const by = kit.clock.today();
  const { ground } = await polygons.groundOn(ctx, by);
  const counties = ground.of(division)?.counties ?? [];
  const wanted = await kit.read(ctx, (db) => listWanted(db, { denominator, counties, by }));
  const published = wanted.filter((sheet) => sheet.published).length;
  return {
    division,
    denominator,
    published,
    sheets: wanted.length,
    sharePermille: sharePermille(published, wanted.length),
    done: wanted.length > 0 && published === wanted.length,
    missing: wanted
      .filter((sheet) => !sheet.published)
      .slice(0, shownMissing)
      .map(({ sheetNo }) => sheetNo),
  };
}
