import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Transaction } from '@mz/db';
import type { Context, Kit, ServiceDefinition } from '@mz/service-kit';
import { finishBatch, openBatch, type Progress, progressOf, readOutputs } from './batches.ts';
import { readChunks } from './chunks.ts';
import { LoadError } from './errors.ts';
import { openKit } from './open-kit.ts';
import { type BadLine, type Counts, toLines } from './outcome.ts';
import { outputNames, prepareFolder, writeWhole } from './outputs.ts';
import { createMeter, type Meter } from './progress.ts';
import { runThreads } from './threads.ts';
import { createTurns } from './turns.ts';

/** What a service loads: its definition, the system job, the program of the threads and what it sends along. */
export interface LoadPlan<DB, C> {
  readonly what: string;
  readonly definition: ServiceDefinition<DB, C>;
  readonly job: string;
  readonly program: URL;
  readonly own: unknown;
  /** Where the file goes, where that is not the service as a whole: the same file into another place is another load. */
  readonly into?: string;
}

/** One run of a load. */
export interface LoadRequest {
  readonly file: string;
  readonly outDir: string;
  readonly batchId?: string;
  readonly dryRun: boolean;
  readonly threads: number;
  readonly chunkBytes: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  progress(line: string): void;
}

/** What a load has taken in all its runs. */
export interface LoadSummary {
  readonly batchId: string;
  readonly lines: number;
  readonly chunks: number;
  readonly counts: Counts;
}

/** Loads a file, or what is left of it. Throws LoadError before it begins and LoadStopped on the way: then run it again. */
export async function load<DB, C>(plan: LoadPlan<DB, C>, request: LoadRequest): Promise<LoadSummary> {
  const { file, outDir, env } = request;
  const { sha256, bytes } = await digestOf(file, plan.into);
  const batch = { id: request.batchId ?? sha256.slice(0, 32), sha256, bytes };
  prepareFolder(outDir);
  const { kit, close } = await openKit(plan.definition, env);
  const reach = within(kit, kit.system(plan.job));
  try {
    const start = request.dryRun ? nothing : await reach((db) => openBatch(db, batch, kit.clock.wall()));
    const meter = createMeter(plan.what, { start, bytes, progress: request.progress });
    const badLines = await loadRest(plan, request, { batchId: batch.id, start, meter });
    if (request.dryRun) {
      await writeWhole(outDir, outputNames.badLines, pieceOf(toLines(badLines)));
      return { batchId: batch.id, ...meter.total() };
    }
    const { chunks, lines, counts } = await reach((db) => progressOf(db, batch.id));
    for (const kind of ['refs', 'badLines'] as const) {
      await writeWhole(outDir, outputNames[kind], outputsOf(reach, { id: batch.id, chunks, kind }));
    }
    await reach((db) => finishBatch(db, batch.id, kit.clock.wall()));
    return { batchId: batch.id, chunks, lines, counts };
  } finally {
    await close();
  }
}

const nothing: Progress = { chunks: 0, lines: 0, endByte: 0, counts: { created: 0, found: 0, refused: 0 } };

type Reach = <T>(fn: (db: Transaction<unknown>) => Promise<T>) => Promise<T>;

/** The tables of a load are in no service's type here. */
function within<DB, C>(kit: Kit<DB, C>, ctx: Context): Reach {
  return (fn) => kit.write(ctx, (unit) => fn(unit.db as Transaction<unknown>));
}

interface Rest {
  readonly batchId: string;
  readonly start: Progress;
  readonly meter: Meter;
}

/** Answers the refused lines of a dry run, in the order of the file. */
async function loadRest<DB, C>(
  { program, own }: LoadPlan<DB, C>,
  { file, dryRun, threads, chunkBytes, env }: LoadRequest,
  { batchId, start, meter }: Rest,
): Promise<BadLine[]> {
  const first = start.chunks + 1;
  if (start.endByte >= meter.bytes) return [];
  const badLines = new Map<number, readonly BadLine[]>();
  await runThreads(
    {
      program,
      count: threads,
      data: { turns: createTurns(first), batchId, dryRun, env, own },
      onDone(answer) {
        badLines.set(answer.number, answer.badLines);
        meter.done(answer);
      },
    },
    meter.follow(readChunks(file, { number: first, firstLine: start.lines + 1, startByte: start.endByte }, chunkBytes)),
  );
  return [...badLines].sort(([a], [b]) => a - b).flatMap(([, lines]) => lines);
}

async function* outputsOf(
  reach: Reach,
  { id, chunks, kind }: { id: string; chunks: number; kind: 'refs' | 'badLines' },
): AsyncGenerator<Uint8Array> {
  for (let number = 1; number <= chunks; number += 1) {
    const outputs = await reach((db) => readOutputs(db, id, number));
    yield gunzipSync(outputs[kind]);
  }
}

async function* pieceOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function digestOf(file: string, into: string | undefined): Promise<{ sha256: string; bytes: number }> {
  try {
    const { size } = statSync(file);
    const hash = createHash('sha256');
    if (into !== undefined) hash.update(`${into}\n`);
    for await (const block of createReadStream(file, { highWaterMark: 1_048_576 })) hash.update(block as Buffer);
    return { sha256: hash.digest('hex'), bytes: size };
  } catch {
    throw new LoadError('FILE_UNREADABLE', '--file cannot be read');
  }
}
