import type { Kit } from '@mz/service-kit';

/** The kit as the gateway has it: no database. */
export type AppKit = Kit<unknown, unknown>;
