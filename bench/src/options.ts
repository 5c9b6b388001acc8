import { parseArgs } from 'node:util';
import type { BenchOptions, Row } from './row.ts';

/** What was asked for: a list of the rows, or some rows to be measured. */
export type Asked =
  | { readonly kind: 'help' | 'list' }
  | {
      readonly kind: 'run';
      readonly names: readonly string[];
      readonly accept: boolean;
      optionsOf(row: Row): BenchOptions;
    };

const usual: BenchOptions = { households: 5_000, persons: 200_000, rounds: 5, requests: 6_000, connections: 32 };

/** The text of --help. */
export const help = `npm run bench -- <row> | all [--rounds N] [--households N] [--persons N] [--requests N] [--connections N] [--accept]
npm run bench -- --list

Starts a PostgreSQL, a queue and the services it needs, measures ours and its peer in turns on that one server, and ends
with BENCH <row> ratio=<median> aim=<n> rounds=<n>. The figures of a run stay below .data/bench. See bench/README.md.

  --list           the rows, their aims and what they measure
  --rounds N       rounds of ours and the peer (default ${usual.rounds})
  --households N   invented households, for the rows that have some
  --persons N      invented persons, for the rows that have some
  --requests N     calls of each side in a round (default ${usual.requests}), for the rows of rates
  --connections N  connections that ask at the same time (default ${usual.connections})
  --accept         bench/baseline.json takes the ratio if it is the best so far`;

/** What the words ask for, or undefined for words that are none. */
export function parseOptions(args: readonly string[], rows: Readonly<Record<string, Row>>): Asked | undefined {
  const words = parseWords(args);
  if (words === undefined) return undefined;
  const { values, positionals } = words;
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  const [name] = positionals;
  const names = name === 'all' ? Object.keys(rows) : name !== undefined && name in rows ? [name] : [];
  if (names.length === 0 || positionals.length !== 1) return undefined;
  const given = numbersOf(values);
  if (!Object.values(given).every((n) => Number.isInteger(n) && n > 0)) return undefined;
  const optionsOf = (row: Row): BenchOptions => ({ ...usual, ...row.defaults, ...given });
  return { kind: 'run', names, accept: values.accept ?? false, optionsOf };
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        list: { type: 'boolean' },
        accept: { type: 'boolean' },
        households: { type: 'string' },
        persons: { type: 'string' },
        rounds: { type: 'string' },
        requests: { type: 'string' },
        connections: { type: 'string' },
      },
    });
  } catch {
    return undefined;
  }
}

const counts = ['households', 'persons', 'rounds', 'requests', 'connections'] as const;

function numbersOf(values: Readonly<Record<string, unknown>>): Partial<Record<(typeof counts)[number], number>> {
  const given = counts.filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, Number(values[name])]));
}
