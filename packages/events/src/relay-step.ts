import type { Step } from './loop.ts';

// A writer that commits just after the relay's last look was silent, because the row before its own still waited.
const looksAfterWorkMs = [20, 100, 500];

/**
 * The step of the relay's loop: works until nothing is left, then looks three times more within the next second, and then
 * only when it is notified or `pollMs` has passed.
 */
export function relayStep(relay: () => Promise<number>, pollMs: number): Step {
  let looks = looksAfterWorkMs.length;
  return async () => {
    if ((await relay()) > 0) {
      looks = 0;
      return 0;
    }
    const pauseMs = looksAfterWorkMs[looks];
    looks += 1;
    return pauseMs ?? pollMs;
  };
}
