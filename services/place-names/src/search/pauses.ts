/** Lets a long work stand aside. */
export interface Pauses {
  /** Gives the event loop a turn when the work has held it for a while; costs little when it has not. */
  take(): Promise<void> | undefined;
}

const longestHoldMs = 10;
/** The clock is looked at only so often. */
const stepsBetweenLooks = 32;

/** Pauses of one long work, by a clock in milliseconds. */
export function createPauses(now: () => number = () => performance.now()): Pauses {
  let [since, steps] = [now(), 0];
  return {
    take() {
      steps += 1;
      if (steps % stepsBetweenLooks !== 0 || now() - since < longestHoldMs) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          since = now();
          resolve();
        });
      });
    },
  };
}
