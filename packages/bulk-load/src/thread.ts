import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Copy, Transaction } from '@mz/db';
import type { Context, Kit, ServiceDefinition, Unit } from '@mz/service-kit';
import { saveChunk } from './batches.ts';
import type { Chunk } from './chunks.ts';
import { describe, type Failure } from './failure.ts';
import { type Line, readLines } from './lines.ts';
import { openKit } from './open-kit.ts';
import type { BadLine, Counts, Outcome } from './outcome.ts';
import { awaitTurn, passTurn, type Turns } from './turns.ts';

/** What a thread is started with; `own` is the service's. */
export interface ThreadData<T = unknown> {
  readonly turns: Turns;
  readonly batchId: string;
  readonly dryRun: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly own: T;
}

/** Lines that were checked, with their rows made, before any transaction is open. */
export interface Prepared {
  /** Lines that the check let pass. */
  readonly passed: number;
  readonly badLines: readonly BadLine[];
  /** Whether the chunk must see what the one before it committed. */
  readonly serial: boolean;
}

/** How a service takes a chunk, in the order of the functions; `stage`, `records` and `rest` share a transaction. */
export interface ChunkLoader<DB, P extends Prepared, S> {
  prepare(lines: readonly Line[]): P;
  /** Copies rows beside their tables; chunks of all threads do it at the same time. */
  stage(unit: Unit<DB>, copy: Copy, prepared: P): Promise<void>;
  /** Settles what is found and what is new and writes the new records, in the order of the chunks. */
  records(unit: Unit<DB>, prepared: P): Promise<S>;
  /** Writes what hangs on the records; the next chunk's records are under way. */
  rest(unit: Unit<DB>, prepared: P, settled: S): Promise<Outcome>;
}

/** What makes a loader: the kit of the thread, the context of the job, the batch, and what the service sent along. */
export interface LoaderSetting<DB, C, T> {
  readonly kit: Kit<DB, C>;
  readonly ctx: Context;
  readonly batchId: string;
  readonly own: T;
}

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly lineCount: number;
      readonly counts: Counts;
      readonly number: number;
      readonly badLines: readonly BadLine[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a service says to serve chunks in a thread. */
export interface ThreadService<DB, C, T, P extends Prepared, S> {
  readonly definition: ServiceDefinition<DB, C>;
  /** The system job of the written list under which it loads. */
  readonly job: string;
  loader(setting: LoaderSetting<DB, C, T>): Promise<ChunkLoader<DB, P, S>>;
}

/** Serves chunks until the main thread ends this one. */
export async function serveChunks<DB, C, T, P extends Prepared, S>(
  service: ThreadService<DB, C, T, P, S>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('chunks are served in a thread');
  // Parse border: the main thread starts this one with it.
  const data = workerData as ThreadData<T>;
  const answer = (said: ThreadAnswer): void => port.postMessage(said);
  try {
    const { kit } = await openKit(service.definition, data.env);
    const ctx = kit.system(service.job);
    const loader = await service.loader({ kit, ctx, batchId: data.batchId, own: data.own });
    port.on('message', (chunk: Chunk) => {
      loadChunk({ kit, ctx, loader, data }, chunk).then(answer, (error: unknown) =>
        answer({ kind: 'failed', failure: describe(error) }),
      );
    });
    answer({ kind: 'ready' });
  } catch (error) {
    answer({ kind: 'failed', failure: describe(error) });
  }
}

interface Serving<DB, C, P extends Prepared, S> {
  readonly kit: Kit<DB, C>;
  readonly ctx: Context;
  readonly loader: ChunkLoader<DB, P, S>;
  readonly data: ThreadData;
}

async function loadChunk<DB, C, P extends Prepared, S>(
  { kit, ctx, loader, data }: Serving<DB, C, P, S>,
  chunk: Chunk,
): Promise<ThreadAnswer> {
  const { number, lineCount } = chunk;
  const prepared = loader.prepare(readLines(chunk));
  if (data.dryRun) {
    const counts = { created: prepared.passed, found: 0, refused: prepared.badLines.length };
    return { kind: 'done', number, lineCount, counts, badLines: prepared.badLines };
  }
  const { turns, batchId } = data;
  const { created, found, refused } = await kit.bulk(ctx, async (unit, copy) => {
    await loader.stage(unit, copy, prepared);
    if (prepared.serial) await awaitTurn(turns, 'commit', number);
    await awaitTurn(turns, 'records', number);
    const settled = await loader.records(unit, prepared);
    passTurn(turns, 'records', number);
    const outcome = await loader.rest(unit, prepared, settled);
    await awaitTurn(turns, 'commit', number);
    const sha256 = createHash('sha256').update(chunk.bytes).digest('hex');
    // The tables of a load are in no service's type here.
    await saveChunk(unit.db as Transaction<unknown>, batchId, { chunk, sha256, outcome, now: kit.clock.wall() });
    const counts = { created: outcome.created, found: outcome.found, refused: outcome.refused };
    unit.audit({
      action: ctx.operationId,
      recordType: 'load_chunk',
      recordId: `${batchId}/${number}`,
      after: { sha256, lines: lineCount, ...counts },
    });
    return counts;
  });
  passTurn(turns, 'commit', number);
  return { kind: 'done', number, lineCount, counts: { created, found, refused }, badLines: [] };
}
