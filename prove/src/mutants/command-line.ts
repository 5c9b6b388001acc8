import { parseArgs } from 'node:util';
import { modules } from './modules.ts';
import { aimPercent } from './verdict.ts';

/** What is to be proved. */
export interface Asked {
  readonly names: readonly string[];
  /** Share of the lines whose mutants are tried. */
  readonly percent: number;
  /** Only files whose path has this text. */
  readonly only: string;
  readonly seed: number;
  readonly concurrency: number;
}

/** What the command line asks for, a text to show, or what is wrong with it. */
export type ParsedLine = { readonly run: Asked } | { readonly text: string } | { readonly wrong: string };

/** Of the lines of money: some forty mutants. */
const shortPercent = 20;

const help = `npm run prove:mutants -- <module>|all [options]

Tests of tests: the code of a module is changed in one place at a time, in a copy of the work tree, and its tests must
notice. Lists the changes that no test noticed, but for those known to change nothing; each module ends with
PROVED mutants-<module> runs=<mutants tried> failed=<survivors beyond ${100 - aimPercent}%>; the exit code is 0 when none failed.

  --sample P        only P percent of the lines, chosen by the seed
  --only TEXT       only files whose path has this text
  --seed N          seed of a sample, 1 unless told
  --short           instead of modules: a sample of money, below a minute
  --concurrency N   mutants at once, 1 unless told
  --list            names the modules
  --help            shows this`;

/** Reads the arguments behind `npm run prove:mutants --`. */
export function parseCommandLine(args: string[]): ParsedLine {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        short: { type: 'boolean', default: false },
        sample: { type: 'string', default: '100' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string', default: '' },
        concurrency: { type: 'string', default: '1' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) return { text: help };
    if (values.list) return { text: listed() };
    const { short } = values;
    const percent = short ? shortPercent : wholeNumber(values.sample, 1);
    return { run: { ...askedOf(values), names: short ? ['money'] : namesOf(positionals), percent } };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return { wrong: `${reason}; see npm run prove:mutants -- --help` };
  }
}

function askedOf(values: {
  seed: string;
  only: string;
  concurrency: string;
}): Pick<Asked, 'seed' | 'only' | 'concurrency'> {
  const { seed, only, concurrency } = values;
  return { seed: wholeNumber(seed, 0), only, concurrency: wholeNumber(concurrency, 1) };
}

function namesOf(positionals: readonly string[]): readonly string[] {
  const names = positionals.join() === 'all' ? Object.keys(modules) : positionals;
  const unknown = names.find((name) => !Object.hasOwn(modules, name));
  if (unknown !== undefined) throw new Error(`there is no module ${unknown}`);
  if (names.length === 0) throw new Error('no module is named');
  return names;
}

function listed(): string {
  return Object.entries(modules)
    .map(([name, { what }]) => `${name.padEnd(16)} ${what}`)
    .join('\n');
}

function wholeNumber(text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`${text} is no whole number from ${least} up`);
  return value;
}
