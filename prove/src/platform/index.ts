import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '@mz/contracts';
import {
  awaitDivisions,
  type RunningPostgres,
  type RunningQueue,
  type ServiceProcess,
  type Surroundings,
  startServiceProcess,
  surroundingsOfCopy,
  urlOf,
} from '@mz/dev-stack';
import pg from 'pg';
import { startServer } from './postgres-server.ts';
import { openQueue, preparedFor } from './prepared.ts';

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

// A proof asks more often in a minute than a reader does, and starts its processes again and again.
const environmentOfProof = { PUBLIC_CALLS_PER_MINUTE: '0', WARM_UP: 'false' };

/** Starts PostgreSQL and the queue with the services' databases and start data; none of them runs yet. */
export async function openPlatform(
  say: (line: string) => void,
  { names = usualNames, queue: kind = 'redis', settings }: PlatformOptions = {},
): Promise<Platform> {
  const portOffset = firstOffset + (process.pid % offsets) * portsEach;
  const prepared = await preparedFor(kind, { portOffset, log: say });
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-prove-'));
  // The account of the database must be able to enter the folder.
  chmodSync(dataDir, 0o755);
  const env = { PATH: process.env.PATH };
  const stops: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await end();
  };
  try {
    prepared.giveKeys(dataDir);
    const server = await startServer(dataDir, env, { settings, copyOf: prepared.cluster });
    stops.push(() => server.stop());
    const { postgres } = server;
    const queue = await openQueue(kind, { dataDir, adminUrl: postgres.adminUrl, log: say });
    stops.push(() => queue.stop());
    const stack = { postgres, queue };
    const surroundings = await surroundingsOfCopy(names, { stack, dataDir, portOffset, log: say });
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
    const service = await startServiceProcess(name, surroundings, { ...environmentOfProof, ...environment });
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
