import type { geocodeAddress, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { areaBox, areaOf, type GeometryReader, innerPoint } from '../geometry/index.ts';
import { choosePlace } from './choose-place.ts';
import { platePoint } from './plates.ts';
import { type StandardAnswer, standardise } from './read.ts';
import { findNames, wantedOf } from './register.ts';

type Answer = OperationOutputOf<typeof geocodeAddress>;
type Point = NonNullable<Answer['point']>;

/** Where an address lies: a named place of it, the finest first, else the middle of the county's polygon. */
export async function geocode(
  reader: GeometryReader,
  ctx: Context,
  { query }: Pick<OperationInputOf<typeof geocodeAddress>, 'query'>,
): Promise<Answer> {
  const address = await standardise(reader, ctx, query);
  const point = (await placePoint(reader, ctx, address)) ?? (await divisionPoint(reader, ctx, address));
  return { address, point, version: address.version };
}

/** The door plate, else the finest of estate, street and village that is a public name with a place, inside the division. */
async function placePoint({ kit }: GeometryReader, ctx: Context, address: StandardAnswer): Promise<Point | null> {
  const { code, asOf, addressId } = address;
  const plate = addressId === null ? undefined : await platePoint(kit, addressId);
  if (plate !== undefined) return { ...plate, kind: 'PLATE', level: 'L8', code, placeId: null };
  const wanted = wantedOf(address, asOf);
  if (wanted === undefined) return null;
  const places = (await kit.read(ctx, (db) => findNames(db, wanted))).filter(
    ({ lon, lat }) => lon !== null && lat !== null,
  );
  for (const { text, level } of address.elements.toReversed()) {
    const choice = choosePlace(places, text, code);
    if (choice.kind !== 'ONE') continue;
    const { lon, lat, placeId } = choice.place;
    return { lon: Number(lon), lat: Number(lat), kind: 'PLACE', level, code, placeId };
  }
  return null;
}

async function divisionPoint(reader: GeometryReader, ctx: Context, address: StandardAnswer): Promise<Point | null> {
  const polygons = await reader.polygons.current(ctx);
  const { ground } = await reader.polygons.groundOn(ctx, address.asOf);
  for (const { code, level } of address.elements.filter((element) => element.code !== null).reverse()) {
    const held = ground.of(code ?? '');
    if (held === undefined || held.counties.length === 0) continue;
    const area = areaOf(polygons, held.counties);
    const [lon, lat] = innerPoint({ area, box: areaBox(area) });
    return { lon, lat, kind: 'DIVISION', level, code, placeId: null };
  }
  return null;
}
