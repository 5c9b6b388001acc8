import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RunningPostgres, startPostgres } from '@mz/dev-stack';

/** A PostgreSQL that can be ended and started again on its data. */
export interface Server {
  /** As it was first started; address and folder stay the same. */
  readonly postgres: RunningPostgres;
  restart(how: 'fast' | 'kill', downMs: number): Promise<void>;
  /** Ends it, lets `put` change its data, and starts it on that with more settings. */
  restartOn(put: () => Promise<void>, more: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

const cacheDir = fileURLToPath(new URL('../../../.data/cache', import.meta.url));
const childrenDeadlineMs = 20_000;
const pollMs = 20;
// What was acknowledged must be there after a kill -9 of the server, though not after a power cut.
const settings = { synchronous_commit: 'on', full_page_writes: 'on' };

/** Starts it on a folder of this run, with more settings than the usual ones and on a copy of filled databases if given. */
export async function startServer(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  { settings: own = {}, copyOf }: { settings?: Readonly<Record<string, string>> | undefined; copyOf?: string } = {},
): Promise<Server> {
  const start = (more: Readonly<Record<string, string>> = {}): Promise<RunningPostgres> => {
    const all = { ...settings, ...own, ...more };
    return startPostgres({ dataDir, cacheDir, env, disposable: true, copyOf, settings: all, log: () => undefined });
  };
  let running = await start();
  return {
    postgres: running,
    async restart(how, downMs) {
      if (how === 'kill') await killWhole(Number(running.pid));
      await running.stop();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      running = await start();
    },
    async restartOn(put, more) {
      await running.stop();
      await put();
      running = await start(more);
    },
    stop: () => running.stop(),
  };
}

// The server's children end when it is gone; a new server before that would write beside them.
async function killWhole(pid: number): Promise<void> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  process.kill(pid, 'SIGKILL');
  const until = performance.now() + childrenDeadlineMs;
  while (children.some(isAlive)) {
    if (performance.now() > until) throw new Error('children of a killed PostgreSQL do not end');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}
