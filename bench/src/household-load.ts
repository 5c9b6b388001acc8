import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { measured, sumsOf } from './bulk-load.ts';
import { type Enrolled, streamEnrolled } from './enrolled.ts';
import { outcomeOf, type Turn } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const program = fileURLToPath(new URL('../../services/social-assistance/src/cli/load-households.ts', import.meta.url));
/** In the order of their keys to others. */
const tables = [
  ...['application', 'household', 'household_member', 'active_membership', 'declaration', 'application_step'],
  ...['decision', 'enrolment', 'assessment', 'outbox', 'outbox_delivery', 'load_batch', 'load_chunk'],
];
/** Villages of two counties that stood in 2014. */
const divisions = ['370102001001', '371721001201'];
const services = ['identity', 'place-names', 'social-assistance'] as const;

interface Bench {
  readonly server: Server;
  readonly client: pg.Client;
  /** Readable and writable for the server, too. */
  readonly dir: string;
}

/** Households of a file decided and taken over by load:households, against the server's own COPY of the very same rows. */
export async function benchHouseholdLoad({ households, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  const dir = mkdtempSync(join(tmpdir(), 'mz-households-'));
  chmodSync(dir, 0o777);
  try {
    // The load needs the divisions that the service keeps; then the services are out of the way.
    for (const service of (await server.start(services)).reverse()) await service.stop();
    const client = await server.admin('social-assistance');
    for (const table of tables) await client.query(`create table peer_${table} (like ${table} including all)`);
    await writeFiles(dir, households);
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

async function runRound(
  bench: Bench,
  { round, households }: { round: number; households: number },
): Promise<[Turn, Turn]> {
  const { client, dir } = bench;
  for (const prefix of ['', 'peer_']) {
    await client.query(`truncate ${tables.map((table) => prefix + table).join(', ')} cascade`);
  }
  const ours = await measured(client, () => runLoader(bench, `round-${round}`));
  const sums = await sumsOf(client, tables);
  if (sums['enrolment rows'] !== households)
    throw new Error(`${sums['enrolment rows']} of ${households} were taken over`);
  for (const table of tables) await client.query(`copy ${table} to '${join(dir, table)}'`);
  const peer = await measured(client, async () => {
    for (const table of tables) await client.query(`copy peer_${table} from '${join(dir, table)}'`);
  });
  console.log(`  ${Math.round((households * 1_000) / ours.ms)} households/s by load:households`);
  return [
    { ...ours, sums },
    { ...peer, sums: await sumsOf(client, tables, 'peer_') },
  ];
}

async function writeFiles(dir: string, households: number): Promise<void> {
  const stream = () => streamEnrolled('takeover', { households, divisions });
  const files = [
    ['households.ndjson', lineOf],
    ['refs.ndjson', refsOf],
  ] as const;
  for (const [name, textOf] of files) {
    const lines = Readable.from(stream().map(textOf), { objectMode: true });
    await pipeline(lines, createWriteStream(join(dir, name)));
  }
}

function refsOf({ personIds }: Enrolled): string {
  return personIds.map((personId) => `${JSON.stringify({ ref: refOf(personId), personId })}\n`).join('');
}

function lineOf({ index, facts }: Enrolled): string {
  const { programme, divisionCode, decidedOn } = facts;
  const named = <T extends { readonly personId: string }>({ personId, ...rest }: T) => ({
    ref: refOf(personId),
    ...rest,
  });
  const line = {
    ref: `H${index}`,
    ...{ programme, divisionCode, decidedOn, fromMonth: '2014-02' },
    members: facts.members.map(named),
    incomes: facts.incomes.map((income) => ({ ...named(income), provenance: 'DECLARED' })),
    assets: [],
  };
  return `${JSON.stringify(line)}\n`;
}

/** No reference looks like an identity number. */
function refOf(personId: string): string {
  return `P${personId.slice(-8)}`;
}

async function runLoader({ server, dir }: Bench, batchId: string): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    NODE_OPTIONS: process.env.LOAD_NODE_OPTIONS ?? '',
    // As npm run load:… sets it.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    SOCIAL_ASSISTANCE_DATABASE_URL: server.surroundings.databases.get('social-assistance')?.appUrl,
    KEYS_DIR: join(server.dataDir, 'keys'),
  };
  const files = [
    '--file',
    join(dir, 'households.ndjson'),
    '--refs',
    join(dir, 'refs.ndjson'),
    '--out-dir',
    join(dir, 'out'),
  ];
  const words = [...files, '--author', 'bench-clerk', '--approver', 'bench-head', '--batch-id', batchId];
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += String(piece);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`load:households ended with ${code}: ${said.slice(-500)}`);
}
