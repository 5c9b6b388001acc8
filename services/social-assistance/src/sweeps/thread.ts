import { Worker } from 'node:worker_threads';
import type { Chunk, CountyTables, FromThread, ThreadStart, ToThread } from './messages.ts';

/** What became of a chunk: written, already somebody else's, or failed with the class of its error. */
export type Ran =
  | { readonly kind: 'done'; readonly written: boolean }
  | { readonly kind: 'failed'; readonly error: string };

/** A thread that computes one chunk after the other. */
export type Thread = {
  /** Rejects never: a thread that dies has failed its chunk. */
  run(chunk: Chunk): Promise<Ran>;
  isGone(): boolean;
  /** Ends the thread when its chunk is over. */
  end(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
};

/** Starts a thread on the service's database; `tablesOf` answers what it asks for. */
export function startThread(start: ThreadStart, tablesOf: (county: string) => Promise<CountyTables>): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: start,
    execArgv: [],
    // The rows of a chunk live as long as the chunk: a small young generation would copy them again and again.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
  let settle: ((ran: Ran) => void) | undefined;
  let gone = false;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A service that ends without a word is not held up by its threads.
  worker.unref();

  function finish(ran: Ran): void {
    settle?.(ran);
    settle = undefined;
  }

  function send(message: ToThread): void {
    worker.postMessage(message);
  }

  worker.on('error', (error) => {
    gone = true;
    finish({ kind: 'failed', error: error instanceof Error ? error.name : 'UNKNOWN' });
  });
  worker.on('exit', () => {
    gone = true;
    finish({ kind: 'failed', error: 'THREAD_GONE' });
  });
  worker.on('message', (message: FromThread) => {
    if (message.kind !== 'ask') return finish(message);
    tablesOf(message.county).then(
      (tables) => send({ kind: 'tables', county: message.county, tables }),
      // The chunk cannot be computed: the thread waits for what never comes, and another one begins anew.
      () => void worker.terminate(),
    );
  });

  return {
    run(chunk) {
      if (gone) return Promise.resolve({ kind: 'failed', error: 'THREAD_GONE' });
      const { promise, resolve } = Promise.withResolvers<Ran>();
      settle = resolve;
      send({ kind: 'chunk', chunk });
      return promise;
    },
    isGone: () => gone,
    async end() {
      send({ kind: 'stop' });
      await exited;
    },
    async kill() {
      await worker.terminate();
    },
  };
}
