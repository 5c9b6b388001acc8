import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@mz/contracts';
import {
  awaitDivisions,
  prepareServices,
  type ServiceProcess,
  type Surroundings,
  startPostgres,
  startQueue,
  startServiceProcess,
  urlOf,
} from '@mz/dev-stack';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { counting, countStatements, countsStatements, sayStatements } from './statements.ts';

/** Services of a bench on a PostgreSQL of its own; the superuser's clients measure and fill by plain SQL. */
export interface Server {
  readonly dataDir: string;
  readonly surroundings: Surroundings;
  urlOf(name: ServiceName): string;
  /** The superuser's address of a service's database: row security does not bind it. */
  adminUrlOf(name: ServiceName): string;
  /** The superuser at a service's database, one connection each. */
  admin(name: ServiceName): Promise<pg.Client>;
  start(names: readonly ServiceName[]): Promise<ServiceProcess[]>;
  stop(): Promise<void>;
}

const cacheDir = fileURLToPath(new URL('../../.data/cache', import.meta.url));
// Away from the ports of npm start and of the proofs, and below those that connections leave from.
const [firstOffset, offsets, portsEach] = [2_000, 1_000, 10];

/** What an operator gives a server of this size; ours and the peer have it alike. */
const memory = { shared_buffers: '2GB', max_wal_size: '8GB' };

/** Starts PostgreSQL (of the system, for extensions that the binaries from npm lack) and the queue and migrates and seeds these services; none of them runs yet. */
export async function openServer(
  names: readonly ServiceName[],
  { source = 'any' }: { readonly source?: 'any' | 'system' } = {},
): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-bench-'));
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const log = (line: string) => console.log(`  ${line}`);
    const env = { PATH: process.env.PATH };
    const postgres = await startPostgres({
      dataDir,
      cacheDir,
      env,
      disposable: true,
      settings: countsStatements ? { ...memory, ...counting } : memory,
      source: countsStatements ? 'system' : source,
      log: () => undefined,
    });
    stops.push(() => postgres.stop());
    if (countsStatements) {
      await countStatements(postgres.adminUrl);
      stops.push(() => sayStatements(postgres.adminUrl));
    }
    const queue = await startQueue({ dataDir, env, adminUrl: postgres.adminUrl, log });
    stops.push(() => queue.stop());
    const portOffset = firstOffset + (process.pid % offsets) * portsEach;
    const surroundings = await prepareServices(names, { stack: { postgres, queue }, dataDir, portOffset, log });
    return { dataDir, surroundings, stop, ...partsOf(surroundings, postgres.adminUrl, stops) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function partsOf(
  surroundings: Surroundings,
  adminUrl: string,
  stops: (() => Promise<unknown>)[],
): Pick<Server, 'urlOf' | 'adminUrlOf' | 'admin' | 'start'> {
  const at = (name: ServiceName): string => urlOf(name, surroundings.portOffset);
  const admins = new Map<ServiceName, Promise<pg.Client>>();
  const adminUrlOf = (name: ServiceName): string => {
    const own = surroundings.databases.get(name)?.appUrl;
    if (own === undefined) throw new Error(`${name} has no database`);
    return Object.assign(new URL(adminUrl), { pathname: new URL(own).pathname }).toString();
  };
  const connected = async (name: ServiceName): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: adminUrlOf(name) });
    await client.connect();
    stops.push(() => client.end());
    return client;
  };
  return {
    urlOf: at,
    adminUrlOf,
    admin(name) {
      const client = admins.get(name) ?? connected(name);
      admins.set(name, client);
      return client;
    },
    async start(names) {
      const started: ServiceProcess[] = [];
      for (const name of names) {
        const service = await startServiceProcess(name, surroundings, {
          CALLS_WHEN_SATURATED: '0',
          PUBLIC_CALLS_PER_MINUTE: '0',
        });
        stops.push(() => service.stop());
        started.push(service);
      }
      const late = await awaitDivisions(new Map(names.map((name) => [name, at(name)])));
      if (late.length > 0) throw new Error(`without divisions: ${late.join(', ')}`);
      return started;
    },
  };
}

/** Writes rows by COPY; objects become JSON, null stays null. */
export async function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
): Promise<void> {
  const stream = client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(linesOf(rows), { objectMode: true }), stream);
}

function* linesOf(rows: Iterable<readonly unknown[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row.map(fieldOf).join('\t')}\n`;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}
