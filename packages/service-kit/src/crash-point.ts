import type { CrashPoint, CrashPointName } from '@mz/events';

// A record, so that the compiler misses a moment that packages/events adds.
const moments: Readonly<Record<CrashPointName, true>> = {
  'relay.before-publish': true,
  'relay.after-publish': true,
  'consumer.before-commit': true,
  'consumer.after-commit': true,
  'acknowledgement.before-mark': true,
};

/** Reads CRASH_POINT; a fault for an unknown moment, and for any in production. */
export function readCrashPoint(
  value: string | undefined,
  production: boolean,
  faults: string[],
): CrashPointName | undefined {
  if (value === undefined) return undefined;
  if (production) faults.push('CRASH_POINT is refused in production');
  if (isMoment(value)) return value;
  faults.push(`CRASH_POINT is one of ${Object.keys(moments).join(', ')}`);
  return undefined;
}

/** Ends the process at a moment as a power cut would: no handler runs, no transaction is closed, nothing is flushed. */
export function crashAt(moment: CrashPointName): CrashPoint {
  return (name) => {
    if (name === moment) process.kill(process.pid, 'SIGKILL');
  };
}

function isMoment(value: string): value is CrashPointName {
  return Object.hasOwn(moments, value);
}
