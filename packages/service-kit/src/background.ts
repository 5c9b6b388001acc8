import type { Logger } from 'pino';

/** Work of the kit that repeats on the wall clock. */
export interface Background {
  start(): void;
  /** Resolves when no run is under way any more. */
  stop(): Promise<void>;
}

/** What repeats, and how often. */
export interface BackgroundWork {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<unknown>;
  /** Runs once more when the service stops. */
  last?(): Promise<unknown>;
}

/** Repeats a piece of work; a run starts when the one before has ended, a failed run is logged and tried again. */
export function createBackground(work: BackgroundWork, log: Logger): Background {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let state: 'new' | 'started' | 'stopped' = 'new';

  async function once(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      log.error({ err: error, work: work.name }, 'background work failed');
    }
  }

  function plan(): void {
    if (state !== 'started') return;
    timer = setTimeout(() => {
      running = once(() => work.run()).finally(plan);
    }, work.everyMs).unref();
  }

  return {
    start() {
      state = 'started';
      plan();
    },
    async stop() {
      const wasStarted = state === 'started';
      state = 'stopped';
      clearTimeout(timer);
      await running;
      const { last } = work;
      if (wasStarted && last) await once(() => last());
    },
  };
}
