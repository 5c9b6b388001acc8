import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Log, startChild } from './child.ts';
import { prepareCluster } from './cluster.ts';
import { DevStackError, explainSystemError } from './errors.ts';
import { claimFolder } from './folder-claim.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { makeFolder, reachableFolder, type SystemUser, unprivilegedUser } from './unprivileged.ts';

/** How to find or start PostgreSQL. */
export type PostgresOptions = {
  /** Folder that keeps the data between runs. */
  dataDir: string;
  log: Log;
  /** DATABASE_URL is read from here; the process environment by default. */
  env?: NodeJS.ProcessEnv;
  /** Folder of copied binaries; `dataDir` by default. */
  cacheDir?: string;
  /** Only this kind of binaries; any by default. */
  source?: 'any' | 'embedded' | 'system';
  /** Copies an initialised folder from `cacheDir` instead of running initdb: for data that lives for one test run. */
  disposable?: boolean;
  /** A data folder of a stopped server to copy where there is none yet: databases that were filled before. */
  copyOf?: string | undefined;
  /** Settings of the server in place of the usual ones and of those that go with `disposable`. */
  settings?: Readonly<Record<string, string>>;
};

/** A PostgreSQL that serves: its own or one given by DATABASE_URL, which `stop` leaves alone. */
export type RunningPostgres = {
  /** Superuser (or given user) at the database `postgres` (or the given one); other databases and roles derive from it. */
  url: string;
  adminUrl: string;
  /** Folder of the unix socket; undefined when the server was given by DATABASE_URL. */
  socketDir: string | undefined;
  /** The server's process; undefined when it was given. */
  pid?: number;
  stop(): Promise<void>;
};

const longestSocketFolder = 80;

/** Finds or starts PostgreSQL: DATABASE_URL, else the npm binaries, else PostgreSQL ≥ 15 of the system. Throws DevStackError. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const given = (options.env ?? process.env).DATABASE_URL;
  if (given !== undefined && given !== '') return useGiven(given, options.log);
  try {
    return await startOwn(options);
  } catch (error) {
    throw explainSystemError(error, options.dataDir);
  }
}

/** Where the databases of a data folder lie. */
export function clusterFolder(dataDir: string): string {
  return join(reachableFolder(resolve(dataDir), unprivilegedUser()), 'postgres', 'data');
}

async function useGiven(url: string, log: Log): Promise<RunningPostgres> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? '0';
    if (Number.parseInt(version, 10) < 15) {
      throw new DevStackError(
        'DATABASE_TOO_OLD',
        `DATABASE_URL leads to PostgreSQL ${version}; 15 or newer is needed.`,
      );
    }
    log(`PostgreSQL ${version} from DATABASE_URL`);
  } catch (error) {
    if (error instanceof DevStackError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new DevStackError('DATABASE_UNREACHABLE', `The database of DATABASE_URL does not answer (${reason}).`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  return { url, adminUrl: url, socketDir: undefined, stop: () => Promise.resolve() };
}

async function startOwn(options: PostgresOptions): Promise<RunningPostgres> {
  const user = unprivilegedUser();
  const root = reachableFolder(resolve(options.dataDir), user);
  if (root !== resolve(options.dataDir))
    options.log(`The database account cannot enter ${options.dataDir}: using ${root}`);
  const cacheDir = options.cacheDir === undefined ? root : reachableFolder(resolve(options.cacheDir), user);
  const home = join(root, 'postgres');
  mkdirSync(home, { recursive: true });
  const claim = await claimFolder(home, 'PostgreSQL', 'SIGINT');
  try {
    const binaries = await findPostgres(cacheDir, options.source);
    const initialised = options.disposable ? join(cacheDir, `pristine-${binaries.kind}-${binaries.major}`) : undefined;
    const pristine = options.copyOf ?? initialised;
    const data = join(home, 'data');
    await prepareCluster({ binaries, data, user, pristine });
    const socketDir = socketFolder(home);
    makeFolder(socketDir, 0o700, user);
    const server = await startServer({ binaries, data, socketDir, user, options });
    claim.recordChild(server.pid);
    options.log(`${binaries.label} on ${socketDir}`);
    const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
    const stop = async (): Promise<void> => {
      await server.stop();
      claim.release();
    };
    return { url, adminUrl: url, socketDir, pid: server.pid, stop };
  } catch (error) {
    claim.release();
    throw error;
  }
}

type ServerOptions = {
  binaries: PostgresBinaries;
  data: string;
  socketDir: string;
  user: SystemUser | undefined;
  options: PostgresOptions;
};

function startServer({ binaries, data, socketDir, user, options }: ServerOptions): ReturnType<typeof startChild> {
  // We hold the claim, so a pid file in the folder is left from a run that was killed.
  rmSync(join(data, 'postmaster.pid'), { force: true });
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    max_connections: '300',
    // LOG, FATAL and PANIC, not ERROR: the text of a refused statement may hold a person's data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    timezone: 'UTC',
    ...(options.disposable ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  return startChild({
    name: 'PostgreSQL',
    command: join(binaries.folder, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    user,
    ready: /ready to accept connections/,
    endSignal: 'SIGINT',
    log: options.log,
  });
}

// A unix socket's path must stay below 108 characters with its name.
function socketFolder(home: string): string {
  const inside = join(home, 'run');
  if (inside.length <= longestSocketFolder) return inside;
  return join('/tmp', `mz-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
}
