import type { geocodeAddress, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { divisionLevel, type LegalDay, scopePrefix } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { areaBox, areaOf, type GeometryReader, innerPoint } from '../geometry/index.ts';
import { type StandardAnswer, standardise } from './read.ts';

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

/** The finest of estate, street and village that is a public name with a place, inside the address's division. */
async function placePoint({ kit }: GeometryReader, ctx: Context, address: StandardAnswer): Promise<Point | null> {
  const { code, asOf } = address;
  const wanted = address.elements.filter(({ level, matched }) => matched && namedLevels.has(level)).reverse();
  if (code === null || wanted.length === 0) return null;
  const within = divisionLevel(code) === 'VILLAGE' ? `${code.slice(0, 9)}000` : code;
  return kit.read(ctx, async (db) => {
    const rows = await findNames(db, {
      names: wanted.map(({ text }) => text),
      prefix: scopePrefix(within).slice(0, 6),
      asOf,
    });
    for (const { text, level } of wanted) {
      const row = rows.find(({ name }) => name === text);
      if (row !== undefined)
        return { lon: Number(row.lon), lat: Number(row.lat), kind: 'PLACE', level, code, placeId: row.placeId };
    }
    return null;
  });
}

const namedLevels: ReadonlySet<string> = new Set(['L5', 'L6', 'L7']);

interface Wanted {
  readonly names: readonly string[];
  /** A street may run through several townships: it is looked for in the county. */
  readonly prefix: string;
  readonly asOf: LegalDay;
}

function findNames(db: Db, { names, prefix, asOf }: Wanted) {
  return db
    .selectFrom('placeName')
    .select(['placeId', 'name', 'lon', 'lat'])
    .where(sql<SqlBool>`name = any(${names})`)
    .where('divisionCode', '>=', prefix)
    .where('divisionCode', '<', `${prefix}~`)
    .where('status', '=', 'STANDARD')
    .where('secrecy', '=', 'PUBLIC')
    .where('lon', 'is not', null)
    .where('lat', 'is not', null)
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${asOf}::date`)
    .orderBy('placeId')
    .execute();
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
