import { type ExchangeRoot, type ExchangeSeal, isRootCountersigned } from '@mz/crypto';
import { jsonb } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import Value from 'typebox/value';
import type { AppKit } from '../app-kit.ts';
import { partnerKeysOf } from './key-registry.ts';
import { listEntries } from './ledger-queries.ts';
import { ownPublicKeys } from './own-keys.ts';
import { listGrantRows, listRootRows, type Partner, type RootRow, toGrant } from './queries.ts';
import { decideGrant } from './rules.ts';
import { sealLedger } from './sealer.ts';
import { mountSigned, type SignedAnswer, type SignedRequest } from './signed-route.ts';
import { listenForPartners } from './tls.ts';

const Countersignature = Type.Object(
  {
    day: Type.String({ format: 'date' }),
    signature: Type.Object(
      { keyId: Type.String(), algorithm: Type.String(), signature: Type.String() },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

const mostEntries = 5_000;

/** What a partner may fetch of its own: grants, the platform's keys, its ledger; and its signature under a day's root. */
export async function mountPartnerRoutes(app: FastifyInstance, kit: AppKit): Promise<void> {
  listenForPartners(app, kit);
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/grants',
    kind: 'GRANTS',
    handle: async ({ code }, _request, ctx) => ({ body: { partner: code, grants: await liveGrants(kit, ctx, code) } }),
  });
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/keys',
    kind: 'KEYS',
    handle: async () => ({ body: { keys: ownPublicKeys(kit.keys) } }),
  });
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/ledger/roots',
    kind: 'ROOTS',
    handle: async ({ code }, _request, ctx) => {
      const rows = await kit.read(ctx, (db) => listRootRows(db, { partnerCode: code }));
      return { body: { partner: code, roots: rows.map(toRoot) } };
    },
  });
  await mountSigned(app, kit, {
    method: 'GET',
    path: '/exchange/v1/ledger/entries',
    kind: 'ENTRIES',
    handle: (partner, request, ctx) => entries(kit, partner, request, ctx),
  });
  await mountSigned(app, kit, {
    method: 'POST',
    path: '/exchange/v1/ledger/countersignatures',
    kind: 'COUNTERSIGNATURE',
    handle: (partner, request, ctx) => countersign(kit, partner, request, ctx),
  });
}

async function liveGrants(kit: AppKit, ctx: Context, code: string) {
  const today = kit.clock.today();
  const rows = await kit.read(ctx, (db) => listGrantRows(db, code));
  return rows
    .filter((row) => decideGrant([row], { ...row, today }) !== undefined)
    .map((row) => {
      const { purpose, item, fields, validFrom, validTo } = toGrant(row);
      return { purpose, item, fields, validFrom, validTo };
    });
}

/** Entries of the root of a day, or, without a day, of what no root covers yet. */
async function entries(kit: AppKit, { code }: Partner, { query }: SignedRequest, ctx: Context): Promise<SignedAnswer> {
  if (query.day === undefined) await sealLedger(kit, kit.system('exchange.seal'));
  return kit.read(ctx, async (db) => {
    const roots = await listRootRows(db, { partnerCode: code });
    const index = roots.findIndex(({ day }) => day === query.day);
    if (query.day !== undefined && index < 0) throw fail('LEDGER_ROOT_UNKNOWN', { pointer: '/query/day' });
    const before = query.day === undefined ? roots.at(-1) : roots[index - 1];
    const from = Math.max(before?.upToSequence ?? 0, Number(query.after ?? 0) || 0);
    const upTo = query.day === undefined ? Number.MAX_SAFE_INTEGER : (roots[index]?.upToSequence ?? 0);
    const found = await listEntries(db, { partnerCode: code, from, upTo, limit: mostEntries + 1 });
    const page = found.slice(0, mostEntries);
    return { body: { partner: code, entries: page, next: found.length > mostEntries ? page.at(-1)?.sequence : null } };
  });
}

async function countersign(
  kit: AppKit,
  { code }: Partner,
  request: SignedRequest,
  ctx: Context,
): Promise<SignedAnswer> {
  const body = request.json();
  if (!Value.Check(Countersignature, body)) throw fail('INPUT_INVALID', { pointer: '/body' });
  const keys = await partnerKeysOf(kit).jwksOf(code);
  return kit.write(ctx, async (unit) => {
    const [row] = await listRootRows(unit.db, { partnerCode: code, from: body.day, to: body.day });
    if (row === undefined) throw fail('LEDGER_ROOT_UNKNOWN', { pointer: '/body/day' });
    // An unknown algorithm is refused by the check itself.
    const root = { ...toRoot(row), countersignature: body.signature as ExchangeSeal };
    if (!isRootCountersigned(root, { keys })) throw fail('COUNTERSIGNATURE_INVALID', { pointer: '/body/signature' });
    await unit.db
      .insertInto('exchangeCountersignature')
      .values({ rootId: row.id, signature: jsonb(body.signature), receivedAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.column('rootId').doNothing())
      .execute();
    const after = { partnerCode: code, day: body.day };
    unit.audit({ action: 'exchangeLedger.countersign', recordType: 'exchange_root', recordId: row.id, after });
    return { status: 201, body: { partner: code, day: body.day, countersigned: true } };
  });
}

function toRoot(row: RootRow): ExchangeRoot {
  const { partnerCode: partner, day, upToSequence, count, hash, signature, countersignature } = row;
  // Parse border: both were checked when they were written.
  const own = { partner, day, upToSequence, count, hash, signature: signature as ExchangeSeal };
  return countersignature === null ? own : { ...own, countersignature: countersignature as ExchangeSeal };
}
