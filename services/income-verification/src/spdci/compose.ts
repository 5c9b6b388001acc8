import type { Db } from '../app-kit.ts';
import { grantOf } from '../exchange/index.ts';
import { notifyRecordType } from './criteria.ts';
import { answerItems, type CallbackRow, type ItemRow, type SubscriptionRow, type TransactionRow } from './queries.ts';
import { changeItem, changeRecord } from './records.ts';
import { type AnsweredItem, answerMessage, type Letterhead, requestMessage } from './reply.ts';

/** Puts together what a callback says, as things stand when it leaves. */
export async function composeCallback(db: Db, row: CallbackRow, head: Letterhead): Promise<object> {
  if (row.action === 'notify') return composeNotice(db, row, head);
  const transaction = await db
    .selectFrom('spdciTransaction')
    .selectAll()
    .where('id', '=', row.transactionRef ?? '')
    .executeTakeFirstOrThrow();
  const items = await db.selectFrom('spdciItem').selectAll().where('id', 'in', row.itemIds).orderBy('seq').execute();
  const ids = idsOf(transaction);
  if (row.action === 'on-subscribe') {
    const message = await subscribedMessage(db, { ids, items, head });
    return requestMessage('on-subscribe', head, { count: items.length, message });
  }
  if (row.action === 'on-unsubscribe') {
    const message = unsubscribedMessage({ ids, items, head });
    return requestMessage('on-unsubscribe', head, { count: items.length, message });
  }
  if (row.action === 'txn-on-status') {
    return answerMessage('txn-on-status', head, await standingMessage(db, { transaction, items }, head));
  }
  const answered = await answerItems(db, items, head);
  return answerMessage('on-search', head, { items: answered, message: { ...ids, search_response: answered } });
}

/** A message of a partner that is asked about, and those of its items that are meant. */
export interface Standing {
  readonly transaction: TransactionRow;
  readonly items: readonly ItemRow[];
}

/** How a message stands now; `search` is how the registries call a search there, `on-…` how the core does the rest. */
export async function standingMessage(
  db: Db,
  { transaction, items }: Standing,
  head: Letterhead,
): Promise<{ readonly items: readonly AnsweredItem[]; readonly message: object }> {
  const ids = idsOf(transaction);
  const answered = await answerItems(db, items, head);
  const told = (type: string, standing: object) => ({
    items: answered,
    message: { ...ids, txnstatus_response: { txn_type: type, txn_status: standing } },
  });
  if (transaction.kind === 'SEARCH') return told('search', { ...ids, search_response: answered });
  if (transaction.kind === 'UNSUBSCRIBE') return told('on-unsubscribe', unsubscribedMessage({ ids, items, head }));
  return told('on-subscribe', await subscribedMessage(db, { ids, items, head }));
}

interface Ids {
  readonly transaction_id: string;
  readonly correlation_id: string;
}

function idsOf({ id, transactionId }: TransactionRow): Ids {
  return { transaction_id: transactionId, correlation_id: id };
}

interface Composing {
  readonly ids: Ids;
  readonly items: readonly ItemRow[];
  readonly head: Letterhead;
}

/** The standing of subscriptions: their codes, by item. */
async function subscribedMessage(db: Db, { ids, items, head }: Composing): Promise<object> {
  const itemIds = items.map(({ id }) => id);
  const rows = await db.selectFrom('spdciSubscription').selectAll().where('itemRef', 'in', itemIds).execute();
  const byItem = Map.groupBy(rows, ({ itemRef }) => itemRef);
  const timestamp = head.at.toISOString();
  return {
    ...ids,
    subscribe_response: items.map(({ id, referenceId, state, reasonCode, reasonMessage }) => ({
      ...{ reference_id: referenceId, timestamp, status: state },
      ...(reasonCode === null ? {} : { status_reason_code: reasonCode }),
      ...(reasonMessage === null ? {} : { status_reason_message: reasonMessage }),
      subscriptions: (byItem.get(id) ?? []).map((one) => subscriptionOf(one, timestamp)),
    })),
  };
}

/** `code` is its place by the standard's properties, `subscription_code` and `subscribe_criteria` by its list of required members. */
function subscriptionOf(row: SubscriptionRow, timestamp: string): object {
  const { id, personId, kinds, state } = row;
  const eventType = kinds.length === 1 ? (kinds[0] ?? '') : 'ALL';
  const filter = { type: 'PERSON_ID', value: personId };
  const criteria = {
    reg_event_type: eventType,
    filter_type: 'idtype-value',
    filter,
    notify_record_type: notifyRecordType,
  };
  return {
    ...{ version: '1.0.0', code: id, subscription_code: id, timestamp },
    ...{ status: state === 'ACTIVE' ? 'subscribe' : 'unsubscribe', reg_type: 'ns:mz:RegistryType:IBR' },
    ...criteria,
    subscribe_criteria: criteria,
  };
}

function unsubscribedMessage({ ids, items, head }: Composing): object {
  const timestamp = head.at.toISOString();
  const refused = items.filter(({ state }) => state === 'rjct');
  return {
    ...{ ...ids, timestamp, status: refused.length === items.length ? 'rjct' : 'succ' },
    ...(refused.length === 0 ? {} : { status_reason_code: 'rjct.subscription_code.invalid' }),
    subscription_status: items
      .filter(({ state }) => state === 'succ')
      .map(({ referenceId }) => ({ code: referenceId, status: 'unsubscribe' })),
  };
}

async function composeNotice(db: Db, row: CallbackRow, head: Letterhead): Promise<object> {
  const subscription = await db
    .selectFrom('spdciSubscription')
    .selectAll()
    .where('id', '=', row.subscriptionId ?? '')
    .executeTakeFirstOrThrow();
  const { noticeKind: kind, noticeBand: band, noticeAsOf: asOf } = row;
  const { id: subscriptionId, personId, partnerCode, purpose } = subscription;
  const fields = (await grantOf(db, { partnerCode, purpose, item: changeItem, today: head.today })) ?? [];
  const record = changeRecord({ subscriptionId, personId, kind: kind ?? '', band, asOf: asOf ?? '', fields });
  const item = { reference_id: row.id, timestamp: head.at.toISOString(), status: 'succ' as const };
  const data = {
    version: '1.0.0',
    reg_type: 'ns:mz:RegistryType:IBR',
    reg_record_type: notifyRecordType,
    reg_records: record,
  };
  const event = { reference_id: item.reference_id, timestamp: item.timestamp, data };
  const message = { transaction_id: row.id, notify_event: [event] };
  return answerMessage('notify', head, { items: [item], message });
}
