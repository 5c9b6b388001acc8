import { createHash } from 'node:crypto';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type AgencyExchange, AgencyFault, tellFileContact } from '../dispatch/index.ts';
import { recordMessage } from '../exchange/index.ts';
import { inLanes } from '../lanes.ts';
import type { FileChannel, Ready } from './channel.ts';
import { type AnswerTaker, receiveFile } from './incoming.ts';
import { openChannel } from './open-channel.ts';
import { countRows, type FileHead, listAccepted, listFiles, readBody } from './queries.ts';
import { answeredFileNo, largestAnswerBytes } from './rules.ts';

/** How agencies are reached, and who takes the answers to files that are no questions of requests. */
export interface Partners {
  readonly exchange: AgencyExchange;
  readonly taker: AnswerTaker;
}

interface Way {
  readonly agencyCode: string;
  readonly route: string;
}

/** Agencies at a time: a silent one keeps few others waiting, and few files are in memory. */
const lanes = 4;
/** Faults in a row after which an agency is left alone until the next time. */
const mostFaults = 3;

/** Hands over what is sealed and fetches what agencies have ready; an agency that is away is asked again next time. */
export async function exchangeFiles(kit: AppKit, ctx: Context, partners: Partners): Promise<{ done: number }> {
  const [sealed, sent] = await kit.read(ctx, (db) => Promise.all([listFiles(db, 'SEALED'), listFiles(db, 'SENT')]));
  const files = Map.groupBy([...sealed, ...sent], ({ agencyCode, route }) => `${agencyCode}/${route}`);
  const ways = [...files].sort(([a], [b]) => a.localeCompare(b)).map(([, own]) => own);
  return inLanes(ways, lanes, (own) => exchangeWith(kit, ctx, partners, own));
}

async function exchangeWith(
  kit: AppKit,
  ctx: Context,
  partners: Partners,
  files: readonly FileHead[],
): Promise<number> {
  const [way] = files;
  if (way === undefined) return 0;
  const patience = patienceWith(kit, way);
  const channel = await patience.attempt(() => openChannel(kit, partners.exchange, way));
  let done = 0;
  if (channel !== undefined) {
    try {
      const exchanging = { kit, ctx, partners, channel, patience };
      for (const file of files.filter(({ state }) => state === 'SEALED')) {
        if (await patience.attempt(() => deliver(exchanging, file))) done += 1;
      }
      done += await fetchAnswers(exchanging, way);
    } finally {
      await channel.close();
    }
  }
  await tellFileContact(kit, ctx, way.agencyCode, patience.isReached());
  return done;
}

/** How long it is gone on with an agency that is away. */
interface Patience {
  /** Undefined when the agency is away, or is left alone already. */
  attempt<T>(act: () => Promise<T>): Promise<T | undefined>;
  /** Notes that the agency took a file or said what it has. */
  reach(): void;
  isReached(): boolean;
}

function patienceWith(kit: AppKit, { agencyCode, route }: Way): Patience {
  let faults = 0;
  let reached = false;
  return {
    async attempt(act) {
      if (faults >= mostFaults) return undefined;
      try {
        const value = await act();
        faults = 0;
        return value;
      } catch (error) {
        if (!(error instanceof AgencyFault)) throw error;
        const { kind, cause } = error;
        // One silence has cost the whole term.
        faults = kind === 'TIMEOUT' ? mostFaults : faults + 1;
        const reason = cause instanceof Error ? cause.message : undefined;
        kit.log.warn({ agencyCode, route, fault: kind, reason }, 'the agency takes or gives no files now');
        return undefined;
      }
    },
    isReached: () => reached,
    reach: () => {
      reached = true;
    },
  };
}

interface Exchanging {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly partners: Partners;
  readonly channel: FileChannel;
  readonly patience: Patience;
}

/** The same bytes under the same number, however often it is tried. */
async function deliver({ kit, ctx, channel, patience }: Exchanging, file: FileHead): Promise<boolean> {
  // An authorization may have been taken back since the list was read: its file is withdrawn.
  const sealed = await kit.read(ctx, (db) => listFiles(db, 'SEALED'));
  if (!sealed.some(({ id }) => id === file.id)) return false;
  const body = await kit.read(ctx, (db) => readBody(db, file.id));
  await channel.deliver(file.fileNo, body);
  patience.reach();
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

/** Takes what is ready, file by file: one that cannot be fetched keeps none of the others back. */
async function fetchAnswers(exchanging: Exchanging, way: Way): Promise<number> {
  const { kit, ctx, channel, patience } = exchanging;
  const ready = await patience.attempt(() => channel.list());
  if (ready === undefined) return 0;
  patience.reach();
  const numbers = ready.map(({ fileNo }) => fileNo);
  const [seen, rows] = await kit.read(ctx, (db) =>
    Promise.all([listAccepted(db, numbers), countRows(db, numbers.map(answeredFileNo))]),
  );
  let done = 0;
  for (const one of ready) {
    if (one.sha256 !== undefined && seen.has(`${one.fileNo} ${one.sha256}`)) continue;
    const largestBytes = largestAnswerBytes(rows.get(answeredFileNo(one.fileNo)) ?? 0);
    if (await patience.attempt(() => take(exchanging, way, { ...one, largestBytes }))) done += 1;
  }
  return done;
}

/** Fetches and records one file; whether that was news. */
async function take(
  { kit, ctx, partners, channel }: Exchanging,
  { agencyCode, route }: Way,
  { fileNo, sha256, largestBytes }: Ready & { readonly largestBytes: number },
): Promise<boolean> {
  const body = await channel.fetch(fileNo, largestBytes);
  const offered = { fileNo, sha256: sha256 ?? hashOf(body ?? ''), body: body ?? '', agencyCode, route };
  const result = await receiveFile(kit, ctx, partners, offered);
  await channel.finish(fileNo, body);
  if (!result.ok && result.first) kit.log.warn({ agencyCode, fileNo, code: result.code }, 'an answer file was refused');
  return result.ok || result.first;
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
