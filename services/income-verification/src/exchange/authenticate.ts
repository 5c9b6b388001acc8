import type { Socket } from 'node:net';
import { type HttpRequest, type NonceUse, type SignatureRefusal, verifyRequest } from '@mz/crypto';
import { fail } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { countPartnerFault } from './faults.ts';
import { type FoundKey, partnerKeysOf } from './key-registry.ts';
import { recordMessage } from './ledger.ts';
import type { Partner } from './queries.ts';
import { isPinned } from './tls-peer.ts';

/** Who signed a request, and the name of it in the ledger. */
export interface Caller {
  readonly partner: Partner;
  readonly ref: string;
}

interface Received {
  readonly received: HttpRequest;
  readonly kind: string;
  readonly socket: Socket;
}

const province = '370000000000';

/** Verifies a partner's request, takes its nonce and enters it in the ledger, in one transaction; throws 401 with the reason. */
export async function authenticate(kit: AppKit, { received, kind, socket }: Received): Promise<Caller> {
  const keys = partnerKeysOf(kit);
  let found: FoundKey | undefined;
  let pinned = true;
  let ref = '';
  const decision = await verifyRequest(received, {
    now: kit.clock.wall(),
    keyLookup: async (named) => {
      found = await keys.find(named);
      if (!found.ok) return undefined;
      pinned = isPinned(kit, socket, await keys.pinsOf(found.partner.code));
      return pinned ? found.key : undefined;
    },
    nonceSeen: async (use) => {
      if (!found?.ok) return true;
      ref = use.nonce;
      const { partner } = found;
      return !(await takeNonce(kit, use, { partner, kind, body: received.body ?? '' }));
    },
  });
  if (!pinned) throw fail('TLS_PIN_MISMATCH');
  if (!decision.ok) {
    if (found?.ok) await noteFault(kit, found.partner, decision.code);
    throw fail(codeOf(decision.code, found));
  }
  if (!found?.ok) throw fail('KEY_UNKNOWN');
  return { partner: found.partner, ref };
}

/** A message that came in a partner's name and does not hold counts among its faults, whoever sent it. */
async function noteFault(kit: AppKit, { code: partnerCode }: Partner, code: SignatureRefusal): Promise<void> {
  await kit.write(kit.system('exchange.record'), async (unit) =>
    countPartnerFault({ kit, unit }, { partnerCode, code, count: 1 }),
  );
}

function codeOf(refused: SignatureRefusal, found: FoundKey | undefined): string {
  if (refused === 'KEY_UNKNOWN' && found !== undefined && !found.ok) return found.code;
  // Codes that say another thing elsewhere on the platform.
  const own: Readonly<Record<string, string>> = { EXPIRED: 'MESSAGE_EXPIRED', SIGNATURE_MISSING: 'MESSAGE_UNSIGNED' };
  return own[refused] ?? refused;
}

interface Message {
  readonly partner: Partner;
  readonly kind: string;
  readonly body: string | Uint8Array;
}

/** True when the nonce is new; then the message is in the ledger too. */
async function takeNonce(kit: AppKit, use: NonceUse, { partner, kind, body }: Message): Promise<boolean> {
  const ctx = kit.system('exchange.record');
  return kit.write(ctx, async (unit) => {
    await refuseTooMany({ kit, ctx, unit }, partner.code);
    const taken = await unit.db
      .insertInto('exchangeNonce')
      .values(use)
      .onConflict((conflict) => conflict.columns(['keyId', 'nonce']).doNothing())
      .returning('nonce')
      .executeTakeFirst();
    if (taken === undefined) return false;
    recordMessage(unit, { partnerCode: partner.code, direction: 'IN', kind, ref: use.nonce, body });
    return true;
  });
}

async function refuseTooMany({ kit, unit }: Work, partnerCode: string): Promise<void> {
  const [parameters, { calls }] = await Promise.all([
    loadParameters(unit.db, province, kit.clock.today()),
    unit.db
      .selectFrom('exchangeMessage')
      .select(({ fn }) => fn.countAll<string>().as('calls'))
      .where('partnerCode', '=', partnerCode)
      .where('direction', '=', 'IN')
      // What it answers to us is no call of its own.
      .where(sql<SqlBool>`right(kind, 7) <> '_ANSWER'`)
      .where(sql<SqlBool>`at > clock_timestamp() - interval '1 minute'`)
      .executeTakeFirstOrThrow(),
  ]);
  const most = parameters.number('partner_calls_per_minute');
  if (Number(calls) >= most) throw fail('PARTNER_RATE_LIMITED', { retryAfterSeconds: 60 });
}
