import type { EventOf, personDeathRevoked, personDied } from '@mz/contracts';
import { type Outcome, samePersons } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { type AuthorizationEffects, endByDeath, restoreFromDeath } from '../authorizations/index.ts';

/** A death is kept by its notice, and ends what the person signed. */
export async function onDeath(
  work: Work,
  { data }: EventOf<typeof personDied>,
  effects: AuthorizationEffects,
): Promise<Outcome> {
  const { personId, noticeId } = data;
  await work.unit.db
    .insertInto('deathNotice')
    .values({ noticeId, personId })
    .onConflict((conflict) => conflict.column('noticeId').doNothing())
    .execute();
  await endByDeath(work, [...(await samePersons(work.unit.db, [personId])).keys()], effects);
  await work.kit.wake(work.unit, causeOf(noticeId));
  return { kind: 'done' };
}

/** A notice that is undone gives back what it ended, unless another one still stands; it waits for a notice that it overtook. */
export async function onDeathRevoked(
  work: Work,
  { data }: EventOf<typeof personDeathRevoked>,
  effects: AuthorizationEffects,
): Promise<Outcome> {
  const { db } = work.unit;
  // Nobody was told here of a death that was only reported, so nothing is to be waited for.
  if (data.revokes === 'REPORTED') return { kind: 'done' };
  const { numUpdatedRows } = await db
    .updateTable('deathNotice')
    .set({ revokedBy: data.noticeId })
    .where('noticeId', '=', data.revokesNoticeId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return { kind: 'waiting', for: causeOf(data.revokesNoticeId) };
  const personIds = [...(await samePersons(db, [data.personId])).keys()];
  const standing = await db
    .selectFrom('deathNotice')
    .select('noticeId')
    .where('personId', 'in', personIds)
    .where('revokedBy', 'is', null)
    .executeTakeFirst();
  if (standing === undefined) await restoreFromDeath(work, personIds, effects);
  return { kind: 'done' };
}

function causeOf(noticeId: string): string {
  return `death-notice:${noticeId}`;
}
