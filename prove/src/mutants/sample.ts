import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@mz/population';
import type { MutatedModule } from './modules.ts';

/** What a sample is drawn from, and how much of it. */
export interface Sampling {
  /** Folder of the repository. */
  readonly root: string;
  readonly seed: number;
  /** Share of the lines, in percent. */
  readonly percent: number;
}

const windowLines = 12;

/** A part of a module, by the seed: windows of lines of its files. What reaches over the edge of a window is left out. */
export function sampleOf(module: MutatedModule, { root, seed, percent }: Sampling): MutatedModule {
  const random = createRandom(`mutants ${seed}`);
  const windows = filesOf(module, root).flatMap((file) => windowsOf(root, file));
  const chosen = windows.filter(() => random.chance(percent));
  return { ...module, mutate: chosen.length === 0 ? [random.pick(windows)] : chosen };
}

/** The files of a module, as paths from the root. */
export function filesOf({ mutate }: Pick<MutatedModule, 'mutate'>, root: string): string[] {
  const left = mutate.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const taken = mutate.filter((pattern) => !pattern.startsWith('!'));
  return globSync(taken, { cwd: root, exclude: left }).sort();
}

function windowsOf(root: string, file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n').length;
  return Array.from({ length: Math.ceil(lines / windowLines) }, (_, index) => {
    const from = index * windowLines + 1;
    return `${file}:${from}-${from + windowLines - 1}`;
  });
}
