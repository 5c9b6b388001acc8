import { cpSync, rmSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DevStackError } from './errors.ts';

const nothingLeft = 1_048_576;

/** Copies a folder whole or leaves nothing of it; throws DISK_FULL where the copy itself only knows an input/output error. */
export function copyTree(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    const { bavail, bsize } = statfsSync(dirname(to));
    rmSync(to, { recursive: true, force: true });
    if (bavail * bsize > nothingLeft) throw error;
    throw new DevStackError('DISK_FULL', `The disk is full: free some space and start again (${dirname(to)}).`, {
      cause: error,
    });
  }
}
