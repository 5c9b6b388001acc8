import type { AppKit } from '../app-kit.ts';
import { addTimes } from './time-queries.ts';

/** Upper bounds in milliseconds; what was slower than all counts as the slowest. */
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000] as const;
const slowest = 60_000;

/** The job that writes the counts. */
export const timesJob = 'searches.keepTimes';

/** How long searches took, counted in this process until it is written. */
export interface SearchTimes {
  count(ms: number): void;
  /** Adds what was counted to the table; answers how many searches. */
  write(): Promise<number>;
}

/** Counts from zero; the rows are of this process alone. */
export function countSearchTimes(kit: AppKit): SearchTimes {
  const processId = kit.newId();
  let counted = new Map<number, number>();
  return {
    count(ms) {
      const step = steps.find((upper) => ms <= upper) ?? slowest;
      counted.set(step, (counted.get(step) ?? 0) + 1);
    },
    async write() {
      const taken = counted;
      if (taken.size === 0) return 0;
      counted = new Map();
      const day = kit.clock.today();
      const rows = [...taken].map(([upperMs, calls]) => ({ processId, day, upperMs, calls }));
      await kit.write(kit.system(timesJob), ({ db }) => addTimes(db, rows));
      return rows.reduce((sum, { calls }) => sum + calls, 0);
    },
  };
}

/** Runs something and counts how long it took. */
export async function timed<T>(times: SearchTimes, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await run();
  } finally {
    times.count(performance.now() - start);
  }
}
