import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@mz/contracts';
import {
  awaitDivisions,
  prepareServices,
  type RunningPostgres,
  type RunningQueue,
  type ServiceProcess,
  type Surroundings,
  startPostgres,
  startQueue,
  startServiceProcess,
  urlOf,
} from '@mz/dev-stack';
import pg from 'pg';

/** The services of a proof, each a process of its own, on a PostgreSQL and a Redis of their own. */
export interface Platform {
  readonly queue: RunningQueue;
  readonly postgres: RunningPostgres;
  readonly surroundings: Surroundings;
  urlOf(name: ServiceName): string;
  /** Starts a service and waits until it is ready for commands. */
  start(name: ServiceName, environment?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Rows as the superuser sees them, whom no policy binds. */
  rows<R extends object>(name: ServiceName, text: string, values?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** Which services a platform has, and whether the queue lies on Redis or on PostgreSQL. */
export interface PlatformOptions {
  readonly names?: readonly ServiceName[];
  readonly queue?: RunningQueue['kind'];
}

/** What most proofs need: log-ins and divisions, a producer of events and a consumer of them. */
export const producer = 'social-assistance';
export const consumer = 'people';
const usualNames: readonly ServiceName[] = ['identity', 'place-names', consumer, producer];
const cacheDir = fileURLToPath(new URL('../../.data/cache', import.meta.url));
// Away from the ports of npm start and from each other.
const firstOffset = 12_000;
const offsets = 20_000;

/** Starts PostgreSQL and the queue and migrates and seeds the services; none of them runs yet. */
export async function openPlatform(
  say: (line: string) => void,
  { names = usualNames, queue: kind = 'redis' }: PlatformOptions = {},
): Promise<Platform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-prove-'));
  const env = { PATH: process.env.PATH };
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const postgres = await startPostgres({ dataDir, cacheDir, env, disposable: true, log: () => undefined });
    stops.push(() => postgres.stop());
    // Without a Redis on its path the queue lies on PostgreSQL.
    const queueEnv = kind === 'redis' ? env : { PATH: '' };
    const queue = await startQueue({ dataDir, env: queueEnv, adminUrl: postgres.adminUrl, log: say });
    stops.push(() => queue.stop());
    if (queue.kind !== kind) throw new Error('this proof needs redis-server or valkey-server on PATH');
    const portOffset = firstOffset + (process.pid % offsets);
    const stack = { postgres, queue };
    const surroundings = await prepareServices(names, { stack, dataDir, portOffset, log: say });
    return { queue, postgres, surroundings, stop, ...servicesOf(surroundings, postgres.adminUrl, stops) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function servicesOf(
  surroundings: Surroundings,
  adminUrl: string,
  stops: (() => Promise<unknown>)[],
): Pick<Platform, 'urlOf' | 'start' | 'rows'> {
  const pools = new Map<ServiceName, pg.Pool>();
  const at = (name: ServiceName): string => urlOf(name, surroundings.portOffset);
  return {
    urlOf: at,
    async start(name, environment = {}) {
      const service = await startServiceProcess(name, surroundings, environment);
      stops.push(() => service.stop());
      const wanted = new Map([
        ['place-names', at('place-names')],
        [name, at(name)],
      ] as const);
      const late = name === 'identity' ? [] : await awaitDivisions(wanted);
      if (late.includes(name)) throw new Error(`${name} has no divisions`);
      return service;
    },
    async rows<R extends object>(name: ServiceName, text: string, values: readonly unknown[] = []) {
      const pool = pools.get(name) ?? openPool(name);
      return (await pool.query<R>(text, [...values])).rows;
    },
  };

  function openPool(name: ServiceName): pg.Pool {
    const own = surroundings.databases.get(name)?.appUrl;
    if (own === undefined) throw new Error(`${name} has no database`);
    const url = Object.assign(new URL(adminUrl), { pathname: new URL(own).pathname });
    const pool = new pg.Pool({ connectionString: url.toString(), max: 1 });
    pools.set(name, pool);
    stops.push(() => pool.end());
    return pool;
  }
}
