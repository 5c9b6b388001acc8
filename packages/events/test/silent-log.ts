import type { EventLog } from '../src/queue.ts';

const nothing = (): void => undefined;

/** A log for tests that do not look at it. */
export const silentLog: EventLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
