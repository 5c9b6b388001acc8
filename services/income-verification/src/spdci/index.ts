import {
  spdciCallbackDue,
  verificationChangeDetected,
  verificationCompleted,
  verificationRejected,
} from '@mz/contracts';
import type { FastifyInstance } from 'fastify';
import type { AppKit } from '../app-kit.ts';
import { mountSigned, type Partner, partnerKeysOf } from '../exchange/index.ts';
import { type Attempted, attempt, checkCallbacks, retryCallbacks, storeAttempt } from './deliver.ts';
import { onChange, onCheckEnded } from './effects.ts';
import { type Handler, registryHandlers, unitHandlers } from './handle.ts';
import { createPartnerCall } from './partner-call.ts';
import { refusedAsync, signatureRefusal } from './reply.ts';

export { createRegistrySearch } from './registry-search.ts';

const root = '/exchange/v1/spdci';
const dueJob = 'spdci.callback-due';

/** The partner's side of the SPDCI standard: search, subscribe, notify, status (income-verification.md §2, §8). */
export async function mountSpdci(app: FastifyInstance, kit: AppKit): Promise<void> {
  await mountAll(app, kit, unitHandlers, 'ENTRUSTING_UNIT');
  await mountAll(app, kit, registryHandlers, 'AGENCY');
}

async function mountAll(
  app: FastifyInstance,
  kit: AppKit,
  handlers: Readonly<Record<string, Handler>>,
  kind: Partner['kind'],
): Promise<void> {
  for (const [path, handle] of Object.entries(handlers)) {
    await mountSigned(app, kit, {
      ...{ method: 'POST', path: `${root}${path}`, kind: 'SPDCI' },
      refused: signatureRefusal,
      async handle(partner, request, ctx) {
        const head = {
          messageId: kit.newId(),
          at: kit.clock.wall(),
          today: kit.clock.today(),
          receiverId: partner.code,
        };
        if (partner.kind !== kind) return refusedAsync('err.request.forbidden', head);
        return handle({ kit, ctx, partnerCode: partner.code }, request.body.toString('utf8'));
      },
    });
  }
}

/** What is owed to partners: told by an event, and again until it is taken. */
export function registerSpdci(kit: AppKit): void {
  const call = createPartnerCall(kit, partnerKeysOf(kit));
  kit.consume(verificationCompleted, {
    apply: (unit, { data }, _, ctx) => onCheckEnded({ kit, ctx, unit }, data.requestId),
  });
  kit.consume(verificationRejected, {
    apply: (unit, { data }, _, ctx) => onCheckEnded({ kit, ctx, unit }, data.requestId),
  });
  kit.consume(verificationChangeDetected, { apply: (unit, event, _, ctx) => onChange({ kit, ctx, unit }, event) });
  kit.consume(spdciCallbackDue, {
    async prepare(events): Promise<ReadonlyMap<string, Attempted>> {
      const ids = [...new Set(events.map(({ data }) => data.callbackId))];
      const attempted = await Promise.all(ids.map((id) => attempt(kit, kit.system(dueJob), call, id)));
      return new Map(attempted.flatMap((one) => (one === undefined ? [] : [[one.row.id, one] as const])));
    },
    async apply(unit, { data }, prepared, ctx) {
      const attempted = prepared.get(data.callbackId);
      if (attempted !== undefined) await storeAttempt({ kit, ctx, unit }, attempted);
      return { kind: 'done' };
    },
  });
  kit.schedule({ name: 'spdci.retry', every: { minutes: 5 }, run: (ctx) => retryCallbacks(kit, ctx, call) });
  kit.health('SPDCI callbacks', () => checkCallbacks(kit, kit.system('spdci.retry')));
}
