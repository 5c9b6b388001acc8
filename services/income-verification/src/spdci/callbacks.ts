import { spdciCallbackDue } from '@mz/contracts';
import type { Work } from '../app-kit.ts';

/** A partner is of the province: its messages name no county. */
const province = '370000000000';

/** What is owed to a partner. */
export interface Owed {
  readonly partnerCode: string;
  readonly action: 'on-search' | 'on-subscribe' | 'on-unsubscribe' | 'txn-on-status';
  readonly transactionRef: string;
  readonly itemIds: readonly string[];
}

/** A notice that is owed to a subscriber. */
export interface OwedNotice {
  readonly partnerCode: string;
  readonly subscriptionId: string;
  readonly kind: string;
  readonly band: string | null;
  readonly asOf: string;
}

/** Writes down what is owed to a partner; it leaves by an event of the same transaction. */
export async function queueCallback(work: Pick<Work, 'kit' | 'unit'>, owed: Owed): Promise<void> {
  const { kit, unit } = work;
  if (owed.itemIds.length === 0) return;
  const id = kit.newId();
  const row = { ...owed, itemIds: [...owed.itemIds], id, state: 'DUE', createdAt: kit.clock.wall() };
  await unit.db.insertInto('spdciCallback').values(row).execute();
  tellDue(work, id);
}

/** Writes down a notice once, whichever register told the change. */
export async function queueNotice(work: Pick<Work, 'kit' | 'unit'>, owed: OwedNotice): Promise<void> {
  const { kit, unit } = work;
  const { partnerCode, subscriptionId, kind: noticeKind, band: noticeBand, asOf: noticeAsOf } = owed;
  const saved = await unit.db
    .insertInto('spdciCallback')
    .values({
      ...{ id: kit.newId(), partnerCode, action: 'notify', subscriptionId, noticeKind, noticeBand, noticeAsOf },
      ...{ state: 'DUE', createdAt: kit.clock.wall() },
    })
    .onConflict((conflict) =>
      conflict.columns(['subscriptionId', 'noticeKind', 'noticeAsOf']).where('action', '=', 'notify').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (saved !== undefined) tellDue(work, saved.id);
}

function tellDue({ unit }: Pick<Work, 'unit'>, id: string): void {
  unit.publish(spdciCallbackDue, {
    ...{ subject: id, divisionCode: province, aggregateVersion: 1 },
    data: { callbackId: id },
  });
}
