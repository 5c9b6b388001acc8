import { createQueryBuilder } from '@mz/db';
import type { DB } from './database.ts';

/** Builds this service's statements without a connection, for the one-trip reads of the kit. */
export const build = createQueryBuilder<DB>();
