import type { EventOf, verificationChangeDetected } from '@mz/contracts';
import { type Outcome, samePersons } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { findAuthorizations } from '../authorizations/index.ts';
import { endReason } from '../subscriptions/index.ts';
import { queueCallback, queueNotice } from './callbacks.ts';

const done: Outcome = { kind: 'done' };

/** The end of a check is owed to whoever entrusted it: report issued, new verdict, returned or cancelled. */
export async function onCheckEnded(work: Work, requestId: string): Promise<Outcome> {
  const items = await work.unit.db
    .selectFrom('spdciItem')
    .innerJoin('spdciTransaction', 'spdciTransaction.id', 'spdciItem.transactionRef')
    .select(['spdciItem.id', 'spdciItem.transactionRef', 'spdciTransaction.partnerCode'])
    .where('spdciItem.requestId', '=', requestId)
    .orderBy('spdciItem.id')
    .execute();
  for (const [transactionRef, own] of Map.groupBy(items, (item) => item.transactionRef)) {
    const [first] = own;
    if (first === undefined) continue;
    const { partnerCode } = first;
    const itemIds = own.map(({ id }) => id);
    await queueCallback(work, { partnerCode, action: 'on-search', transactionRef, itemIds });
  }
  return done;
}

/** A change is owed to partners that subscribed to its kind, as long as the person's authorization lets them hear it. */
export async function onChange(
  work: Work,
  { data }: Pick<EventOf<typeof verificationChangeDetected>, 'data'>,
): Promise<Outcome> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  const rows = await unit.db
    .selectFrom('spdciSubscription')
    .selectAll()
    .where('personId', 'in', [...(await samePersons(unit.db, [data.personId])).keys()])
    .where('state', '=', 'ACTIVE')
    .orderBy('id')
    .forUpdate()
    .execute();
  const authorizations = await findAuthorizations(unit.db, [...new Set(rows.map((row) => row.authorizationId))]);
  for (const row of rows) {
    const authorization = authorizations.get(row.authorizationId);
    const reason = authorization === undefined ? 'REVOKED' : endReason(authorization, today);
    if (reason !== undefined) {
      const change = { state: 'ENDED', endedOn: today, endedReason: reason };
      await unit.db.updateTable('spdciSubscription').set(change).where('id', '=', row.id).execute();
      unit.audit({ action: 'spdci.end', recordType: 'spdci_subscription', recordId: row.id, after: { reason } });
    }
    // The death that ends an authorization is itself what the partner asked to hear.
    const mayHear = reason === undefined || (reason === 'DEATH' && data.kind === 'DEATH');
    if (!mayHear || !row.kinds.includes(data.kind)) continue;
    const { partnerCode, id: subscriptionId } = row;
    await queueNotice(work, { partnerCode, subscriptionId, kind: data.kind, band: data.band, asOf: data.asOf });
  }
  return done;
}
