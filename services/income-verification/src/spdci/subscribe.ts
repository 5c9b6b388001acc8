import { ChangeKind, type SpdciSubscribeMessage, type SpdciUnsubscribeMessage } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { samePersons } from '@mz/service-kit';
import { spendQuota } from '../agency-quality/index.ts';
import type { Work } from '../app-kit.ts';
import type { AuthorizationRow } from '../authorizations/index.ts';
import { grantOf } from '../exchange/index.ts';
import { unwatch, watchPerson } from '../subscriptions/index.ts';
import { queueCallback } from './callbacks.ts';
import { readSubscribeItem, type SubscribeReason, type Watched } from './criteria.ts';
import { findCheck, listItems } from './queries.ts';
import { changeItem } from './records.ts';
import { claimTransaction, repeated, type Speaking, type Taken, takenWithin } from './search.ts';

const kinds = ChangeKind.anyOf.map((one) => one.const);

/** Takes subscriptions: each under a live authorization with its clause `continuous`, told back as on-subscribe. */
export async function takeSubscriptions(speaking: Speaking, message: SpdciSubscribeMessage): Promise<Taken> {
  const { kit, ctx, partnerCode } = speaking;
  const quota = { partnerCode, questions: message.subscribe_request.length };
  return takenWithin(speaking, quota, async (unit): Promise<Taken> => {
    const work = { kit, ctx, unit };
    const claimed = await claimTransaction(work, { partnerCode, kind: 'SUBSCRIBE', message });
    if (!claimed.ok || !claimed.first) return claimed;
    await spendQuota(work, quota);
    const { transaction } = claimed;
    const twice = repeated(message.subscribe_request.map(({ reference_id: id }) => id));
    for (const [index, item] of message.subscribe_request.entries()) {
      const id = kit.newId();
      const read = twice.has(item.reference_id)
        ? refused('rjct.reference_id.duplicate', 'reference_id')
        : readSubscribeItem(item, kinds);
      const decided = read.ok ? await findWatched(work, partnerCode, read.value) : read;
      const state = decided.ok
        ? { state: 'succ' }
        : { state: 'rjct', reasonCode: decided.reason, reasonMessage: decided.message };
      const row = {
        id,
        transactionRef: transaction.id,
        seq: index + 1,
        referenceId: item.reference_id,
        registry: 'IBR',
      };
      await unit.db
        .insertInto('spdciItem')
        .values({ ...row, ...state })
        .execute();
      if (decided.ok && read.ok)
        await start(work, { partnerCode, itemRef: id, watched: read.value, found: decided.found });
    }
    const items = await listItems(unit.db, transaction.id);
    const itemIds = items.map(({ id }) => id);
    await queueCallback(work, { partnerCode, action: 'on-subscribe', transactionRef: transaction.id, itemIds });
    return { ...claimed, items };
  });
}

type Found =
  | { readonly ok: true; readonly found: readonly AuthorizationRow[] }
  | { readonly ok: false; readonly reason: SubscribeReason; readonly message: string };

/** The authorizations under which these persons may be watched for this purpose; one person without any refuses all. */
async function findWatched(work: Work, partnerCode: string, { whom, purpose }: Watched): Promise<Found> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  const granted = await grantOf(unit.db, { partnerCode, purpose, item: changeItem, today });
  if (granted === undefined) return refused('rjct.notify_details.invalid', 'GRANT_MISSING');
  const personIds = 'personId' in whom ? [whom.personId] : await personsOf(work, partnerCode, whom.reference);
  const found: AuthorizationRow[] = [];
  for (const personId of personIds) {
    const ids = [...(await samePersons(unit.db, [personId])).keys()];
    const authorization = await liveAuthorization(work, ids, { purpose, today });
    // An unknown person and one who signed nothing are answered alike.
    if (authorization === undefined) return refused('rjct.person_id.invalid', 'AUTHORIZATION_MISSING');
    found.push(authorization);
    const live = await unit.db
      .selectFrom('spdciSubscription')
      .select('id')
      .where('partnerCode', '=', partnerCode)
      .where('personId', '=', authorization.grantorPersonId)
      .where('purpose', '=', purpose)
      .where('state', '=', 'ACTIVE')
      .executeTakeFirst();
    if (live !== undefined) return refused('rjct.event.already_subscribed', 'subscription_code');
  }
  return found.length === 0 ? refused('rjct.person_id.invalid', 'AUTHORIZATION_MISSING') : { ok: true, found };
}

async function personsOf({ unit }: Work, partnerCode: string, reference: string): Promise<string[]> {
  const requestId = await findCheck(unit.db, partnerCode, reference);
  if (requestId === undefined) return [];
  const rows = await unit.db
    .selectFrom('subQuery')
    .innerJoin('meansAuthorization', 'meansAuthorization.id', 'subQuery.authorizationId')
    .select('meansAuthorization.grantorPersonId')
    .distinct()
    .where('subQuery.requestId', '=', requestId)
    .execute();
  return rows.map(({ grantorPersonId }) => grantorPersonId).sort();
}

async function liveAuthorization(
  { unit }: Work,
  personIds: readonly string[],
  { purpose, today }: { readonly purpose: string; readonly today: LegalDay },
): Promise<AuthorizationRow | undefined> {
  const rows = await unit.db
    .selectFrom('meansAuthorization')
    .selectAll()
    .where('grantorPersonId', 'in', personIds)
    .where('status', '=', 'ACTIVE')
    .where('continuous', '=', true)
    .where('validFrom', '<=', today)
    .where('validTo', '>=', today)
    .orderBy('validTo', 'desc')
    .execute();
  return rows.find(({ scopePurposes }) => scopePurposes.includes(purpose));
}

async function start(
  work: Work,
  started: {
    readonly partnerCode: string;
    readonly itemRef: string;
    readonly watched: Watched;
    readonly found: readonly AuthorizationRow[];
  },
): Promise<void> {
  const { kit, unit } = work;
  const { partnerCode, itemRef, watched, found } = started;
  for (const authorization of found) {
    const id = kit.newId();
    const { grantorPersonId: personId, currentDivisionCode, validTo: toOn } = authorization;
    await unit.db
      .insertInto('spdciSubscription')
      .values({
        ...{ id, itemRef, partnerCode, personId, kinds: [...watched.kinds], purpose: watched.purpose },
        ...{ authorizationId: authorization.id, currentDivisionCode, toOn, fromOn: kit.clock.today(), state: 'ACTIVE' },
      })
      .execute();
    await watchPerson(work, { key: id, authorization, purpose: watched.purpose });
    const after = { partnerCode, purpose: watched.purpose };
    unit.audit({ action: 'spdci.subscribe', recordType: 'spdci_subscription', recordId: id, after });
  }
}

/** Ends subscriptions of the partner; a code that is not its own is refused and ends nothing else. */
export async function takeUnsubscriptions(speaking: Speaking, message: SpdciUnsubscribeMessage): Promise<Taken> {
  const { kit, ctx, partnerCode } = speaking;
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const claimed = await claimTransaction(work, { partnerCode, kind: 'UNSUBSCRIBE', message });
    if (!claimed.ok || !claimed.first) return claimed;
    const { transaction } = claimed;
    for (const [index, code] of message.subscription_codes.entries()) {
      const ended = await end(work, partnerCode, code);
      const state = ended
        ? { state: 'succ' }
        : { state: 'rjct', reasonCode: 'rjct.subscription_code.invalid', reasonMessage: 'subscription_codes' };
      const row = {
        id: kit.newId(),
        transactionRef: transaction.id,
        seq: index + 1,
        referenceId: code,
        registry: 'IBR',
      };
      await unit.db
        .insertInto('spdciItem')
        .values({ ...row, ...state })
        .execute();
    }
    const items = await listItems(unit.db, transaction.id);
    const itemIds = items.map(({ id }) => id);
    await queueCallback(work, { partnerCode, action: 'on-unsubscribe', transactionRef: transaction.id, itemIds });
    return { ...claimed, items };
  });
}

async function end({ kit, unit }: Pick<Work, 'kit' | 'unit'>, partnerCode: string, code: string): Promise<boolean> {
  if (!/^[0-9a-f-]{36}$/.test(code)) return false;
  const change = { state: 'ENDED', endedOn: kit.clock.today(), endedReason: 'UNSUBSCRIBED' };
  const saved = await unit.db
    .updateTable('spdciSubscription')
    .set(change)
    .where('id', '=', code)
    .where('partnerCode', '=', partnerCode)
    .where('state', '=', 'ACTIVE')
    .returning('id')
    .executeTakeFirst();
  if (saved === undefined) return false;
  await unwatch({ kit, unit }, code);
  unit.audit({ action: 'spdci.unsubscribe', recordType: 'spdci_subscription', recordId: code, after: { partnerCode } });
  return true;
}

function refused(
  reason: SubscribeReason,
  message: string,
): {
  readonly ok: false;
  readonly reason: SubscribeReason;
  readonly message: string;
} {
  return { ok: false, reason, message };
}
