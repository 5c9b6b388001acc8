import { Worker } from 'node:worker_threads';
import type { Chunk } from './chunks.ts';
import type { Failure } from './failure.ts';
import type { ThreadAnswer, ThreadData } from './thread.ts';

/** One thing that stopped the load; the rest can be loaded later. */
export class LoadStopped extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.code}: ${failure.message}`);
    this.name = 'LoadStopped';
    this.failure = failure;
  }
}

/** Which program to run in how many threads, and what to do with their answers. */
export interface ThreadPlan {
  readonly program: URL;
  readonly count: number;
  readonly data: ThreadData;
  onDone(answer: Extract<ThreadAnswer, { kind: 'done' }>): void;
}

/** Hands chunks to threads, each as soon as one is free; resolves when all are done. Rejects with LoadStopped. */
export async function runThreads(plan: ThreadPlan, chunks: AsyncIterable<Chunk>): Promise<void> {
  const pool = startPool(plan);
  try {
    for await (const chunk of chunks) {
      const worker = await pool.free();
      worker.postMessage(chunk, [chunk.bytes.buffer]);
    }
    await pool.drained();
  } finally {
    await pool.end();
  }
}

interface Pool {
  free(): Promise<Worker>;
  drained(): Promise<void>;
  end(): Promise<void>;
}

function startPool({ program, count, data, onDone }: ThreadPlan): Pool {
  const idle: Worker[] = [];
  let failure: LoadStopped | undefined;
  let wake = Promise.withResolvers<void>();
  const workers = Array.from({ length: count }, () => {
    // The rows of a chunk live as long as the chunk: a small young generation would copy them again and again.
    const worker = new Worker(program, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: 96 } });
    const stop = (said: Failure): void => {
      failure ??= new LoadStopped(said);
      turn();
    };
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'failed') return stop(answer.failure);
      if (answer.kind === 'done') onDone(answer);
      idle.push(worker);
      turn();
    });
    worker.on('error', (error) => stop({ code: 'THREAD_FAILED', message: error instanceof Error ? error.name : '' }));
    worker.on('exit', (code) => stop({ code: 'THREAD_ENDED', message: `exit code ${code}` }));
    return worker;
  });

  function turn(): void {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  }

  async function until(met: () => boolean): Promise<void> {
    while (failure === undefined && !met()) await wake.promise;
    if (failure !== undefined) throw failure;
  }

  return {
    async free() {
      await until(() => idle.length > 0);
      const worker = idle.shift();
      if (worker === undefined) throw new Error('no thread is free');
      return worker;
    },
    drained: () => until(() => idle.length === count),
    async end() {
      for (const worker of workers) worker.removeAllListeners();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
