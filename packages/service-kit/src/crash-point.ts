import type { CrashPointName } from '@mz/events';
import type { WorkMoment } from './kit.ts';

/** Moments of the event runtime and of a service's own work. */
export type Moment = CrashPointName | WorkMoment;

/** Called at each of these moments; throws, or ends the process. */
export type AtMoment = (moment: Moment) => void | Promise<void>;

// A record, so that the compiler misses a moment that is added.
const moments: Readonly<Record<Moment, true>> = {
  'relay.before-publish': true,
  'relay.after-publish': true,
  'consumer.before-commit': true,
  'consumer.after-commit': true,
  'acknowledgement.before-mark': true,
  'batch.between-pages': true,
  'files.between-two': true,
  'moves.between-chunks': true,
};

/** Reads CRASH_POINT; a fault for an unknown moment, and for any in production. */
export function readCrashPoint(value: string | undefined, production: boolean, faults: string[]): Moment | undefined {
  if (value === undefined) return undefined;
  if (production) faults.push('CRASH_POINT is refused in production');
  if (isMoment(value)) return value;
  faults.push(`CRASH_POINT is one of ${Object.keys(moments).join(', ')}`);
  return undefined;
}

/** Ends the process at a moment as a power cut would: no handler runs, no transaction is closed, nothing is flushed. */
export function crashAt(moment: Moment): AtMoment {
  return (name) => {
    if (name === moment) process.kill(process.pid, 'SIGKILL');
  };
}

function isMoment(value: string): value is Moment {
  return Object.hasOwn(moments, value);
}
