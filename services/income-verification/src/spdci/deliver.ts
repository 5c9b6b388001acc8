import { SpdciAck } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import Value from 'typebox/value';
import type { AppKit, Work } from '../app-kit.ts';
import { nextTry } from '../dispatch/index.ts';
import { callbackUrlOf } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { composeCallback } from './compose.ts';
import { CallFault, type CallPartner } from './partner-call.ts';
import type { CallbackRow } from './queries.ts';

const province = '370000000000';
/** Callbacks of one run: the next run takes the rest. */
const batch = 100;

/** What became of one attempt. */
export interface Attempted {
  readonly row: CallbackRow;
  readonly fault: string | undefined;
}

const paths: Readonly<Record<string, string>> = {
  'on-search': '/registry/on-search',
  'on-subscribe': '/registry/on-subscribe',
  'on-unsubscribe': '/registry/on-unsubscribe',
  'txn-on-status': '/registry/txn/on-status',
  notify: '/registry/notify',
};

/** Tells a partner what is owed; no transaction is open meanwhile. Nothing when it was told already. */
export async function attempt(
  kit: AppKit,
  ctx: Context,
  call: CallPartner,
  callbackId: string,
): Promise<Attempted | undefined> {
  const found = await kit.read(ctx, async (db) => {
    const row = await db.selectFrom('spdciCallback').selectAll().where('id', '=', callbackId).executeTakeFirst();
    if (row === undefined || row.state !== 'DUE') return undefined;
    const { partnerCode: receiverId } = row;
    const head = { messageId: row.id, at: kit.clock.wall(), today: kit.clock.today(), receiverId };
    return { row, message: await composeCallback(db, row, head), url: await callbackUrlOf(kit, db, receiverId) };
  });
  if (found === undefined) return undefined;
  const { row, message, url } = found;
  if (url === undefined) return { row, fault: 'NO_ADDRESS' };
  try {
    const text = await call({ partnerCode: row.partnerCode, url: `${url}${paths[row.action] ?? ''}`, body: message });
    return { row, fault: isTaken(text) ? undefined : 'NOT_ACKNOWLEDGED' };
  } catch (error) {
    if (error instanceof CallFault) return { row, fault: error.kind };
    throw error;
  }
}

/** Only a positive acknowledgement ends it: NACK takes the message and expects nothing more, ERR refuses it. */
function isTaken(text: string): boolean {
  const parsed = parsedOf(text);
  return Value.Check(SpdciAck, parsed) && parsed.message.ack_status !== 'ERR';
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Stores what became of an attempt: delivered, another try, or given up and shown to operators. */
export async function storeAttempt({ kit, unit }: Work, { row, fault }: Attempted): Promise<void> {
  const parameters = await loadParameters(unit.db, province, kit.clock.today());
  const retry = {
    attemptsMax: parameters.number('spdci_attempts_max'),
    retryMinutes: parameters.numbers('spdci_retry_minutes'),
  };
  const count = row.attempt + 1;
  const again = fault === undefined ? undefined : nextTry(count, retry, kit.clock.business());
  const state = fault === undefined ? 'DELIVERED' : again === undefined ? 'GIVEN_UP' : 'DUE';
  const saved = await unit.db
    .updateTable('spdciCallback')
    .set({
      ...{ state, attempt: count, fault: fault ?? null, nextTryAt: again ?? null },
      deliveredAt: fault === undefined ? kit.clock.wall() : null,
    })
    .where('id', '=', row.id)
    .where('state', '=', 'DUE')
    // Two tries that overlapped (the event and the job) are one attempt.
    .where('attempt', '=', row.attempt)
    .returning('id')
    .executeTakeFirst();
  if (saved === undefined) return;
  const after = { action: row.action, state, ...(fault === undefined ? {} : { fault }) };
  unit.audit({ action: 'spdci.tell', recordType: 'spdci_callback', recordId: row.id, after });
}

/** Tries again what waits for its time. */
export async function retryCallbacks(kit: AppKit, ctx: Context, call: CallPartner): Promise<{ done: number }> {
  const due = await kit.read(ctx, (db) =>
    db
      .selectFrom('spdciCallback')
      .select('id')
      .where('state', '=', 'DUE')
      .where('nextTryAt', '<=', kit.clock.business())
      .orderBy('nextTryAt')
      .limit(batch)
      .execute(),
  );
  for (const { id } of due) {
    const attempted = await attempt(kit, ctx, call, id);
    if (attempted !== undefined) await kit.write(ctx, (unit) => storeAttempt({ kit, ctx, unit }, attempted));
  }
  return { done: due.length };
}

/** Warns while a partner cannot be told. */
export async function checkCallbacks(
  kit: AppKit,
  ctx: Context,
): Promise<{ readonly status: 'pass' | 'warn'; readonly detail?: string }> {
  const rows = await kit.read(ctx, (db) =>
    db
      .selectFrom('spdciCallback')
      .select('partnerCode')
      .distinct()
      .where((eb) => eb.or([eb('state', '=', 'GIVEN_UP'), eb.and([eb('state', '=', 'DUE'), eb('attempt', '>=', 3)])]))
      .orderBy('partnerCode')
      .execute(),
  );
  if (rows.length === 0) return { status: 'pass' };
  return { status: 'warn', detail: rows.map(({ partnerCode }) => partnerCode).join(', ') };
}
