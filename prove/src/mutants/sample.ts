import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@mz/population';
import { type MutatedModule, modules } from './modules.ts';

/** Modules of which the short profile takes one: their tests need nothing and take no time. */
const quick = ['money', 'calendar'] as const;
const windowLines = 25;

/** A part of one quick module, by the seed: a window of lines in each of its files. */
export function sampleOf(root: string, seed: number): { readonly name: string; readonly module: MutatedModule } {
  const random = createRandom(`mutants ${seed}`);
  const name = random.pick(quick);
  const module = modules[name];
  if (module === undefined) throw new Error(`there is no module ${name}`);
  const mutate = globSync([...module.mutate], { cwd: root })
    .sort()
    .map((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n').length;
      const from = random.int(1, Math.max(1, lines - windowLines));
      return `${file}:${from}-${from + windowLines - 1}`;
    });
  return { name, module: { ...module, mutate } };
}
