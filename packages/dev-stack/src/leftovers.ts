import { join } from 'node:path';
import { endLeftBehind } from './folder-claim.ts';

/** Ends PostgreSQL and the queue of a data folder whose owner was killed, so that the folder can be removed. */
export async function endLeftovers(dataDir: string): Promise<void> {
  await endLeftBehind(join(dataDir, 'postgres'), 'SIGQUIT');
  await endLeftBehind(join(dataDir, 'redis'), 'SIGTERM');
}
