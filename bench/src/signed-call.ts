import { type ChildProcess, fork, spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { currentSigner, fileKeyProvider } from '@mz/crypto';
import type pg from 'pg';
import { databaseSeconds } from './processor.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const probe = fileURLToPath(new URL('../../services/income-verification/src/cli/probe-agency.ts', import.meta.url));
const bare = fileURLToPath(new URL('peers/bare-signed.ts', import.meta.url));
const waitMs = 30_000;

/** What a run of calls took. */
interface Took {
  readonly ms: number;
  readonly cpuMs: number;
  readonly databaseMs: number;
}

interface Bench {
  readonly server: Server;
  readonly url: string;
  /** The platform's key, by which both sides sign, and that of the agency. */
  readonly platform: KeyObject;
  readonly agency: KeyObject;
  readonly agencyJwk: string;
}

/**
 * Signed calls to an agency by `probe-agency` as a process: signed by RFC 9421, sent, verified, and request and answer durable in
 * the ledger; against bare undici with Ed25519. One bare server answers both.
 */
export async function benchSignedCall(options: BenchOptions): Promise<Outcome> {
  const server = await openServer(['identity', 'place-names', 'income-verification']);
  let other: ChildProcess | undefined;
  try {
    const client = await server.admin('income-verification');
    await loadDivisions(server, client);
    const keys = fileKeyProvider({ dir: join(server.dataDir, 'keys'), create: true });
    const { privateKey: platform, publicKey } = currentSigner(keys, 'signing/income-verification');
    const pair = generateKeyPairSync('ed25519');
    const env = { ...process.env, CALLER_KEY: spki(publicKey), OWN_KEY: pkcs8(pair.privateKey) };
    other = fork(fileURLToPath(new URL('peers/signed-server.ts', import.meta.url)), { env });
    const [{ url }] = await once(other, 'message');
    const agencyJwk = JSON.stringify([{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'Ed25519' }]);
    const bench = { server, url, platform, agency: pair.publicKey, agencyJwk };
    return await play(bench, client, options);
  } finally {
    other?.disconnect();
    await server.stop();
  }
}

async function play(bench: Bench, client: pg.Client, options: BenchOptions): Promise<Outcome> {
  const turns: { ours: Took; peer: Took }[] = [];
  for (let round = 0; round <= options.rounds; round += 1) {
    const before = await countMessages(client);
    const first = round % 2 === 1 ? await ours(bench, options) : await theirs(bench, options);
    const second = round % 2 === 1 ? await theirs(bench, options) : await ours(bench, options);
    const turn = round % 2 === 1 ? { ours: first, peer: second } : { ours: second, peer: first };
    const written = (await countMessages(client)) - before;
    if (written !== options.requests * 2) throw new Error(`${written} messages stand in the ledger`);
    say(round, turn, options.requests);
    if (round > 0) turns.push(turn);
  }
  const cost = ({ cpuMs, databaseMs }: Took): number => cpuMs + databaseMs;
  const byProcessor = median(turns.map((turn) => cost(turn.ours) / cost(turn.peer)));
  console.log(`  by processor time instead of the clock: ${byProcessor.toFixed(2)}`);
  return {
    ratios: turns.map((turn) => turn.ours.ms / turn.peer.ms),
    figures: { turns, byProcessor },
    said: `by_processor=${byProcessor.toFixed(2)}`,
  };
}

function say(round: number, turn: { ours: Took; peer: Took }, calls: number): void {
  const each = ({ ms, cpuMs, databaseMs }: Took): string => {
    const us = (value: number): string => ((value * 1_000) / calls).toFixed(0);
    return `${us(ms)} µs a call (process ${us(cpuMs)} + database ${us(databaseMs)} µs)`;
  };
  console.log(`  ${round === 0 ? 'warm-up' : `round ${round}`}: ours ${each(turn.ours)}, peer ${each(turn.peer)}`);
}

function ours({ server, url, agencyJwk }: Bench, options: BenchOptions): Promise<Took> {
  const words = ['--agency', 'TAX', '--calls', String(options.requests), '--together', String(options.connections)];
  return run([probe, ...words], {
    INCOME_VERIFICATION_DATABASE_URL: server.surroundings.databases.get('income-verification')?.appUrl,
    KEYS_DIR: join(server.dataDir, 'keys'),
    DATA_DIR: join(server.dataDir, 'files'),
    AGENCY_BASE_URL: url,
    AGENCY_PUBLIC_KEYS: agencyJwk,
  });
}

function theirs({ url, platform, agency }: Bench, { requests, connections }: BenchOptions): Promise<Took> {
  const keys = { CALLER_PRIVATE_KEY: pkcs8(platform), OTHER_KEY: spki(agency) };
  return run([bare, url, String(requests), String(connections)], keys);
}

/** A process that makes the calls and says what they took without its start. */
async function run(words: readonly string[], more: Readonly<Record<string, string | undefined>>): Promise<Took> {
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...more };
  const before = databaseSeconds();
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${words[0]} ended with ${code}: ${complained.slice(-500)}`);
  const { ms, cpuMs }: Took = JSON.parse(said);
  return { ms, cpuMs, databaseMs: (databaseSeconds() - before) * 1_000 };
}

async function countMessages(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from exchange_message');
  return rows[0]?.n ?? 0;
}

/** The command needs the divisions that the service keeps; then the services are out of the way. */
async function loadDivisions(server: Server, client: pg.Client): Promise<void> {
  const services = await server.start(['identity', 'place-names', 'income-verification']);
  for (const until = performance.now() + waitMs; ; ) {
    const { rowCount } = await client.query('select from division_copy');
    if (rowCount === 1) break;
    if (performance.now() > until) throw new Error('income-verification keeps no divisions');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const service of services.reverse()) await service.stop();
}

function spki(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}

function pkcs8(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
