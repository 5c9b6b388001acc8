import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { type Person, streamHouseholds } from '@mz/population';
import type pg from 'pg';
import type { BenchOptions, Outcome } from './row.ts';
import { outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import { openServer, type Server } from './server.ts';

const program = fileURLToPath(new URL('../../services/people/src/cli/load-persons.ts', import.meta.url));
/** In the order of their keys to others. */
const tables = ['person', 'person_key', 'person_fact', 'person_registration', 'load_batch', 'load_chunk'] as const;
/** Villages of two counties that stood in 2014. */
const divisions = ['370102001001', '371721001201', '370102001002', '371721001202'];
const waitMs = 30_000;

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

/** The load needs the divisions that the service keeps; then the services are out of the way. */
async function loadDivisions(server: Server, client: pg.Client): Promise<void> {
  const services = await server.start(['identity', 'place-names', 'people']);
  const until = performance.now() + waitMs;
  for (;;) {
    const { rowCount } = await client.query('select from division_copy');
    if (rowCount === 1) break;
    if (performance.now() > until) throw new Error('people keeps no divisions');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const service of services.reverse()) await service.stop();
}

async function runRound(bench: Bench, size: { round: number; households: number }): Promise<[Turn, Turn]> {
  const { client, dir } = bench;
  const file = join(dir, 'persons.ndjson');
  const persons = await writeFile(file, size);
  for (const prefix of ['', 'peer_']) {
    await client.query(`truncate ${tables.map((table) => prefix + table).join(', ')} cascade`);
  }
  const ours = await measured(client, () => runLoader(bench, file, `round-${size.round}`));
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

async function writeFile(file: string, { round, households }: { round: number; households: number }): Promise<number> {
  let persons = 0;
  function* lines(): Generator<string> {
    for (const household of streamHouseholds(`bulk ${round}`, { households, divisions, onDay: '2014-01-01' })) {
      persons += household.members.length;
      yield household.members.map((person) => `${JSON.stringify(lineOf(person))}\n`).join('');
    }
  }
  await pipeline(Readable.from(lines(), { objectMode: true }), createWriteStream(file));
  return persons;
}

function lineOf(person: Person): object {
  const { ref, idNo, name, sex, birthDate, divisionCode, hukouKind, ethnicity, maritalStatus, address } = person;
  const register = {
    hukouDivision: divisionCode,
    hukouKind,
    residenceDivision: divisionCode,
    residenceAddress: address,
  };
  return { ref, idType: 'RESIDENT_ID', idNo, name, sex, birthDate, ...register, ethnicity, maritalStatus };
}

async function runLoader({ server, dir }: Bench, file: string, batchId: string): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    NODE_OPTIONS: process.env.LOAD_NODE_OPTIONS ?? '',
    // As npm run load:… sets it.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    PEOPLE_DATABASE_URL: server.surroundings.databases.get('people')?.appUrl,
    KEYS_DIR: join(server.dataDir, 'keys'),
  };
  const words = ['--file', file, '--out-dir', join(dir, 'out'), '--batch-id', batchId];
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += String(piece);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`load:persons ended with ${code}: ${said.slice(-500)}`);
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
