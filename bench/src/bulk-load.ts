import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { loadDivisions, loadPersons, writePersons } from './persons-file.ts';
import { outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

/** In the order of their keys to others. */
const tables = ['person', 'person_key', 'person_fact', 'person_registration', 'load_batch', 'load_chunk'] as const;

interface Bench {
  readonly server: Server;
  readonly client: pg.Client;
  /** Readable and writable for the server, too. */
  readonly dir: string;
}

/** Persons of a file registered by load:persons, against the server's own COPY of the very same rows from a file. */
export async function benchBulkLoad({ households, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(['identity', 'place-names', 'people']);
  const dir = mkdtempSync(join(tmpdir(), 'mz-bulk-'));
  chmodSync(dir, 0o777);
  try {
    const client = await server.admin('people');
    await loadDivisions(server, client);
    for (const table of tables) await client.query(`create table peer_${table} (like ${table} including all)`);
    const turns: [Turn, Turn][] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const turn = await runRound({ server, client, dir }, { round, households });
      console.log(`  round ${round}: ours ${turn[0].ms.toFixed(0)} ms, peer ${turn[1].ms.toFixed(0)} ms`);
      turns.push(turn);
    }
    return outcomeOf(turns, 'speed');
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await server.stop();
  }
}

async function runRound(bench: Bench, size: { round: number; households: number }): Promise<[Turn, Turn]> {
  const { client, dir } = bench;
  const file = join(dir, 'persons.ndjson');
  const persons = await writePersons(file, { seed: `bulk ${size.round}`, households: size.households });
  for (const prefix of ['', 'peer_']) {
    await client.query(`truncate ${tables.map((table) => prefix + table).join(', ')} cascade`);
  }
  const ours = await measured(client, () => loadPersons(bench, file, `round-${size.round}`));
  const sums = await sumsOf(client, tables);
  if (sums['person rows'] !== persons) throw new Error(`${sums['person rows']} of ${persons} persons were loaded`);
  for (const table of tables) await client.query(`copy ${table} to '${join(dir, table)}'`);
  const peer = await measured(client, async () => {
    for (const table of tables) await client.query(`copy peer_${table} from '${join(dir, table)}'`);
  });
  const rate = Math.round((persons * 1_000) / ours.ms);
  console.log(`  ${persons} persons, ${(statSync(file).size / 1e6).toFixed(1)} MB: ${rate} persons/s by load:persons`);
  return [
    { ...ours, sums },
    { ...peer, sums: await sumsOf(client, tables, 'peer_') },
  ];
}

/** Neither side pays for the other's pages. */
export async function measured(client: pg.Client, run: () => Promise<void>): Promise<Omit<Turn, 'sums'>> {
  await client.query('checkpoint');
  const { ms, used } = await timed(async () => {
    await run();
    return {};
  });
  return { ms, used };
}

/** Rows of tables and a digest over them that does not depend on their order. */
export async function sumsOf(client: pg.Client, names: readonly string[], prefix = ''): Promise<Sums> {
  const sums: Record<string, number> = {};
  for (const table of names) {
    const { rows } = await client.query<{ count: number; digest: string }>(
      `select count(*)::int as count, coalesce(sum(('x' || left(md5(t::text), 8))::bit(32)::bigint), 0) as digest
       from ${prefix}${table} t`,
    );
    sums[`${table} rows`] = rows[0]?.count ?? 0;
    sums[`${table} digest`] = Number(rows[0]?.digest);
  }
  return sums;
}
