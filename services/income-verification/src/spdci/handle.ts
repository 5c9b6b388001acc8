import {
  SpdciSearchMessage,
  SpdciSearchResponse,
  SpdciStatusMessage,
  SpdciSubscribeMessage,
  SpdciUnsubscribeMessage,
} from '@mz/contracts';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { callbackUrlOf } from '../exchange/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { queueCallback } from './callbacks.ts';
import { standingMessage } from './compose.ts';
import { namesNumber } from './criteria.ts';
import { decideEnvelope, type EnvelopeRefusal } from './envelope.ts';
import { openMessage } from './opened.ts';
import { answerItems } from './queries.ts';
import { takeRegistryAnswers } from './registry-answers.ts';
import {
  type Answered,
  acknowledged,
  acknowledgedOnly,
  answerMessage,
  type Letterhead,
  refusedAsync,
  refusedSync,
} from './reply.ts';
import { type Speaking, type Taken, takeSearch } from './search.ts';
import { findStanding } from './status.ts';
import { takeSubscriptions, takeUnsubscriptions } from './subscribe.ts';

const province = '370000000000';

/** What is asked on one path, and in which way it is answered. */
interface Exchange<S extends TSchema> {
  readonly action: string;
  readonly schema: S;
  /** The action of a synchronous answer; without it the answer is an acknowledgement. */
  readonly answers?: 'on-search' | 'txn-on-status';
  count(message: Static<S>): number;
  act(speaking: Speaking, message: Static<S>, head: Letterhead): Promise<Answered | EnvelopeRefusal>;
}

/** Answers a partner's message whose signature has held. */
export type Handler = (speaking: Speaking, body: string) => Promise<Answered>;

function handlerOf<S extends TSchema>(exchange: Exchange<S>): Handler {
  return async (speaking, body) => {
    const { kit, partnerCode } = speaking;
    const head = { messageId: kit.newId(), at: kit.clock.wall(), today: kit.clock.today(), receiverId: partnerCode };
    const result = await answer(exchange, speaking, { body, head });
    if (typeof result !== 'string') return result;
    return exchange.answers === undefined ? refusedAsync(result, head) : refusedSync(result, exchange.answers, head);
  };
}

async function answer<S extends TSchema>(
  exchange: Exchange<S>,
  speaking: Speaking,
  { body, head }: { readonly body: string; readonly head: Letterhead },
): Promise<Answered | EnvelopeRefusal> {
  const { kit, ctx, partnerCode } = speaking;
  const opened = await openMessage(kit, body);
  if (!opened.ok) return opened.code;
  const { header, message, sealed } = opened;
  const valid = Value.Check(exchange.schema, message);
  const { parameters, callbackUrl } = await kit.read(ctx, async (db) => ({
    parameters: await loadParameters(db, province, kit.clock.today()),
    callbackUrl: await callbackUrlOf(kit, db, partnerCode),
  }));
  const refused = decideEnvelope(header, {
    ...{ senderId: partnerCode, callbackUrl, action: exchange.action, now: head.at },
    windowSeconds: parameters.number('spdci_window_seconds'),
    itemsMax: parameters.number('spdci_items_max'),
    count: valid ? exchange.count(message) : (header.total_count ?? 0),
  });
  if (refused !== undefined) return refused;
  if (!valid) return 'err.request.bad';
  if (!sealed && Value.Check(SpdciSearchMessage, message) && namesNumber(message.search_request)) {
    return 'err.encryption.invalid';
  }
  return exchange.act(speaking, message, head);
}

async function searchAsync(speaking: Speaking, message: SpdciSearchMessage, head: Letterhead) {
  const taken = await takeSearch(speaking, message);
  if (!taken.ok) return taken.code;
  await tellAtOnce(speaking, taken);
  return acknowledged(taken.transaction.id, head.at);
}

/** What is decided already is owed at once, by a callback as everything else; said once, however often it is asked. */
async function tellAtOnce({ kit, ctx, partnerCode }: Speaking, taken: Extract<Taken, { ok: true }>): Promise<void> {
  await kit.write(ctx, async (unit) => {
    const owed = await unit.db
      .selectFrom('spdciCallback')
      .select('id')
      .where('transactionRef', '=', taken.transaction.id)
      .executeTakeFirst();
    if (owed !== undefined) return;
    const now = await answerItems(unit.db, taken.items, { at: kit.clock.wall(), today: kit.clock.today() });
    const done = taken.items.filter((_, index) => ['succ', 'rjct'].includes(now[index]?.status ?? ''));
    const itemIds = done.map(({ id }) => id);
    await queueCallback(
      { kit, unit },
      { partnerCode, action: 'on-search', transactionRef: taken.transaction.id, itemIds },
    );
  });
}

async function searchSync(speaking: Speaking, message: SpdciSearchMessage, head: Letterhead) {
  const taken = await takeSearch(speaking, message);
  if (!taken.ok) return taken.code;
  const { transaction } = taken;
  const items = await speaking.kit.read(speaking.ctx, (db) => answerItems(db, taken.items, head));
  const ids = { transaction_id: transaction.transactionId, correlation_id: transaction.id };
  return {
    status: 200,
    body: answerMessage('on-search', head, { items, message: { ...ids, search_response: items } }),
  };
}

async function statusSync({ kit, ctx, partnerCode }: Speaking, message: SpdciStatusMessage, head: Letterhead) {
  return kit.read(ctx, async (db) => {
    const standing = await findStanding(db, partnerCode, message);
    if (standing === undefined) return 'err.request.not_found' as const;
    return { status: 200, body: answerMessage('txn-on-status', head, await standingMessage(db, standing, head)) };
  });
}

async function statusAsync({ kit, ctx, partnerCode }: Speaking, message: SpdciStatusMessage, head: Letterhead) {
  return kit.write(ctx, async (unit) => {
    const standing = await findStanding(unit.db, partnerCode, message);
    if (standing === undefined) return 'err.request.not_found' as const;
    const { transaction, items } = standing;
    const owed = { partnerCode, action: 'txn-on-status' as const, transactionRef: transaction.id };
    await queueCallback({ kit, unit }, { ...owed, itemIds: items.map(({ id }) => id) });
    return acknowledged(transaction.id, head.at);
  });
}

async function acknowledge(taking: Promise<Taken>, head: Letterhead): Promise<Answered | EnvelopeRefusal> {
  const taken = await taking;
  return taken.ok ? acknowledged(taken.transaction.id, head.at) : taken.code;
}

const search = { action: 'search', schema: SpdciSearchMessage, count: countSearch };
const status = { action: 'txn-status', schema: SpdciStatusMessage, count: () => 1 };

function countSearch(message: SpdciSearchMessage): number {
  return message.search_request.length;
}

/** What an entrusting unit may say, by path below `/exchange/v1/spdci`. */
export const unitHandlers: Readonly<Record<string, Handler>> = {
  '/registry/search': handlerOf({ ...search, act: searchAsync }),
  '/registry/sync/search': handlerOf({ ...search, answers: 'on-search', act: searchSync }),
  '/registry/txn/status': handlerOf({ ...status, act: statusAsync }),
  '/registry/sync/txn/status': handlerOf({ ...status, answers: 'txn-on-status', act: statusSync }),
  '/registry/subscribe': handlerOf({
    action: 'subscribe',
    schema: SpdciSubscribeMessage,
    count: ({ subscribe_request: items }) => items.length,
    act: (speaking, message, head) => acknowledge(takeSubscriptions(speaking, message), head),
  }),
  '/registry/unsubscribe': handlerOf({
    action: 'unsubscribe',
    schema: SpdciUnsubscribeMessage,
    count: ({ subscription_codes: codes }) => codes.length,
    act: (speaking, message, head) => acknowledge(takeUnsubscriptions(speaking, message), head),
  }),
};

/** What an agency may say that is asked as a registry. */
export const registryHandlers: Readonly<Record<string, Handler>> = {
  '/registry/on-search': handlerOf({
    action: 'on-search',
    schema: SpdciSearchResponse,
    count: ({ search_response: items }) => items.length,
    async act(speaking, message, head) {
      const refused = await takeRegistryAnswers(speaking, message);
      return refused ?? acknowledgedOnly(message.correlation_id, head.at);
    },
  }),
};
