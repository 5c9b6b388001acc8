import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import pg from 'pg';
import { type Log, runToEnd, startChild } from './child.ts';
import { DevStackError, explainSystemError } from './errors.ts';
import { claimFolder } from './folder-claim.ts';
import { makeFolder, reachableFolder, unprivilegedUser } from './unprivileged.ts';

/** How to find or start the queue's store. */
export type QueueOptions = {
  dataDir: string;
  log: Log;
  /** REDIS_URL and PATH are read from here; the process environment by default. */
  env?: NodeJS.ProcessEnv;
  /** The PostgreSQL that holds the database `queue` when there is no Redis. */
  adminUrl: string;
};

/** The store of the queue: `redis` (also valkey) or BullMQ's PostgreSQL backend in the database `queue`. */
export type RunningQueue = { kind: 'redis' | 'postgres'; url: string; stop(): Promise<void> };

/** Finds or starts the queue: REDIS_URL, else redis-server or valkey-server on PATH, else PostgreSQL. Throws DevStackError. */
export async function startQueue(options: QueueOptions): Promise<RunningQueue> {
  const env = options.env ?? process.env;
  const given = env.REDIS_URL;
  if (given !== undefined && given !== '') return useGiven(given, options.log);
  const command = await findRedis(env.PATH ?? '');
  try {
    return command === undefined ? await usePostgres(options) : await startRedis(command, options);
  } catch (error) {
    throw explainSystemError(error, options.dataDir);
  }
}

async function useGiven(url: string, log: Log): Promise<RunningQueue> {
  const { hostname, port } = new URL(url);
  await new Promise<void>((done, fail) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 10_000 });
    const refuse = (): void => {
      socket.destroy();
      fail(new DevStackError('QUEUE_UNREACHABLE', `The queue of REDIS_URL does not answer (${hostname}).`));
    };
    socket.once('connect', () => {
      socket.destroy();
      done();
    });
    socket.once('error', refuse);
    socket.once('timeout', refuse);
  });
  log('Queue on Redis from REDIS_URL');
  return { kind: 'redis', url, stop: () => Promise.resolve() };
}

// BullMQ needs Redis 6.2 for its scripts; Valkey began at 7.2.
async function findRedis(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    for (const name of ['redis-server', 'valkey-server']) {
      const command = join(folder, name);
      if (!existsSync(command)) continue;
      const version = /v=(\d+\.\d+)/.exec(await runToEnd({ name, command, args: ['--version'] }))?.[1] ?? '0.0';
      if (Number(version) >= 6.2) return command;
    }
  }
  return undefined;
}

async function startRedis(command: string, options: QueueOptions): Promise<RunningQueue> {
  const user = unprivilegedUser();
  const root = reachableFolder(resolve(options.dataDir), user);
  const home = join(root, 'redis');
  mkdirSync(home, { recursive: true });
  const claim = await claimFolder(home, 'The queue', 'SIGTERM');
  try {
    const folder = home.length <= 80 ? join(home, 'run') : shortFolder(home);
    makeFolder(folder, 0o700, user);
    const socket = join(folder, 'redis.sock');
    rmSync(socket, { force: true });
    // No port: only this account reaches the socket. No files: PostgreSQL is the truth, the queue a hint.
    const args = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', folder];
    const quiet = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    const server = await startChild({
      name: 'The queue',
      command,
      args: [...args, ...quiet],
      user,
      ready: /ready to accept connections/i,
      endSignal: 'SIGTERM',
      log: options.log,
    });
    claim.recordChild(server.pid);
    options.log(`Queue on ${command} at ${socket}`);
    const stop = async (): Promise<void> => {
      await server.stop();
      claim.release();
      // Nothing in it is worth keeping.
      rmSync(folder, { recursive: true, force: true });
      if (root !== resolve(options.dataDir)) removeRefuge(root, home);
    };
    return { kind: 'redis', url: `redis://localhost?path=${encodeURIComponent(socket)}`, stop };
  } catch (error) {
    claim.release();
    throw error;
  }
}

// PostgreSQL may keep its data in the same refuge: then it stays.
function removeRefuge(root: string, home: string): void {
  rmSync(home, { recursive: true, force: true });
  if (readdirSync(root).length === 0) rmdirSync(root);
}

function shortFolder(home: string): string {
  return join('/tmp', `mz-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
}

async function usePostgres({ adminUrl, log }: QueueOptions): Promise<RunningQueue> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'queue'`);
    if (rowCount === 0) await client.query('create database queue');
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = '/queue';
  log('Queue on PostgreSQL, database queue (no Redis found)');
  return { kind: 'postgres', url: url.toString(), stop: () => Promise.resolve() };
}
