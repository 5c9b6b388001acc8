import { parseArgs } from 'node:util';

/** The rows of this bench. */
export const rowNames = ['payment-run', 'sweep', 'bulk-load', 'household-load'] as const;
export type RowName = (typeof rowNames)[number];

/** What to measure and how much of it. */
export interface BenchOptions {
  readonly row: RowName;
  readonly households: number;
  readonly rounds: number;
}

const defaults: Readonly<Record<RowName, number>> = {
  'payment-run': 4_000,
  sweep: 100_000,
  'bulk-load': 20_000,
  'household-load': 5_000,
};

/** The text of --help. */
export const help = `npm run bench -- <${rowNames.join(' | ')}> [--households N] [--rounds N]

Starts a PostgreSQL, a queue and the services it needs, measures ours and its peer in turns on that one server, and ends
with BENCH <row> ratio=<median> aim=<n> rounds=<n>. See bench/README.md.

  --households N  invented households (default: ${rowNames.map((name) => `${name} ${defaults[name]}`).join(', ')})
  --rounds N      rounds of ours and the peer (default 5)`;

/** The options, or undefined for words that are none. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { households: { type: 'string' }, rounds: { type: 'string', default: '5' } },
    });
    const row = rowNames.find((name) => name === positionals[0]);
    if (row === undefined || positionals.length !== 1) return undefined;
    const [households, rounds] = [Number(values.households ?? defaults[row]), Number(values.rounds)];
    return [households, rounds].every((n) => Number.isInteger(n) && n > 0) ? { row, households, rounds } : undefined;
  } catch {
    return undefined;
  }
}
