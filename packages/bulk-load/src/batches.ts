import { gzipSync } from 'node:zlib';
import type { Transaction } from '@mz/db';
import { sql } from 'kysely';
import type { Chunk } from './chunks.ts';
import { LoadError } from './errors.ts';
import { type Counts, type Outcome, toLines } from './outcome.ts';

// Every service that loads has these two tables; their rows are in no service's type here.
type Db = Transaction<unknown>;

/** A file under a name. */
export interface Batch {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** How far a batch has come. */
export interface Progress {
  readonly chunks: number;
  readonly lines: number;
  readonly endByte: number;
  readonly counts: Counts;
}

const lockSpace = 7_203_230;

/** Opens a batch or finds it again; throws LoadError BATCH_OF_ANOTHER_FILE. Waits for chunks of a process that was killed. */
export async function openBatch(db: Db, { id, sha256, bytes }: Batch, now: Date): Promise<Progress> {
  await sql`select pg_advisory_xact_lock(${lockSpace}, hashtext(${id}))`.execute(db);
  await sql`insert into load_batch (id, file_sha256, file_bytes, started_at) values (${id}, ${sha256}, ${bytes}, ${now})
    on conflict do nothing`.execute(db);
  const { rows } = await sql<{ sha256: string }>`select file_sha256 as sha256 from load_batch where id = ${id}`.execute(
    db,
  );
  if (rows[0]?.sha256 !== sha256) {
    throw new LoadError(
      'BATCH_OF_ANOTHER_FILE',
      `batch ${id} was begun with another file: give the same file or another --batch-id`,
    );
  }
  return progressOf(db, id);
}

/** What of a batch has been committed. */
export async function progressOf(db: Db, id: string): Promise<Progress> {
  const { rows } = await sql<{ chunks: number; lines: number; endByte: number } & Counts>`
    select count(*)::int as chunks, coalesce(sum(line_count), 0)::int as lines,
      coalesce(max(end_byte), 0)::bigint as end_byte, coalesce(sum(created), 0)::int as created,
      coalesce(sum(found), 0)::int as found, coalesce(sum(refused), 0)::int as refused
    from load_chunk where batch_id = ${id}`.execute(db);
  const { chunks = 0, lines = 0, endByte = 0, created = 0, found = 0, refused = 0 } = rows[0] ?? {};
  return { chunks, lines, endByte, counts: { created, found, refused } };
}

/** Notes a chunk in its own transaction. */
export async function saveChunk(
  db: Db,
  batchId: string,
  { chunk, sha256, outcome, now }: { chunk: Chunk; sha256: string; outcome: Outcome; now: Date },
): Promise<void> {
  const { created, found, refused, refs, badLines } = outcome;
  await sql`select pg_advisory_xact_lock_shared(${lockSpace}, hashtext(${batchId}))`.execute(db);
  await sql`insert into load_chunk
      (batch_id, number, first_line, line_count, end_byte, sha256, created, found, refused, refs, bad_lines, loaded_at)
    values (${batchId}, ${chunk.number}, ${chunk.firstLine}, ${chunk.lineCount}, ${chunk.endByte}, ${sha256}, ${created},
      ${found}, ${refused}, ${packed(refs)}, ${packed(badLines)}, ${now})`.execute(db);
}

/** The output of one chunk, still packed. */
export async function readOutputs(db: Db, id: string, number: number): Promise<{ refs: Buffer; badLines: Buffer }> {
  const { rows } = await sql<{ refs: Buffer; badLines: Buffer }>`
    select refs, bad_lines from load_chunk where batch_id = ${id} and number = ${number}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`chunk ${number} of batch ${id} is gone`);
  return row;
}

/** Notes the end of a batch. */
export async function finishBatch(db: Db, id: string, now: Date): Promise<void> {
  await sql`update load_batch set finished_at = coalesce(finished_at, ${now}) where id = ${id}`.execute(db);
}

function packed(objects: readonly object[]): Buffer {
  return gzipSync(toLines(objects), { level: 1 });
}
