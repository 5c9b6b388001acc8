import type { Kit } from '@mz/service-kit';
import type { Config } from './config.ts';

/** The kit as the gateway has it: no database. */
export type AppKit = Kit<unknown, Config>;
