import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DevStackError } from './errors.ts';
import { startPostgres } from './postgres.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The server of a data folder: started for this run, or the one that a running platform holds. */
export async function reachPostgres(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  try {
    const { adminUrl: url, stop } = await startPostgres({
      dataDir,
      cacheDir: join(root, '.data/cache'),
      log: () => undefined,
    });
    return { url, stop };
  } catch (error) {
    const pidFile = join(dataDir, 'postgres/data/postmaster.pid');
    if (!(error instanceof DevStackError) || error.code !== 'ALREADY_RUNNING' || !existsSync(pidFile)) throw error;
    // The fifth line of postmaster.pid is the folder of the socket.
    const socketDir = readFileSync(pidFile, 'utf8').split('\n')[4] ?? '';
    const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
    return { url, stop: () => Promise.resolve() };
  }
}
