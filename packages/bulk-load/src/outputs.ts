import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LoadError } from './errors.ts';

/** The files of a load: what was taken, and what was refused. */
export const outputNames = { refs: 'refs.ndjson', badLines: 'bad-lines.ndjson' } as const;

/** Makes the folder of the outputs. */
export function prepareFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch {
    throw new LoadError('OUT_DIR_UNUSABLE', '--out-dir cannot be made or is no folder');
  }
}

/** Writes a file beside its place and moves it there: it appears whole or not at all. */
export async function writeWhole(dir: string, name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const draft = join(dir, `${name}.part`);
  const file = openSync(draft, 'w');
  try {
    for await (const piece of pieces) writeAll(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, join(dir, name));
}

function writeAll(file: number, piece: Uint8Array): void {
  for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written);
}
