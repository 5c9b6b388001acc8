import type { Selectable } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { PlaceNameTable } from '../database.ts';
import { build } from '../query-builder.ts';

/** A name as its row has it, with the title of its category. */
export type PlaceRow = Selectable<PlaceNameTable> & { readonly categoryTitle: string };

function allPlaces() {
  return build
    .selectFrom('placeName')
    .innerJoin('placeCategory', 'placeCategory.categoryCode', 'placeName.categoryCode')
    .selectAll('placeName')
    .select('placeCategory.title as categoryTitle');
}

/** One name by its id. */
export function placeById(id: string) {
  return allPlaces().where('placeId', '=', id);
}

/** Names by their ids. */
export function placesById(ids: readonly string[]) {
  return allPlaces().where('placeId', 'in', [...ids]);
}

/** The names of the features that bear one of the names, oldest first; an open start is before all. */
export function historiesOf(ids: readonly string[]) {
  return allPlaces()
    .where('featureId', 'in', (one) =>
      one
        .selectFrom('placeName')
        .select('featureId')
        .where('placeId', 'in', [...ids]),
    )
    .orderBy('validFrom', (order) => order.asc().nullsFirst())
    .orderBy('usedFromYear', (order) => order.asc().nullsFirst())
    .orderBy('placeId');
}

/** All names of a feature, oldest first. */
export async function findFeature(db: Db, featureId: string): Promise<PlaceRow[]> {
  return db
    .selectFrom('placeName')
    .innerJoin('placeCategory', 'placeCategory.categoryCode', 'placeName.categoryCode')
    .selectAll('placeName')
    .select('placeCategory.title as categoryTitle')
    .where('featureId', '=', featureId)
    .orderBy('validFrom', (order) => order.asc().nullsFirst())
    .orderBy('placeId')
    .execute();
}

/** The standard name in use of the feature that bears a name, locked until the transaction ends. */
export async function lockStandard(db: Db, placeId: string): Promise<Selectable<PlaceNameTable> | undefined> {
  return db
    .selectFrom('placeName')
    .selectAll()
    .where('featureId', '=', (one) => one.selectFrom('placeName').select('featureId').where('placeId', '=', placeId))
    .where('nameKind', '=', 'STANDARD')
    .where('status', '=', 'STANDARD')
    .forUpdate()
    .executeTakeFirst();
}

/** The title of a category; undefined for one that is not loaded. */
export async function findCategory(db: Db, code: string): Promise<{ title: string; groupCode: string } | undefined> {
  return db
    .selectFrom('placeCategory')
    .select(['title', 'groupCode'])
    .where('categoryCode', '=', code)
    .executeTakeFirst();
}
