import type { Kit } from '@mz/service-kit';
import type { DB } from './database.ts';

/** The kit as this service has it. */
export type AppKit = Kit<DB, unknown>;
