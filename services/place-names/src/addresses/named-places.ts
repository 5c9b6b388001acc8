import type { AddressElement } from '@mz/contracts';
import { divisionLevel, type LegalDay, scopePrefix } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import type { Standard } from './standardise.ts';

type Element = Static<typeof AddressElement>;

/** The job that looks a door plate up for everybody: who may list the plates of a street is another matter. */
const platesJob = 'addresses.plates';

/** A public standard name of the register that an element of an address says. */
interface NamedPlace {
  readonly placeId: string;
  readonly featureId: string;
  readonly name: string;
  readonly nationalCode: string | null;
  readonly divisionCode: string;
  readonly lon: string | null;
  readonly lat: string | null;
}

/** Names by which village, street and estate are found, within the division of the address. */
interface Wanted {
  readonly names: readonly string[];
  /** A street may run through several townships: it is looked for in the county. */
  readonly prefix: string;
  readonly asOf: LegalDay;
}

/** The public standard names of some texts in a county on a day. */
export function findNames(db: Db, { names, prefix, asOf }: Wanted): Promise<NamedPlace[]> {
  return db
    .selectFrom('placeName')
    .select(['placeId', 'featureId', 'name', 'nationalCode', 'divisionCode', 'lon', 'lat'])
    .where(sql<SqlBool>`name = any(${names})`)
    .where('divisionCode', '>=', prefix)
    .where('divisionCode', '<', `${prefix}~`)
    .where('nameKind', '=', 'STANDARD')
    .where('status', '=', 'STANDARD')
    .where('secrecy', '=', 'PUBLIC')
    .where(sql<SqlBool>`daterange(valid_from, valid_to) @> ${asOf}::date`)
    .orderBy('placeId')
    .execute();
}

/** Which names an address asks for; undefined when it has no division or no such element. */
export function wantedOf({ code, elements }: Pick<Standard, 'code' | 'elements'>, asOf: LegalDay): Wanted | undefined {
  const names = elements.filter(isNamed).map(({ text }) => text);
  if (code === null || names.length === 0) return undefined;
  return { names, prefix: scopePrefix(townshipOf(code)).slice(0, 6), asOf };
}

/** The one place of the name: in the township of the address before others of the county, none when several are left. */
function placeOf(places: readonly NamedPlace[], name: string, code: string | null): NamedPlace | undefined {
  const same = places.filter((place) => place.name === name);
  const inside = same.filter(({ divisionCode }) => divisionCode.startsWith(scopePrefix(townshipOf(code ?? ''))));
  const [only, ...others] = inside.length > 0 ? inside : same;
  return others.length === 0 ? only : undefined;
}

/**
 * Streets and estates that the register of names has get their national code (place-names.md §8.2: each element text and
 * code), and the door plate of the address, when one stands, its id: by that `address.standard-updated` tells it (§10).
 */
export async function withRegister(
  kit: AppKit,
  ctx: Context,
  { standard, asOf }: { readonly standard: Standard; readonly asOf: LegalDay },
): Promise<Standard & { readonly addressId: string | null }> {
  const wanted = wantedOf(standard, asOf);
  if (wanted === undefined) return { ...standard, addressId: null };
  const places = await kit.read(ctx, (db) => findNames(db, wanted));
  const elements = standard.elements.map((element): Element => {
    if (element.code !== null || !isNamed(element)) return element;
    return { ...element, code: placeOf(places, element.text, standard.code)?.nationalCode ?? null };
  });
  const plate = elements.find(({ level }) => level === 'L8');
  const bearer = elements.findLast(isNamed);
  const place = bearer === undefined ? undefined : placeOf(places, bearer.text, standard.code);
  const addressId = plate === undefined || place === undefined ? null : await plateOf(kit, place, plate.text);
  return { ...standard, elements, addressId };
}

async function plateOf(kit: AppKit, { featureId }: NamedPlace, text: string): Promise<string | null> {
  const [, number] = /^(\d{1,4}(?:-\d{1,3})?)号$/.exec(text) ?? [];
  if (number === undefined) return null;
  const found = await kit.read(kit.system(platesJob), (db) =>
    db
      .selectFrom('doorPlate')
      .select('id')
      .where('featureId', '=', featureId)
      .where('number', '=', number)
      .where('condition', '<>', 'REMOVED')
      .orderBy('installedOn', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst(),
  );
  return found?.id ?? null;
}

/** Where the door plate of an address stands. */
export async function platePoint(kit: AppKit, addressId: string): Promise<{ lon: number; lat: number } | undefined> {
  const found = await kit.read(kit.system(platesJob), (db) =>
    db.selectFrom('doorPlate').select(['lon', 'lat']).where('id', '=', addressId).executeTakeFirst(),
  );
  return found === undefined ? undefined : { lon: Number(found.lon), lat: Number(found.lat) };
}

const namedLevels: ReadonlySet<string> = new Set(['L5', 'L6', 'L7']);

function isNamed({ level, matched }: Element): boolean {
  return matched && namedLevels.has(level);
}

function townshipOf(code: string): string {
  return code !== '' && divisionLevel(code) === 'VILLAGE' ? `${code.slice(0, 9)}000` : code;
}
