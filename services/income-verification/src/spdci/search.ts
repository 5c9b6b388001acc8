import type { SpdciSearchItem, SpdciSearchMessage } from '@mz/contracts';
import { canonicalHash } from '@mz/domain';
import { type Context, ProblemError } from '@mz/service-kit';
import { spendQuota, withinQuota } from '../agency-quality/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { type Asked, readSearchItem } from './criteria.ts';
import { type Entrusted, entrustCheck } from './entrust.ts';
import type { EnvelopeRefusal } from './envelope.ts';
import { findCheck, findTransaction, type ItemRow, listItems, type TransactionRow } from './queries.ts';

/** Who speaks, and with whose work. */
export interface Speaking {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly partnerCode: string;
}

/** A message that was taken, or the standard's code against it. */
export type Taken =
  | {
      readonly ok: true;
      readonly transaction: TransactionRow;
      readonly items: readonly ItemRow[];
      readonly first: boolean;
    }
  | { readonly ok: false; readonly code: EnvelopeRefusal };

/** Takes a search: each item is kept once under the partner's transaction id, and its check is entrusted once. */
export async function takeSearch(speaking: Speaking, message: SpdciSearchMessage): Promise<Taken> {
  const { kit, ctx, partnerCode } = speaking;
  const asked = message.search_request.map(readSearchItem);
  const quota = { partnerCode, questions: asked.length };
  const kept = await takenWithin(speaking, quota, async (unit): Promise<Taken> => {
    const work = { kit, ctx, unit };
    const claimed = await claimTransaction(work, { partnerCode, kind: 'SEARCH', message });
    if (!claimed.ok || !claimed.first) return claimed;
    await spendQuota(work, quota);
    const twice = repeated(message.search_request.map(({ reference_id: id }) => id));
    const rows = message.search_request.map((item, index) => {
      const read = twice.has(item.reference_id) ? duplicate : (asked[index] ?? duplicate);
      return itemRow(work, claimed.transaction, { item, seq: index + 1, read });
    });
    await unit.db.insertInto('spdciItem').values(rows).execute();
    return { ...claimed, items: await listItems(unit.db, claimed.transaction.id) };
  });
  if (!kept.ok) return kept;
  const subjects = new Map(asked.map((read, index) => [index + 1, read]));
  for (const item of kept.items.filter(({ state }) => state === 'rcvd')) {
    const read = subjects.get(item.seq);
    // What is left open is done when the partner says the message again.
    if (read?.ok && !(await entrust(speaking, item, read.value))) return { ok: false, code: 'err.service.unavailable' };
  }
  const items = await kit.read(ctx, (db) => listItems(db, kept.transaction.id));
  return { ...kept, items };
}

/** Takes a message, or says that the partner's quota of the day is passed; then nothing of it is kept. */
export async function takenWithin(
  { kit, ctx }: Speaking,
  quota: Parameters<typeof spendQuota>[1],
  take: (unit: Work['unit']) => Promise<Taken>,
): Promise<Taken> {
  try {
    return await withinQuota(kit, ctx, quota, () => kit.write(ctx, take));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'RATE_LIMITED') throw error;
    return { ok: false, code: 'err.request.too_many_requests' };
  }
}

const duplicate = { ok: false, reason: 'rjct.reference_id.duplicate', message: 'reference_id' } as const;

/** Keeps the message once; the same again is found, another one under its id is refused. */
export async function claimTransaction(
  { kit, unit }: Work,
  { partnerCode, kind, message }: { partnerCode: string; kind: string; message: { readonly transaction_id: string } },
): Promise<Taken> {
  const messageSha256 = canonicalHash(message);
  const row = {
    ...{ id: kit.newId(), partnerCode, transactionId: message.transaction_id, kind, messageSha256 },
    ...{ receivedOn: kit.clock.today(), receivedAt: kit.clock.wall() },
  };
  const saved = await unit.db
    .insertInto('spdciTransaction')
    .values(row)
    .onConflict((conflict) => conflict.constraint('spdci_transaction_once').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (saved !== undefined) {
    unit.audit({
      action: 'spdci.receive',
      recordType: 'spdci_transaction',
      recordId: row.id,
      after: { kind, partnerCode },
    });
    return { ok: true, transaction: saved, items: [], first: true };
  }
  const found = await findTransaction(unit.db, partnerCode, { transactionId: message.transaction_id });
  if (found === undefined || found.messageSha256 !== messageSha256)
    return { ok: false, code: 'rjct.message_id.duplicate' };
  return { ok: true, transaction: found, items: await listItems(unit.db, found.id), first: false };
}

/** References that stand more than once in a message. */
export function repeated(references: readonly string[]): ReadonlySet<string> {
  return new Set(references.filter((one, index) => references.indexOf(one) !== index));
}

function itemRow(
  { kit }: Work,
  transaction: TransactionRow,
  { item, seq, read }: { item: SpdciSearchItem; seq: number; read: ReturnType<typeof readSearchItem> },
) {
  const row = { id: kit.newId(), transactionRef: transaction.id, seq, referenceId: item.reference_id };
  return read.ok
    ? { ...row, registry: read.value.registry, page: read.value.page, state: 'rcvd' }
    : { ...row, registry: 'SR', state: 'rjct', reasonCode: read.reason, reasonMessage: read.message };
}

/** Entrusts one check, or finds the one that is meant; false when a service that is needed is away. */
async function entrust(speaking: Speaking, item: ItemRow, asked: Asked): Promise<boolean> {
  const { kit, ctx, partnerCode } = speaking;
  if (!(await claimItem(speaking, item))) return true;
  const found =
    asked.kind === 'CASE' ? await lookUp(speaking, asked.reference) : await entrustCheck(speaking, item, asked);
  if (found === undefined) return false;
  await kit.write(ctx, async (unit) => {
    const change =
      'requestId' in found
        ? { state: 'pdng', requestId: found.requestId }
        : { state: 'rjct', reasonCode: found.reason, reasonMessage: found.message };
    await unit.db.updateTable('spdciItem').set(change).where('id', '=', item.id).where('state', '=', 'rcvd').execute();
    const after = { partnerCode, state: change.state };
    unit.audit({ action: 'spdci.entrust', recordType: 'spdci_item', recordId: item.id, after });
  });
  return true;
}

async function lookUp({ kit, ctx, partnerCode }: Speaking, reference: string): Promise<Entrusted> {
  const requestId = await kit.read(ctx, (db) => findCheck(db, partnerCode, reference));
  return requestId === undefined ? { reason: 'rjct.filter.invalid', message: 'REQUEST_UNKNOWN' } : { requestId };
}

/** Of two that say the same message at once, one works on an item; what was left lying for a minute is taken up again. */
async function claimItem({ kit, ctx }: Speaking, { id }: ItemRow): Promise<boolean> {
  const now = kit.clock.wall();
  const saved = await kit.write(ctx, (unit) =>
    unit.db
      .updateTable('spdciItem')
      .set({ claimedAt: now })
      .where('id', '=', id)
      .where('state', '=', 'rcvd')
      .where((eb) => eb.or([eb('claimedAt', 'is', null), eb('claimedAt', '<', new Date(now.getTime() - claimMs))]))
      .returning('id')
      .executeTakeFirst(),
  );
  return saved !== undefined;
}

const claimMs = 60_000;
