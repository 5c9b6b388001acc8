import { parseArgs } from 'node:util';
import { plants } from './plants.ts';
import type { ProofOptions } from './proof.ts';
import { proofs } from './proofs.ts';

/** What is to be proved. */
export interface Asked extends Pick<ProofOptions, 'short' | 'queue'> {
  /** A fault to plant; then no proof is named. */
  readonly plant: string | undefined;
  readonly names: readonly string[];
  readonly seed: number;
  /** Each proof's own number when undefined. */
  readonly runs: number | undefined;
}

/** What the command line asks for, a text to show, or what is wrong with it. */
export type ParsedLine = { readonly run: Asked } | { readonly text: string } | { readonly wrong: string };

const help = `npm run prove:faults -- <proof>|all [options]

Real processes, a PostgreSQL and a queue of their own; faults come from the seed alone. Each proof ends with
PROVED <proof> runs=<n> failed=<n>; the exit code is 0 when no run failed.

  --seed N        first seed, 1 unless told; a run that failed says how to repeat it
  --runs N        how many seeds; each proof has its own number
  --short         few cases, some minutes for all
  --queue KIND    redis (as usual) or postgres
  --plant NAME    instead of a proof: spoils a copy of the work tree and runs the proof that must find it;
                  the exit code is 0 when it did (failed > 0)
  --list          names the proofs, their promises and the plants
  --help          shows this`;

/** Reads the arguments behind `npm run prove:faults --`. */
export function parseCommandLine(args: string[]): ParsedLine {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        runs: { type: 'string' },
        short: { type: 'boolean', default: false },
        queue: { type: 'string', default: 'redis' },
        plant: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) return { text: help };
    if (values.list) return { text: listed() };
    const { plant } = values;
    if (plant !== undefined && !Object.hasOwn(plants, plant)) throw new Error(`there is no plant ${plant}`);
    const names = positionals.length === 1 && positionals[0] === 'all' ? Object.keys(proofs) : positionals;
    const unknown = names.find((name) => !Object.hasOwn(proofs, name));
    if (names.length === 0 && plant === undefined) throw new Error('no proof is named');
    if (unknown !== undefined) throw new Error(`there is no proof ${unknown}`);
    const { short } = values;
    const runs = values.runs === undefined ? undefined : wholeNumber('--runs', values.runs, 1);
    return {
      run: { names, seed: wholeNumber('--seed', values.seed, 0), runs, short, plant, queue: kindOf(values.queue) },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return { wrong: `${reason}; see npm run prove:faults -- --help` };
  }
}

function listed(): string {
  const proved = Object.entries(proofs).map(([name, { promise }]) => `${name.padEnd(22)} ${promise}`);
  const planted = Object.entries(plants).map(([name, { what, proof }]) => {
    return `--plant ${name.padEnd(18)} ${what}; found by ${proof}`;
  });
  return [...proved, ...planted].join('\n');
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`${option} is a whole number from ${least} up`);
  return value;
}

function kindOf(text: string): ProofOptions['queue'] {
  if (text === 'redis' || text === 'postgres') return text;
  throw new Error('--queue is redis or postgres');
}
