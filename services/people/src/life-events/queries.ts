import { type Selectable, type SqlBool, sql, type Updateable } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import type { LifeEventTable, PersonTable } from '../database.ts';
import { keyColumns } from '../stored.ts';

/** A stored notice. */
export type NoticeRow = Pick<
  Selectable<LifeEventTable>,
  | 'id'
  | 'personId'
  | 'kind'
  | 'eventDate'
  | 'source'
  | 'documentSha256'
  | 'matchedBy'
  | 'certainty'
  | 'confirmBy'
  | 'announced'
  | 'revokesNoticeId'
>;

/** A stored notice with all that is kept of it. */
export type ListedNotice = Selectable<LifeEventTable>;

/** What a notice must know of its person. */
export type Living = NonNullable<Awaited<ReturnType<typeof findLiving>>>;

/** The person, locked: two notices about one person are decided one after the other. */
export function findLiving(db: Db, personId: string) {
  return livingOf(db, personId).forUpdate('person').executeTakeFirst();
}

/** The person as they stand, for a preview or a report. */
export function readLiving(db: Db, personId: string): Promise<Living | undefined> {
  return livingOf(db, personId).executeTakeFirst();
}

function livingOf(db: Db, personId: string) {
  return db
    .selectFrom('person')
    .leftJoin('personKey', 'personKey.personId', 'person.id')
    .select(['id', 'birthDate', 'lifeStatus', 'deathDate', 'hukouDivision', 'residenceDivision', 'version'])
    .select(keyColumns)
    .where('id', '=', sql<string>`canonical_person(${personId}::uuid)`);
}

/** The notices about a person, oldest first. */
export function listNotices(db: Db, personId: string): Promise<ListedNotice[]> {
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
  change: Omit<Updateable<PersonTable>, 'id' | 'version'> = {},
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

/** What a new notice says and how it stands. */
export type NewNotice = Omit<NoticeRow, 'id' | 'confirmBy' | 'revokesNoticeId'> &
  Partial<Pick<NoticeRow, 'confirmBy' | 'revokesNoticeId'>> & {
    readonly said?: string | null;
    readonly reason?: string;
  };

/** Keeps a notice, with the role and unit of who reported it. */
export async function saveNotice({ kit, ctx, unit }: Work, notice: NewNotice): Promise<NoticeRow> {
  const row = { id: kit.newId(), confirmBy: null, revokesNoticeId: null, ...notice };
  await unit.db
    .insertInto('lifeEvent')
    .values({
      ...row,
      recordedAt: kit.clock.wall(),
      recordedBy: ctx.actor.subject,
      recordedRole: ctx.grant?.role ?? null,
      recordedUnit: ctx.grant?.division ?? ctx.actor.caller ?? null,
    })
    .execute();
  return row;
}
