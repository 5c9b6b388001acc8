import { availableParallelism } from 'node:os';
import type { AppKit } from '../app-kit.ts';
import { readTables } from '../batches/index.ts';
import { claimChunk, finishSweeps, giveBack, job } from './chunks.ts';
import type { CountyTables } from './messages.ts';
import { startThread, type Thread } from './thread.ts';

/** How sweeps are run in one process. */
export type RunnerSettings = {
  readonly threads: number;
  /** A chunk that is held longer is another one's. */
  readonly leaseMs: number;
  /** Threads end when there was nothing to do for so long. */
  readonly idleMs: number;
};

/** What computes the chunks of all sweeps in this process. */
export type Runner = {
  /** Goes to work, if it does not work already. */
  wake(): void;
  /** Resolves when there is nothing to do any more. */
  settled(): Promise<void>;
  /** Takes no further chunk and ends the threads; what was not written is another process's. */
  stop(): Promise<void>;
};

const usual: RunnerSettings = { threads: availableParallelism(), leaseMs: 120_000, idleMs: 60_000 };

/** Makes the runner of a process; threads start with the first chunk. */
export function createRunner(kit: AppKit, given: Partial<RunnerSettings> = {}): Runner {
  const settings = { ...usual, ...given };
  const owner = kit.newId();
  const threads = new Map<number, Thread>();
  let lanes: Promise<void> | undefined;
  let [again, stopped] = [false, false];
  let idle: NodeJS.Timeout | undefined;

  function threadOf(lane: number): Thread {
    const known = threads.get(lane);
    if (known !== undefined && !known.isGone()) return known;
    const thread = startThread({ url: kit.databaseUrl() }, (county) => tablesOf(kit, county));
    threads.set(lane, thread);
    return thread;
  }

  async function runLane(lane: number): Promise<void> {
    while (!stopped) {
      const chunk = await claimChunk(kit, owner, settings.leaseMs);
      if (chunk === undefined) return;
      const ran = await threadOf(lane).run(chunk);
      if (ran.kind === 'done') continue;
      kit.log.warn({ sweep: chunk.sweepId, chunk: chunk.no, error: ran.error }, 'chunk of a sweep failed');
      await giveBack(kit, chunk, ran.error);
    }
  }

  async function runLanes(): Promise<void> {
    do {
      again = false;
      await Promise.all(Array.from({ length: settings.threads }, (_, lane) => runLane(lane)));
      if (!stopped) await finishSweeps(kit);
    } while (again && !stopped);
  }

  function wake(): void {
    again = true;
    if (lanes !== undefined || stopped) return;
    clearTimeout(idle);
    lanes = runLanes()
      .catch((error: unknown) => kit.log.error({ err: error }, 'sweeps stand still until the next minute'))
      .finally(() => {
        lanes = undefined;
        idle = setTimeout(() => void endThreads('end'), settings.idleMs).unref();
      });
  }

  async function endThreads(how: 'end' | 'kill'): Promise<void> {
    const ending = [...threads.values()];
    threads.clear();
    await Promise.all(ending.map((thread) => thread[how]()));
  }

  return {
    wake,
    settled: async () => lanes,
    async stop() {
      stopped = true;
      clearTimeout(idle);
      await endThreads('kill');
      await lanes;
    },
  };
}

/** The tables of a county as the monthly run reads them. */
function tablesOf(kit: AppKit, county: string): Promise<CountyTables> {
  return kit.read(kit.system(job), async (db) => {
    const { rows, standards } = await readTables(db, county);
    return { rows, standards };
  });
}
