import { authorizationExpired } from '@mz/contracts';
import { samePersons } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { type AuthorizationEffects, publicationOf, recordOf } from './commands.ts';
import type { AuthorizationRow } from './queries.ts';
import { covers } from './rules.ts';

/**
 * A new authorization takes the place of the person's earlier ones of the case that it covers whole; what it does not cover stands
 * beside it until it is taken back or runs out, because a new paper takes nothing away by silence.
 */
export async function supersede(
  work: Work,
  newer: AuthorizationRow,
  effects: Pick<AuthorizationEffects, 'superseded'>,
): Promise<void> {
  const { kit, unit } = work;
  const earlier = await unit.db
    .selectFrom('meansAuthorization')
    .selectAll()
    .where('caseId', '=', newer.caseId)
    .where('grantorPersonId', 'in', [...(await samePersons(unit.db, [newer.grantorPersonId])).keys()])
    .where('id', '<>', newer.id)
    .where('status', 'in', ['SIGNED', 'ACTIVE'])
    .orderBy('id')
    .forUpdate()
    .execute();
  for (const row of earlier.filter((one) => covers(newer, one))) {
    const end = { status: 'SUPERSEDED', endedReason: 'SUPERSEDED', supersededBy: newer.id };
    const saved = await unit.db
      .updateTable('meansAuthorization')
      .set({ ...end, endedOn: kit.clock.today(), version: row.version + 1 })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ ...recordOf(saved), action: 'authorizations.supersede', after: { by: newer.no } });
    unit.publish(authorizationExpired, publicationOf(saved));
    await effects.superseded(work, saved, newer);
  }
}
