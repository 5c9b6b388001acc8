import { defineService, type ServiceDefinition } from '@mz/service-kit';
import type { DB } from '../database.ts';
import { errors } from '../errors.ts';
import { permissions } from '../permissions.ts';
import { sealedColumns } from '../sealed-columns.ts';
import { systemJobs } from '../system-jobs.ts';

/** The system job under which standing households are taken over: the actor is `system:social-assistance:load`. */
export const loadJob = 'load';

/** The service as a load needs it: its database, keys and jobs, and no feature that serves. */
export const loadDefinition: ServiceDefinition<DB> = defineService<DB>({
  name: 'social-assistance',
  migrations: new URL('../../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs,
  sealedColumns,
  build: () => undefined,
});

/** What a load sends to its threads: who prepared and who approved it, and the persons behind the references. */
export interface TakeOver {
  readonly author: string;
  readonly approver: string;
  readonly refs: SharedArrayBuffer;
}
