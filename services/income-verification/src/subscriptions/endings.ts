import type { Work } from '../app-kit.ts';
import { endReason } from './rules.ts';

const most = 1000;

/** Ends the subscriptions whose authorization is revoked, has run out, or ended by death; a page at a time. */
export async function endSubscriptions({ kit, unit }: Work): Promise<number> {
  const today = kit.clock.today();
  const rows = await unit.db
    .selectFrom('subscription')
    .innerJoin('meansAuthorization', 'meansAuthorization.id', 'subscription.authorizationId')
    .select(['subscription.id', 'meansAuthorization.status', 'meansAuthorization.endedReason'])
    .select('meansAuthorization.validTo')
    .where('subscription.state', '=', 'ACTIVE')
    .where(({ eb, or }) =>
      or([eb('meansAuthorization.status', '<>', 'ACTIVE'), eb('meansAuthorization.validTo', '<', today)]),
    )
    .orderBy('subscription.id')
    .limit(most)
    .execute();
  const reasons = Map.groupBy(rows, (row) => endReason(row, today));
  for (const [reason, ended] of reasons) {
    if (reason === undefined) continue;
    await unit.db
      .updateTable('subscription')
      .set({ state: 'ENDED', endedOn: today, endedReason: reason })
      .where(
        'id',
        'in',
        ended.map(({ id }) => id),
      )
      .execute();
    for (const { id } of ended) {
      unit.audit({ action: 'subscriptions.end', recordType: 'subscription', recordId: id, after: { reason } });
    }
  }
  return rows.length;
}
