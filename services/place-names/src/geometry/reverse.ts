import type { ContainingDivision, OperationInputOf, OperationOutputOf, reverseGeocode } from '@mz/contracts';
import type { DivisionHistory, LegalDay } from '@mz/domain';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import type { Static } from 'typebox';
import { countiesAt, holdersAt, isSwapped } from './locate.ts';
import { cellsAround, nearest } from './nearby.ts';
import { noteOn, type PolygonTable } from './polygons.ts';
import { listNamesInCells } from './queries.ts';
import type { GeometryReader } from './reader.ts';
import type { Position } from './shapes.ts';

type Answer = OperationOutputOf<typeof reverseGeocode>;
type Containing = Static<typeof ContainingDivision>;

/** What is at a point on a day; throws LONLAT_SWAPPED or OUT_OF_PROVINCE. */
export async function readPoint(
  reader: GeometryReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof reverseGeocode>, 'query'>,
): Promise<Answer> {
  const { lon, lat } = query;
  const point: Position = [lon, lat];
  const asOf = query.asOf ?? reader.kit.clock.today();
  const polygons = await reader.polygons.current(ctx);
  checkOrder(point, polygons);
  const { table, ground } = await reader.polygons.groundOn(ctx, asOf);
  const hit = countiesAt(polygons, point);
  const holders = holdersAt(ground, hit);
  if (holders.length === 0) throw fail('OUT_OF_PROVINCE', { pointer: '/query' });
  const { history } = table;
  const chains = holders.map((code) => withHolders(history, code, asOf));
  const sure = hit.onBoundary ? (chains[0] ?? []) : commonOf(chains);
  return {
    lon,
    lat,
    asOf,
    divisions: sure,
    onBoundary: hit.onBoundary,
    others: chains.flatMap(([finest]) =>
      finest === undefined || sure.some(({ code }) => code === finest.code) ? [] : [finest],
    ),
    ...(await nearPoint(reader, ctx, { point, asOf })),
    polygons: noteOn(
      polygons,
      asOf,
      holders.every((code) => ground.of(code)?.exact ?? false),
    ),
    version: table.version,
    historyIncomplete: history.counts(asOf).historyIncomplete,
  };
}

function checkOrder(point: Position, { box }: PolygonTable): void {
  if (isSwapped(point, box)) throw fail('LONLAT_SWAPPED', { pointer: '/query' });
}

/** What all have: where polygons cannot tell two divisions of a day apart, only what holds both of them is sure. */
function commonOf([first = [], ...others]: readonly Containing[][]): Containing[] {
  return first.filter(({ code }) => others.every((chain) => chain.some((one) => one.code === code)));
}

/** A division with its holders, the finest first. */
function withHolders(history: DivisionHistory, code: string, asOf: LegalDay): Containing[] {
  const [own, above] = [history.at(code, asOf), history.ancestors(code, asOf)];
  if (!own.ok || !above.ok) return [];
  return [own.value, ...above.value].map(({ code: one, name, level }) => ({ code: one, name, level }));
}

async function nearPoint(
  { kit }: GeometryReader,
  ctx: Context,
  { point, asOf }: { readonly point: Position; readonly asOf: LegalDay },
): Promise<Pick<Answer, 'street' | 'features'>> {
  return kit.read(ctx, async (db) => {
    const limits = await readNumbers(
      db,
      {
        streetMetres: 'reverse-geocode.street-metres',
        featureMetres: 'reverse-geocode.feature-metres',
        featureCount: 'reverse-geocode.feature-count',
      },
      kit.clock.today(),
    );
    const reach = Math.max(limits.streetMetres, limits.featureMetres);
    const places = await listNamesInCells(db, cellsAround(point, reach), asOf);
    return nearest(point, places, limits);
  });
}
