import { gazetteerPackageAcked, gazetteerPackageSent, type SyncAnswer } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { SyncPackageTable } from '../database.ts';
import type { NodeWork } from './build.ts';
import type { NodeClient } from './node-client.ts';
import { type NodeKit, province } from './node-kit.ts';

type SyncPackageRow = Selectable<SyncPackageTable>;

/** What a call to send has come to. */
export interface Sending {
  sent: number;
  acked: number;
  nacked: number;
  pending: number;
}

/** How often one call gives the node the same package: once, and once more when it asks. */
const mostTries = 2;

/**
 * Sends what the node has not applied, in order; what it asks for again goes first. Stops at a package that the node rejects
 * as a whole or keeps asking for; what is left goes with the next call.
 */
export async function sendPending(kit: NodeKit, ctx: Context, client: NodeClient): Promise<Sending> {
  const total: Sending = { sent: 0, acked: 0, nacked: 0, pending: 0 };
  const tries = new Map<number, number>();
  let wanted: readonly number[] = [];
  for (;;) {
    const [asked, ...later] = wanted;
    const next = await kit.read(ctx, (db) => (asked === undefined ? firstOpen(db) : packageOf(db, asked)));
    if (next === undefined || (tries.get(next.seq) ?? 0) >= mostTries) break;
    tries.set(next.seq, (tries.get(next.seq) ?? 0) + 1);
    const separatedFrom = [{ subject: next.builtBy, code: 'SEPARATION_OF_DUTIES' }];
    if (ctx.actor.kind === 'user') kit.authorize(ctx, { divisionCode: province, separatedFrom });
    const answer = await client.deliver(envelopeOf(next));
    const ended = await keepAnswer(kit, ctx, { sent: next, answer });
    total.sent += 1;
    total.acked += ended.acked;
    total.nacked += ended.nacked;
    if (answer.result === 'REJECTED') break;
    wanted = answer.result === 'HELD' ? answer.resend : later;
  }
  total.pending = await kit.read(ctx, countOpen);
  return total;
}

// What was built is text, and its seal was written by the sealer.
function envelopeOf({ content, sha256, seal }: SyncPackageRow) {
  return { content, sha256, signature: seal as { keyId: string; algorithm: string; signature: string } };
}

const openStates = ['BUILT', 'HELD', 'REJECTED'] as const;

function firstOpen(db: Db): Promise<SyncPackageRow | undefined> {
  const open = db.selectFrom('syncPackage').selectAll().where('state', 'in', openStates);
  return open.orderBy('seq').limit(1).executeTakeFirst();
}

function packageOf(db: Db, seq: number): Promise<SyncPackageRow | undefined> {
  return db.selectFrom('syncPackage').selectAll().where('seq', '=', seq).executeTakeFirst();
}

async function countOpen(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('syncPackage')
    .select((one) => one.fn.countAll<number>().as('count'))
    .where('state', 'in', openStates)
    .executeTakeFirstOrThrow();
  return count;
}

interface Answered {
  readonly sent: SyncPackageRow;
  readonly answer: SyncAnswer;
}

/** Keeps what the node did with one package and with those that it had held. */
async function keepAnswer(kit: NodeKit, ctx: Context, answered: Answered): Promise<Pick<Sending, 'acked' | 'nacked'>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const ended = { acked: 0, nacked: 0 };
    await keepSending(work, answered);
    for (const one of appliedOf(answered)) {
      const state = await keepApplied(work, answered.answer, one);
      if (state === 'ACKED') ended.acked += 1;
      if (state === 'NACKED') ended.nacked += 1;
    }
    return ended;
  });
}

/** An ACK that applies nothing says that the node had this one. */
function appliedOf({ sent, answer }: Answered): SyncAnswer['applied'] {
  const repeated = answer.result === 'ACK' && answer.applied.length === 0;
  return repeated ? [{ seq: sent.seq, changes: 0 }] : answer.applied;
}

async function keepSending({ kit, ctx, unit }: NodeWork, { sent, answer }: Answered): Promise<void> {
  const now = kit.clock.wall();
  const whole = answer.result === 'HELD' || answer.result === 'REJECTED' ? { state: answer.result } : {};
  await unit.db
    .updateTable('syncPackage')
    .set((one) => ({ ...whole, sends: one('sends', '+', 1), sentAt: now, answeredAt: now, reason: answer.reason }))
    .set((one) => ({ version: one('version', '+', 1) }))
    .where('seq', '=', sent.seq)
    .execute();
  const { seq, recordCount: records, sha256, id: subject } = sent;
  const head = { subject, divisionCode: province, aggregateVersion: sent.version + 1 };
  unit.publish(gazetteerPackageSent, { ...head, data: { seq, records, sha256 } });
  const after = { seq, result: answer.result, refused: answer.records.length };
  unit.audit({ action: ctx.operationId, recordType: 'sync_package', recordId: subject, after });
}

/** The state that an applied package has now; undefined for one that was applied before. */
async function keepApplied(
  { kit, unit }: NodeWork,
  answer: SyncAnswer,
  { seq, changes }: SyncAnswer['applied'][number],
): Promise<'ACKED' | 'NACKED' | undefined> {
  const refused = answer.records.filter((record) => record.seq === seq);
  const state = refused.length === 0 ? 'ACKED' : 'NACKED';
  const row = await unit.db
    .updateTable('syncPackage')
    .set((one) => ({ state, changes, answeredAt: kit.clock.wall(), version: one('version', '+', 1) }))
    .where('seq', '=', seq)
    .where('state', 'in', openStates)
    .returning(['id', 'version'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  for (const { table, key, code } of refused) {
    await sql`
      insert into sync_conflict (id, seq, table_name, record_key, code, state, opened_at)
      values (${kit.newId()}, ${seq}, ${table}, ${key}, ${code}, 'OPEN', ${kit.clock.wall()}::timestamptz)
      on conflict (seq, table_name, record_key) do nothing`.execute(unit.db);
  }
  unit.publish(gazetteerPackageAcked, {
    subject: row.id,
    divisionCode: province,
    aggregateVersion: row.version,
    data: { seq, changes, refused: refused.length },
  });
  return state;
}
