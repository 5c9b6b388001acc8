import { createHash } from 'node:crypto';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault } from '../dispatch/index.ts';
import { recordMessage } from '../exchange/index.ts';
import type { FileChannel } from './channel.ts';
import { type AnswerTaker, receiveFile } from './incoming.ts';
import { openChannel } from './open-channel.ts';
import { type FileHead, listAccepted, listFiles, readBody } from './queries.ts';

/** How agencies are reached, and who takes the answers to files that are no questions of requests. */
export interface Partners {
  readonly exchange: AgencyExchange;
  readonly taker: AnswerTaker;
}

interface Way {
  readonly agencyCode: string;
  readonly route: string;
}

/** Hands over what is sealed and fetches what agencies have ready; an agency that is away is asked again next time. */
export async function exchangeFiles(kit: AppKit, ctx: Context, partners: Partners): Promise<{ done: number }> {
  const [sealed, sent] = await kit.read(ctx, (db) => Promise.all([listFiles(db, 'SEALED'), listFiles(db, 'SENT')]));
  const files = Map.groupBy([...sealed, ...sent], ({ agencyCode, route }) => `${agencyCode}/${route}`);
  let done = 0;
  for (const [, own] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    const [first] = own;
    if (first !== undefined) done += await exchangeWith(kit, ctx, partners, { way: first, files: own });
  }
  return { done };
}

async function exchangeWith(
  kit: AppKit,
  ctx: Context,
  partners: Partners,
  { way, files }: { readonly way: Way; readonly files: readonly FileHead[] },
): Promise<number> {
  const channel = await unlessAway(kit, way, () => openChannel(kit, partners.exchange, way));
  if (channel === undefined) return 0;
  let done = 0;
  try {
    for (const file of files.filter(({ state }) => state === 'SEALED')) {
      if (await unlessAway(kit, way, () => deliver(kit, ctx, channel, file))) done += 1;
    }
    const fetched = await unlessAway(kit, way, () => fetchAnswers({ kit, ctx, partners, channel }, way));
    return done + (fetched ?? 0);
  } finally {
    await channel.close();
  }
}

async function unlessAway<T>(kit: AppKit, { agencyCode, route }: Way, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AgencyFault)) throw error;
    const { kind, cause } = error;
    const reason = cause instanceof Error ? cause.message : undefined;
    kit.log.warn({ agencyCode, route, fault: kind, reason }, 'the agency takes or gives no files now');
    return undefined;
  }
}

/** The same bytes under the same number, however often it is tried. */
async function deliver(kit: AppKit, ctx: Context, channel: FileChannel, file: FileHead): Promise<boolean> {
  // An authorization may have been taken back since the list was read: its file is withdrawn.
  const sealed = await kit.read(ctx, (db) => listFiles(db, 'SEALED'));
  if (!sealed.some(({ id }) => id === file.id)) return false;
  const body = await kit.read(ctx, (db) => readBody(db, file.id));
  await channel.deliver(file.fileNo, body);
  await kit.write(ctx, async (unit) => {
    await unit.db
      .updateTable('exchangeFile')
      .set((eb) => ({ state: 'SENT', deliveredAt: kit.clock.wall(), version: eb('version', '+', 1) }))
      .where('id', '=', file.id)
      .where('state', '=', 'SEALED')
      .execute();
    const { agencyCode: partnerCode, fileNo: ref, route } = file;
    // What left over the signed exchange stands in the ledger already.
    if (route !== 'HTTP') recordMessage(unit, { partnerCode, direction: 'OUT', kind: 'FILE', ref, body });
    const after = { fileNo: ref, route };
    unit.audit({ action: 'files.deliver', recordType: 'exchange_file', recordId: file.id, after });
  });
  return true;
}

interface Fetching {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly partners: Partners;
  readonly channel: FileChannel;
}

async function fetchAnswers({ kit, ctx, partners, channel }: Fetching, { agencyCode, route }: Way): Promise<number> {
  const ready = await channel.list();
  const numbers = ready.map(({ fileNo }) => fileNo);
  const seen = await kit.read(ctx, (db) => listAccepted(db, numbers));
  let done = 0;
  for (const { fileNo, sha256 } of ready) {
    if (sha256 !== undefined && seen.has(`${fileNo} ${sha256}`)) continue;
    const body = await channel.fetch(fileNo);
    const offered = { fileNo, sha256: sha256 ?? hashOf(body ?? ''), body: body ?? '', agencyCode, route };
    const result = await receiveFile(kit, ctx, partners, offered);
    await channel.finish(fileNo, body);
    if (!result.ok && result.first)
      kit.log.warn({ agencyCode, fileNo, code: result.code }, 'an answer file was refused');
    if (result.ok || result.first) done += 1;
  }
  return done;
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
