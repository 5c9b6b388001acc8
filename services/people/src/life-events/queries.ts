import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { LifeEventTable } from '../database.ts';

/** A stored notice. */
export type NoticeRow = Selectable<LifeEventTable>;

/** What a notice must know of its person. */
export type Living = NonNullable<Awaited<ReturnType<typeof findLiving>>>;

/** The person, locked: two notices about one person are decided one after the other. */
export function findLiving(db: Db, personId: string) {
  return db
    .selectFrom('person')
    .select(['id', 'birthDate', 'lifeStatus', 'deathDate', 'hukouDivision', 'residenceDivision', 'version'])
    .where('id', '=', sql<string>`canonical_person(${personId}::uuid)`)
    .forUpdate()
    .executeTakeFirst();
}

/** The notices about a person, oldest first. */
export function listNotices(db: Db, personId: string): Promise<NoticeRow[]> {
  return db
    .selectFrom('lifeEvent')
    .selectAll()
    .where(sql<SqlBool>`person_id in (select same_person(${personId}::uuid))`)
    .orderBy('recordedAt')
    .orderBy('id')
    .execute();
}

/** Reports that nobody confirmed in time, with the division of their person. */
export function listOverdue(db: Db, today: string, most: number) {
  return db
    .selectFrom('lifeEvent')
    .innerJoin('person', 'person.id', 'lifeEvent.personId')
    .select(['lifeEvent.id', 'lifeEvent.personId', 'lifeEvent.eventDate', 'person.hukouDivision'])
    .where('lifeEvent.certainty', '=', 'REPORTED')
    .where('lifeEvent.confirmBy', '<', today)
    .orderBy('lifeEvent.id')
    .limit(most)
    .forUpdate('lifeEvent')
    .execute();
}

/** Changes the life status, or only counts a notice: each event of a person carries the next version. */
export async function nextVersion(
  db: Db,
  personId: string,
  change: { lifeStatus?: string; deathDate?: string | null; deathSource?: string | null } = {},
): Promise<number> {
  const { version } = await db
    .updateTable('person')
    .set((one) => ({ ...change, version: one('version', '+', 1) }))
    .where('id', '=', personId)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** Sets how a notice stands now. */
export async function setCertainty(db: Db, ids: readonly string[], certainty: string): Promise<void> {
  await db
    .updateTable('lifeEvent')
    .set({ certainty, confirmBy: null })
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
}
