import type { EventLog } from './queue.ts';

/** One step of a loop: does what there is to do and says how long nothing will have to be done, in ms; 0 goes on at once. */
export type Step = () => Promise<number>;

/** A loop in the background. */
export interface Loop {
  /** Ends the pause between two steps, or makes one more step follow the one that runs. */
  wake(): void;
  /** Ends when the step that runs has ended. */
  stop(): Promise<void>;
}

const firstPauseMs = 500;
// A service is whole again this long after what it needs is back.
const longestPauseMs = 5_000;

/** Runs steps until stopped. After a failed step it pauses, longer each time, and does not listen to `wake`. */
export function startLoop(name: string, step: Step, log: EventLog): Loop {
  const state = { stopped: false, woken: false, endPause: (): void => undefined };

  async function pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    state.endPause = resolve;
    await promise;
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!state.stopped) {
      state.woken = false;
      try {
        const idleMs = await step();
        failures = 0;
        if (idleMs > 0 && !state.woken && !state.stopped) await pause(idleMs);
      } catch (err) {
        const pauseMs = Math.min(firstPauseMs * 2 ** failures, longestPauseMs);
        failures += 1;
        log.warn({ loop: name, err, failures, pauseMs }, 'step failed, tried again after a pause');
        await pauseUntilStopped(pauseMs);
      }
    }
  }

  async function pauseUntilStopped(ms: number): Promise<void> {
    const until = Date.now() + ms;
    while (!state.stopped && Date.now() < until) await pause(until - Date.now());
  }

  const running = run();
  return {
    wake() {
      state.woken = true;
      state.endPause();
    },
    async stop() {
      state.stopped = true;
      state.endPause();
      await running;
    },
  };
}
