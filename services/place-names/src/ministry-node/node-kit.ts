import type { Kit } from '@mz/service-kit';
import type { Config } from '../config.ts';
import type { DB } from '../database.ts';

/** The kit with the settings of the node. */
export type NodeKit = Kit<DB, Config>;

/** The node's own code; its records and packages are of the whole province. */
export const province = '370000000000';
