import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareServices, presentServices, type QueueOptions, type RunningQueue, startQueue } from '@mz/dev-stack';
import pg from 'pg';
import { startServer } from './postgres-server.ts';

/** Databases with their start data, and the keys that go with them: each platform of a run begins with a copy. */
export interface Prepared {
  /** Data folder of the stopped PostgreSQL. */
  readonly cluster: string;
  /** Copies the shared keys into a platform's folder. */
  giveKeys(dataDir: string): void;
}

const path = process.env.PATH;
const made = new Map<RunningQueue['kind'], Promise<Prepared>>();

/** Prepared databases of all services for a kind of queue, made once by a process and removed at its end. */
export function preparedFor(
  kind: RunningQueue['kind'],
  options: { readonly portOffset: number; readonly log: (line: string) => void },
): Promise<Prepared> {
  const known = made.get(kind) ?? prepare(kind, options);
  made.set(kind, known);
  return known;
}

/** The queue of a kind; without a Redis on its path it lies on PostgreSQL. */
export async function openQueue(kind: RunningQueue['kind'], options: Omit<QueueOptions, 'env'>): Promise<RunningQueue> {
  const queue = await startQueue({ ...options, env: { PATH: kind === 'redis' ? path : '' } });
  if (queue.kind === kind) return queue;
  await queue.stop();
  throw new Error('this proof needs redis-server or valkey-server on PATH');
}

async function prepare(
  kind: RunningQueue['kind'],
  { portOffset, log }: { readonly portOffset: number; readonly log: (line: string) => void },
): Promise<Prepared> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mz-prepared-'));
  chmodSync(dataDir, 0o755);
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startServer(dataDir, { PATH: path });
  try {
    const { postgres } = server;
    const queue = await openQueue(kind, { dataDir, adminUrl: postgres.adminUrl, log: () => undefined });
    try {
      await prepareServices(presentServices(), { stack: { postgres, queue }, dataDir, portOffset, log });
      const cluster = await clusterOf(postgres.adminUrl);
      const giveKeys = (to: string): void => {
        for (const folder of ['keys', 'files']) {
          if (existsSync(join(dataDir, folder))) cpSync(join(dataDir, folder), join(to, folder), { recursive: true });
        }
      };
      return { cluster, giveKeys };
    } finally {
      await queue.stop();
    }
  } finally {
    await server.stop();
  }
}

async function clusterOf(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    const folder = rows[0]?.data_directory;
    if (folder === undefined) throw new Error('PostgreSQL does not tell its folder');
    return folder;
  } finally {
    await client.end();
  }
}
