import type { AppKit } from '../app-kit.ts';

/** The job that looks a door plate up for everybody: who may list the plates of a street is another matter. */
const platesJob = 'addresses.plates';

/** The plate of a feature with the number that an address writes (12号), null when none stands. */
export async function plateOf(kit: AppKit, featureId: string, text: string): Promise<string | null> {
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
