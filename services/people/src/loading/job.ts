import { defineService, type ServiceDefinition } from '@mz/service-kit';
import type { DB } from '../database.ts';
import { errors } from '../errors.ts';
import { permissions } from '../permissions.ts';
import { systemJobs } from '../system-jobs.ts';

/** The system job under which existing stock is loaded: the actor is `system:people:load`. */
export const loadJob = 'load';

/** The service as a load needs it: its database, keys and jobs, and no feature that serves. */
export const loadDefinition: ServiceDefinition<DB> = defineService<DB>({
  name: 'people',
  migrations: new URL('../../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs,
  build: () => undefined,
});
