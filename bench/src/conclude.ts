import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome, Row } from './row.ts';

/** A run of a row that has ended. */
export interface Concluded {
  readonly name: string;
  readonly row: Row;
  readonly options: BenchOptions;
  readonly outcome: Outcome;
  /** Keep the ratio in the baseline if it is the best so far. */
  readonly accept: boolean;
}

const runsDir = fileURLToPath(new URL('../../.data/bench', import.meta.url));
const baselineFile = fileURLToPath(new URL('../baseline.json', import.meta.url));
const worseBy = 0.1;

/** Writes the JSON of a run, compares it with the baseline, and prints the last line. */
export function conclude(concluded: Concluded): void {
  const { name, row, options, outcome, accept } = concluded;
  const ratio = median(outcome.ratios);
  const file = writeRun(concluded, ratio);
  console.log(
    `  spread ${Math.min(...outcome.ratios).toFixed(2)} … ${Math.max(...outcome.ratios).toFixed(2)}, ${file}`,
  );
  compare({ name, row, ratio, accept });
  const said = outcome.said === undefined ? '' : ` ${outcome.said}`;
  console.log(`BENCH ${name} ratio=${ratio.toFixed(2)} aim=${row.aim} rounds=${outcome.ratios.length}${said}`);
  if (outcome.ratios.length < options.rounds) throw new Error(`${name} played fewer rounds than it was asked for`);
}

function writeRun({ name, row, options, outcome }: Concluded, ratio: number): string {
  mkdirSync(runsDir, { recursive: true });
  const at = new Date().toISOString();
  const file = join(runsDir, `${name}-${at.replaceAll(':', '')}.json`);
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? '',
    memoryMb: Math.round(totalmem() / 1_048_576),
    load: loadavg().map((load) => Number(load.toFixed(2))),
  };
  const { aim, as } = row;
  writeFileSync(
    file,
    `${JSON.stringify({ row: name, at, ratio, aim, as, options, machine, ...outcome }, undefined, 2)}\n`,
  );
  return file;
}

function compare({ name, row, ratio, accept }: Pick<Concluded, 'name' | 'row' | 'accept'> & { ratio: number }): void {
  const baseline = readBaseline();
  const best = baseline[name];
  const worse = best === undefined ? 0 : row.as === 'time' ? ratio / best - 1 : 1 - ratio / best;
  if (best !== undefined && worse > worseBy)
    console.log(`  WORSE ${name}: ${(worse * 100).toFixed(0)} % behind the best accepted ratio, ${best}`);
  if (!accept || (best !== undefined && worse >= 0)) return;
  const rounded = Number(ratio.toFixed(3));
  const sorted = Object.entries({ ...baseline, [name]: rounded }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(baselineFile, `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`);
  console.log(`  accepted as the best of ${name}: ${rounded}`);
}

function readBaseline(): Readonly<Record<string, number>> {
  return JSON.parse(readFileSync(baselineFile, 'utf8')) as Record<string, number>;
}
