import type { ScheduledJob } from '@mz/service-kit';
import { job } from './chunks.ts';
import type { Runner } from './runner.ts';

/** Goes on with what a process left behind that ended: chunks whose lease is over, sweeps whose last chunk is done. */
export function resumeSweeps(runner: Runner): ScheduledJob {
  return {
    name: job,
    every: { minutes: 1 },
    run() {
      // Not awaited: a sweep takes longer than the other jobs may wait.
      runner.wake();
      return Promise.resolve({ done: 0 });
    },
  };
}
