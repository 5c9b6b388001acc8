import { authorizationExpired, authorizationSigned } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import { type AuthorizationEffects, expire, publicationOf, recordOf } from './commands.ts';
import type { AuthorizationRow } from './queries.ts';

/** A death ends the person's authorizations, except for the closing check (§3.1). */
export async function endByDeath(
  work: Work,
  personIds: readonly string[],
  effects: Pick<AuthorizationEffects, 'died'>,
): Promise<void> {
  const rows = await lockOf(work, personIds, { statuses: ['SIGNED', 'ACTIVE'] });
  const endedOn = work.kit.clock.today();
  for (const row of rows) await expire(work, row, { endedOn, endedReason: 'DEATH' });
  for (const row of rows) await effects.died(work, row);
}

/** A death that is undone gives back what it ended; what has run out meanwhile stays ended, for that reason. */
export async function restoreFromDeath(
  work: Work,
  personIds: readonly string[],
  effects: Pick<AuthorizationEffects, 'restored'>,
): Promise<void> {
  const rows = await lockOf(work, personIds, { endedReason: 'DEATH' });
  const today = work.kit.clock.today();
  for (const row of rows) {
    const alive = row.validTo >= today;
    const saved = await saveReturn(work, row, { alive, today });
    work.unit.audit({ ...recordOf(saved), action: 'authorizations.restore', after: { status: saved.status } });
    work.unit.publish(alive ? authorizationSigned : authorizationExpired, publicationOf(saved));
    if (alive) await effects.restored(work, saved);
  }
}

async function saveReturn(
  { unit }: Work,
  row: AuthorizationRow,
  { alive, today }: { readonly alive: boolean; readonly today: string },
): Promise<AuthorizationRow> {
  const change = alive
    ? { status: row.validFrom > today ? 'SIGNED' : 'ACTIVE', endedOn: null, endedReason: null }
    : { status: 'EXPIRED', endedOn: row.validTo, endedReason: 'EXPIRED' };
  return unit.db
    .updateTable('meansAuthorization')
    .set({ ...change, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function lockOf(
  { unit }: Work,
  personIds: readonly string[],
  which: { readonly statuses: readonly string[] } | { readonly endedReason: string },
): Promise<AuthorizationRow[]> {
  const query = unit.db.selectFrom('meansAuthorization').selectAll().where('grantorPersonId', 'in', personIds);
  const chosen =
    'statuses' in which
      ? query.where('status', 'in', which.statuses)
      : query.where('endedReason', '=', which.endedReason);
  return chosen.orderBy('id').forUpdate().execute();
}
