import { defineService, type ServiceDefinition } from '@mz/service-kit';
import type { DB } from '../../database.ts';
import { errors } from '../../errors.ts';
import { permissions } from '../../permissions.ts';
import { censusJobs } from '../system-jobs.ts';

/** The system job under which a catalogue is loaded: the actor is `system:place-names:census.load`. */
export const censusLoadJob = 'census.load';

/** How far the records of a file are: a draft catalogue, or complete records. */
export const stages = ['CATALOGUED', 'INDOOR_PROCESSED'] as const;
export type Stage = (typeof stages)[number];

/** What the command sends along: the batch, and how far its records are. */
export interface LoadTarget {
  readonly censusBatch: string;
  readonly stage: Stage;
}

/** The service as a load needs it: its database and jobs, and no feature that serves. */
export const censusLoadDefinition: ServiceDefinition<DB> = defineService<DB>({
  name: 'place-names',
  migrations: new URL('../../../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs: censusJobs,
  build: () => undefined,
});
