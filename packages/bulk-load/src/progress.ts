import type { Progress } from './batches.ts';
import type { Chunk } from './chunks.ts';
import type { Counts } from './outcome.ts';

/** Counts what is done and says it about once a second. */
export interface Meter {
  /** Bytes of the file. */
  readonly bytes: number;
  /** Hands chunks on and remembers where they end. */
  follow(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk>;
  done(chunk: { readonly number: number; readonly lineCount: number; readonly counts: Counts }): void;
  total(): { readonly chunks: number; readonly lines: number; readonly counts: Counts };
}

const everyMs = 1_000;

/** A meter that begins where an earlier run of the batch ended. */
export function createMeter(
  what: string,
  { start, bytes, progress }: { start: Progress; bytes: number; progress(line: string): void },
): Meter {
  const began = performance.now();
  const ends = new Map<number, number>();
  let { chunks, lines, endByte, counts } = start;
  let said = Number.NEGATIVE_INFINITY;

  function say(): void {
    const perSecond = Math.round(((lines - start.lines) * 1_000) / Math.max(1, performance.now() - began));
    const { created, found, refused } = counts;
    progress(
      `${what}: ${lines} lines (${created} new, ${found} found, ${refused} refused), ${endByte} of ${bytes} bytes, ${perSecond} lines/s`,
    );
  }

  if (start.chunks > 0) progress(`${what}: goes on after chunk ${start.chunks}, line ${start.lines}`);
  return {
    bytes,
    async *follow(source) {
      for await (const chunk of source) {
        ends.set(chunk.number, chunk.endByte);
        yield chunk;
      }
    },
    done({ number, lineCount, counts: { created, found, refused } }) {
      chunks += 1;
      lines += lineCount;
      endByte = Math.max(endByte, ends.get(number) ?? 0);
      ends.delete(number);
      counts = { created: counts.created + created, found: counts.found + found, refused: counts.refused + refused };
      if (performance.now() - said < everyMs && endByte < bytes) return;
      said = performance.now();
      say();
    },
    total: () => ({ chunks, lines, counts }),
  };
}
