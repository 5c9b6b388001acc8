import { createReadStream } from 'node:fs';

/** Whole lines of a file that are loaded in one transaction. */
export interface Chunk {
  /** Counts from 1. */
  readonly number: number;
  /** Number of its first line in the file, from 1. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** Where the next chunk begins. */
  readonly endByte: number;
  /** The lines with their line feeds; of a line that is too long only its beginning. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where a chunk begins. */
export type ChunkStart = Pick<Chunk, 'number' | 'firstLine'> & { readonly startByte: number };

/** Longest line in bytes; of a longer one only so many and one more are kept. */
export const longestLine = 65_536;

const lineFeed = 10;
const newline = Buffer.from('\n');

/** Reads a file from the start of a chunk to its end, at the pace of whoever takes the chunks. */
export async function* readChunks(path: string, start: ChunkStart, chunkBytes: number): AsyncGenerator<Chunk> {
  let { number, firstLine, startByte: endByte } = start;
  let parts: Buffer[] = [];
  let [lineCount, size, lineLength] = [0, 0, 0];

  function keep(piece: Buffer): void {
    const kept = piece.subarray(0, Math.max(0, longestLine + 1 - lineLength));
    if (kept.length > 0) parts.push(kept);
    size += kept.length;
    lineLength += piece.length;
    endByte += piece.length;
  }

  function cut(): Chunk {
    const chunk = { number, firstLine, lineCount, endByte, bytes: new Uint8Array(Buffer.concat(parts)) };
    number += 1;
    firstLine += lineCount;
    parts = [];
    [lineCount, size] = [0, 0];
    return chunk;
  }

  for await (const block of createReadStream(path, { start: endByte, highWaterMark: 1_048_576 })) {
    // A stream without an encoding gives buffers.
    const bytes = block as Buffer;
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
      keep(bytes.subarray(from, at));
      parts.push(newline);
      endByte += 1;
      lineCount += 1;
      lineLength = 0;
      from = at + 1;
      if (size >= chunkBytes) yield cut();
    }
    if (from < bytes.length) keep(bytes.subarray(from));
  }
  if (lineLength > 0) lineCount += 1;
  if (lineCount > 0) yield cut();
}
