import type { DoorPlate, PlaceSign, SignTask } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { DoorPlateTable, PlaceSignTable } from '../database.ts';
import { build } from '../query-builder.ts';

/** Signs that stand, whatever became of their text. */
const standing = ['INTACT', 'DAMAGED'];

/** Throws SIGNS_OPEN while a sign of the feature stands: it comes down before the name ends (place-names.md §14). */
export async function refuseStandingSigns(db: Db, featureId: string): Promise<void> {
  const rows = await db
    .selectFrom('placeSign')
    .select('signNo')
    .where('featureId', '=', featureId)
    .where('condition', 'in', standing)
    .orderBy('signNo')
    .limit(10)
    .execute();
  if (rows.length > 0) throw fail('SIGNS_OPEN', { detail: rows.map(({ signNo }) => signNo).join('、') });
}

/** Whether a sign of exactly this name stands. */
export async function standsWithSign(db: Db, placeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('placeSign')
    .select('id')
    .where('placeId', '=', placeId)
    .where('condition', 'in', standing)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A page of signs by number. */
export function listPlaceSigns(placeId: string | undefined, after: string, limit: number) {
  const all = build.selectFrom('placeSign').selectAll().where('signNo', '>', after).orderBy('signNo').limit(limit);
  return placeId === undefined ? all : all.where('placeId', '=', placeId);
}

/** A page of door plates of a place by number. */
export function listPlates(placeId: string, after: string, limit: number) {
  return build
    .selectFrom('doorPlate')
    .selectAll()
    .where('placeId', '=', placeId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit);
}

/** A page of replacement tasks, the earliest due day first. */
export function listTasks(
  { overdue, today }: { readonly overdue: boolean | undefined; readonly today: string },
  after: { readonly dueOn: string; readonly id: string } | undefined,
  limit: number,
) {
  let query = build
    .selectFrom('signTask')
    .innerJoin('placeName', 'placeName.placeId', 'signTask.placeId')
    .selectAll('signTask')
    .select(['placeName.name as text', 'placeName.pinyin'])
    .orderBy('signTask.dueOn')
    .orderBy('signTask.id')
    .limit(limit);
  if (overdue !== undefined) {
    query = query.where(
      sql<SqlBool>`(sign_task.state = 'OPEN' and sign_task.due_on < ${today}::date) = ${overdue}::boolean`,
    );
  }
  return after === undefined
    ? query
    : query.where(sql<SqlBool>`(sign_task.due_on, sign_task.id) > (${after.dueOn}::date, ${after.id}::uuid)`);
}

/** Features with a standard name inside a division, and those of them with a sign of it that stands. */
export function countCover(prefix: string, group: string | undefined) {
  const named = build
    .selectFrom('placeName as p')
    .select((one) => [
      one.fn.countAll<number>().as('features'),
      one.fn
        .countAll<number>()
        .filterWhere((filter) =>
          filter.exists(
            filter
              .selectFrom('placeSign as s')
              .select('s.id')
              .whereRef('s.placeId', '=', 'p.placeId')
              .where('s.condition', 'in', standing),
          ),
        )
        .as('signed'),
    ])
    .where('p.nameKind', '=', 'STANDARD')
    .where('p.status', '=', 'STANDARD')
    .where('p.divisionCode', '>=', prefix)
    .where('p.divisionCode', '<', `${prefix}~`);
  return group === undefined ? named : named.where(sql<SqlBool>`left(p.category_code, 2) = ${group}`);
}

/** The answer about a sign. */
export function toSign(row: Selectable<PlaceSignTable>): Static<typeof PlaceSign> {
  const { lon, lat, condition, featureId: _, installedBy: _by, recordedAt: _at, ...sign } = row;
  // The column's check allows nothing else than the contract's words.
  return { ...sign, lon: Number(lon), lat: Number(lat), condition: condition as Static<typeof PlaceSign>['condition'] };
}

/** The answer about a door plate. */
export function toPlate(row: Selectable<DoorPlateTable>): Static<typeof DoorPlate> {
  const { lon, lat, condition, featureId: _, installedBy: _by, recordedAt: _at, ...plate } = row;
  return {
    ...plate,
    lon: Number(lon),
    lat: Number(lat),
    condition: condition as Static<typeof DoorPlate>['condition'],
  };
}

/** A task with the text of the new sign, on a day. */
export function toTask(row: Omit<Static<typeof SignTask>, 'overdue'>, today: string): Static<typeof SignTask> {
  return { ...row, overdue: row.state === 'OPEN' && row.dueOn < today };
}
