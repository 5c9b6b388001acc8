import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '@mz/contracts';
import {
  awaitDivisions,
  prepareServices,
  type RunningPostgres,
  type RunningQueue,
  type ServiceProcess,
  type Surroundings,
  startQueue,
  startServiceProcess,
  urlOf,
} from '@mz/dev-stack';
import pg from 'pg';
import { startServer } from './postgres-server.ts';

/** The services of a proof, each a process of its own, on a PostgreSQL and a Redis of their own. */
export interface Platform {
  readonly queue: RunningQueue;
  readonly postgres: RunningPostgres;
  /** Ends PostgreSQL, at once or in order, and starts it again after a while; resolves when it answers. */
  restartPostgres(how: 'fast' | 'kill', downMs: number): Promise<void>;
  /** Ends PostgreSQL, lets `put` change its data, and starts it on that with more settings. */
  restartPostgresOn(put: () => Promise<void>, more: Readonly<Record<string, string>>): Promise<void>;
  readonly surroundings: Surroundings;
  urlOf(name: ServiceName): string;
  /** Starts a service and waits until it is ready for commands. */
  start(name: ServiceName, environment?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** Starts several, those first that the others ask while they start. */
  startAll(
    names: readonly ServiceName[],
    environmentOf?: (name: ServiceName) => Readonly<Record<string, string>>,
  ): Promise<ServiceProcess[]>;
  /** Rows as the superuser sees them, whom no policy binds. */
  rows<R extends object>(name: ServiceName, text: string, values?: readonly unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/** Which services a platform has, and whether the queue lies on Redis or on PostgreSQL. */
export interface PlatformOptions {
  readonly names?: readonly ServiceName[];
  readonly queue?: RunningQueue['kind'];
  /** Settings of PostgreSQL beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What most proofs need: log-ins and divisions, a producer of events and a consumer of them. */
export const producer = 'social-assistance';
export const consumer = 'people';
const usualNames: readonly ServiceName[] = ['identity', 'place-names', consumer, producer];
// Away from the ports of npm start, below those that connections leave from, and from each other: the services of a
// platform take ten ports in a row.
const firstOffset = 12_000;
const [offsets, portsEach] = [1_200, 10];

// A proof asks more often in a minute than a reader does.
const withoutAddressLimit = { PUBLIC_CALLS_PER_MINUTE: '0' };

/** Starts PostgreSQL and the queue and migrates and seeds the services; none of them runs yet. */
export async function openPlatform(
  say: (line: string) => void,
  { names = usualNames, queue: kind = 'redis', settings }: PlatformOptions = {},
): Promise<Platform> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-prove-'));
  const env = { PATH: process.env.PATH };
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const server = await startServer(dataDir, env, settings);
    stops.push(() => server.stop());
    const { postgres } = server;
    // Without a Redis on its path the queue lies on PostgreSQL.
    const queueEnv = kind === 'redis' ? env : { PATH: '' };
    const queue = await startQueue({ dataDir, env: queueEnv, adminUrl: postgres.adminUrl, log: say });
    stops.push(() => queue.stop());
    if (queue.kind !== kind) throw new Error('this proof needs redis-server or valkey-server on PATH');
    const portOffset = firstOffset + (process.pid % offsets) * portsEach;
    const stack = { postgres, queue };
    const surroundings = await prepareServices(names, { stack, dataDir, portOffset, log: say });
    return {
      queue,
      postgres,
      restartPostgres: server.restart,
      restartPostgresOn: server.restartOn,
      surroundings,
      stop,
      ...servicesOf(surroundings, postgres.adminUrl, stops),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function servicesOf(
  surroundings: Surroundings,
  adminUrl: string,
  stops: (() => Promise<unknown>)[],
): Pick<Platform, 'urlOf' | 'start' | 'startAll' | 'rows'> {
  const pools = new Map<ServiceName, pg.Pool>();
  const at = (name: ServiceName): string => urlOf(name, surroundings.portOffset);
  const start: Platform['start'] = async (name, environment = {}) => {
    const service = await startServiceProcess(name, surroundings, { ...withoutAddressLimit, ...environment });
    stops.push(() => service.stop());
    const wanted = new Map([
      ['place-names', at('place-names')],
      [name, at(name)],
    ] as const);
    const late = name === 'identity' ? [] : await awaitDivisions(wanted);
    if (late.includes(name)) throw new Error(`${name} has no divisions`);
    return service;
  };
  return {
    urlOf: at,
    start,
    async startAll(names, environmentOf = () => ({})) {
      const asked: readonly ServiceName[] = ['identity', 'place-names'];
      const first = [];
      for (const name of asked) if (names.includes(name)) first.push(await start(name, environmentOf(name)));
      const others = names.filter((name) => !asked.includes(name));
      return [...first, ...(await Promise.all(others.map((name) => start(name, environmentOf(name)))))];
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
    // An idle connection that breaks is replaced; without a listener it ends the process.
    pool.on('error', () => undefined);
    pools.set(name, pool);
    stops.push(() => pool.end());
    return pool;
  }
}
