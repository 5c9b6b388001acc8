import type { Log } from './child.ts';
import { DevStackError } from './errors.ts';
import { clusterFolder, type RunningPostgres, startPostgres } from './postgres.ts';
import { withProgress } from './progress.ts';
import { type RunningQueue, startQueue } from './queue.ts';

/** PostgreSQL and the queue, up and ready. */
export type Stack = { postgres: RunningPostgres; queue: RunningQueue };

/** What was started on the stack: how to stop it, and how it went when it has an end of its own. */
export type StackWork = { stop(): Promise<void>; exitCode?: number };

/** How to run a stack. */
export type RunStackOptions = {
  dataDir: string;
  /** Folder of the copied binaries; `dataDir` by default. */
  cacheDir?: string;
  log: Log;
  /** Folder of an ended run: its databases are copied where `dataDir` has none, for one run, which no power cut must outlive. */
  copyOf?: string;
  /** Stop when `work` is done instead of staying up. */
  once: boolean;
  /** Starts what runs on the stack; `ended` fires when it should give up. */
  work: (stack: Stack, ended: AbortSignal) => Promise<StackWork>;
};

const interrupted = 130;

/**
 * Starts the stack, then `work`, waits for a signal (or, with `once`, for the end of `work`), and stops all in reverse
 * order; no process is left. Gives the exit code; a failure of the stack is one line on `log`.
 */
export async function runStack(options: RunStackOptions): Promise<number> {
  const ended = listenForEnd();
  const stops: (() => Promise<void>)[] = [];
  try {
    return await run(options, ended, stops);
  } catch (error) {
    if (ended.aborted) return interrupted;
    if (!(error instanceof DevStackError)) throw error;
    options.log(error.message);
    return 1;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function run(options: RunStackOptions, ended: AbortSignal, stops: (() => Promise<void>)[]): Promise<number> {
  const { dataDir, log } = options;
  const cache = options.cacheDir === undefined ? {} : { cacheDir: options.cacheDir };
  const copied = options.copyOf === undefined ? {} : { copyOf: clusterFolder(options.copyOf), disposable: true };
  const postgres = await withProgress('Starting PostgreSQL', log, startPostgres({ dataDir, log, ...cache, ...copied }));
  stops.push(() => postgres.stop());
  ended.throwIfAborted();
  const queue = await startQueue({ dataDir, log, adminUrl: postgres.adminUrl });
  stops.push(() => queue.stop());
  ended.throwIfAborted();
  const done = await Promise.race([options.work({ postgres, queue }, ended), whenAborted(ended)]);
  if (done === undefined) return interrupted;
  stops.push(() => done.stop());
  if (options.once) return done.exitCode ?? 0;
  await whenAborted(ended);
  log('Stopping');
  return 0;
}

// The first signal stops in order; a second one does not wait. A parent that dies closes the channel to us.
function listenForEnd(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    if (controller.signal.aborted) process.exit(interrupted);
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (process.channel !== undefined && process.channel !== null) {
    process.once('disconnect', () => controller.abort());
    process.channel.unref();
  }
  return controller.signal;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
