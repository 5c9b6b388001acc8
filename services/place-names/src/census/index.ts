import type { AppKit } from '../app-kit.ts';
import { censusGraphql } from './graphql.ts';
import { registerCensusRoutes } from './routes.ts';
import { storeRecords } from './store.ts';

export { censusIndicators } from './indicators.ts';
export { censusTables } from './living-tables.ts';
export { censusSealedColumns } from './sealed-columns.ts';
export { censusJobs } from './system-jobs.ts';

/** The second national place-name census (place-names.md §7). */
export function registerCensus(kit: AppKit): void {
  registerCensusRoutes(kit);
  kit.graphql(censusGraphql(kit));
  kit.schedule(storeRecords(kit));
}
