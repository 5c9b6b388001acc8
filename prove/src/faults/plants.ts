import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { copyTree, root } from '../platform/tree-copy.ts';

/** A fault that is planted to see whether its proof finds it. */
interface Plant {
  readonly proof: string;
  readonly what: string;
  /** What the proof must name; another failure shows nothing. */
  readonly finds: RegExp;
}

/** The plants, each a patch in `prove/plants`, and the proof that must fail with it. */
export const plants: Readonly<Record<string, Plant>> = {
  'ack-before-commit': {
    proof: 'kill-before-publish',
    what: 'a command is answered before its transaction commits',
    finds: /commands made \d+ applications/,
  },
  'no-inbox': {
    proof: 'kill-before-publish',
    what: 'a consumer takes events without its inbox',
    finds: /events done in the consumer/,
  },
  'unlocked-relay': {
    proof: 'two-relays',
    what: 'the relay does not lock what it publishes',
    finds: /published twice/,
  },
  'skipped-audit-row': {
    proof: 'acknowledged-writes',
    what: 'one unit of work in twenty writes no audit row',
    finds: /audit rows .* missing/,
  },
  'no-shedding': {
    proof: 'overload',
    what: 'a saturated process takes every call',
    finds: /nothing was refused/,
  },
  'late-refusal': {
    proof: 'overload',
    what: 'a saturated process does what it then refuses',
    finds: /WRONG draft .* an effect/,
  },
  'sent-before-handed-over': {
    proof: 'kill-in-work',
    what: 'a bank file is marked as sent before the bank has it',
    finds: /has no F-/,
  },
};

/** How the proof runs on the spoiled copy. */
export interface PlantRun {
  readonly seed: number;
  readonly queue: string;
}

/** Spoils a copy of the work tree and runs the plant's proof on it; answers how many of its runs failed. */
export async function runPlant(name: string, { seed, queue }: PlantRun): Promise<number> {
  const plant = plants[name];
  if (plant === undefined) throw new Error(`there is no plant ${name}`);
  const copy = mkdtempSync(join(tmpdir(), 'mz-plant-'));
  try {
    copyTree(copy);
    await toEnd('git', ['apply', join(root, 'prove/plants', `${name}.patch`)], copy);
    const main = join(copy, 'prove/src/faults.ts');
    const options = [plant.proof, '--short', '--runs', '1', '--seed', String(seed), '--queue', queue];
    const said = await toEnd(process.execPath, [main, ...options], copy);
    const failed = /^PROVED \S+ runs=\d+ failed=(\d+)$/m.exec(said)?.[1];
    if (failed === undefined) throw new Error(`the proof ${plant.proof} did not end`);
    const found = said.split('\n').filter((line) => line.includes('FAILED'));
    if (found.length > 0 && !found.some((line) => plant.finds.test(line))) {
      throw new Error(`the proof ${plant.proof} failed for another reason than the plant`);
    }
    return Number(failed);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function toEnd(command: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      process.stdout.write(text);
    });
  }
  const [code] = await once(child, 'close');
  // A proof that failed ends with 1, and that is what is wanted.
  if (code !== 0 && code !== 1) throw new Error(`${basename(command)} ended with ${String(code)}: ${said.trim()}`);
  if (code === 1 && command === 'git') throw new Error(`the patch does not fit: ${said.trim()}`);
  return said;
}
