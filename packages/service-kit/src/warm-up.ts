import type { Logger } from 'pino';
import type { Background } from './background.ts';
import type { CheckResult } from './health.ts';

/** What a service makes ready in the background once it listens. */
export interface WarmUp extends Background {
  /** Warns until it is done; whoever needs what is not ready yet waits for it. */
  check(): Promise<CheckResult>;
}

const usualRetryMs = 60_000;

/** Runs once after the start; a failure is logged and tried again after a while, if no first use has done it before. */
export function createWarmUp(
  run: () => Promise<void>,
  { log, retryMs = usualRetryMs }: { readonly log: Logger; readonly retryMs?: number },
): WarmUp {
  let state: 'cold' | 'warm' | 'failed' = 'cold';
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function once(): Promise<void> {
    try {
      await run();
      state = 'warm';
    } catch (error) {
      state = 'failed';
      log.error({ err: error }, 'warming up failed');
      if (!stopped) timer = setTimeout(start, retryMs).unref();
    }
  }

  function start(): void {
    running = once();
  }

  return {
    start,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    async check() {
      if (state === 'warm') return { status: 'pass' };
      return { status: 'warn', detail: state === 'cold' ? 'warming up' : 'warming up failed and is tried again' };
    },
  };
}
