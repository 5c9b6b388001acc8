import { defineService } from '@mz/service-kit';
import { registerAccess } from './access/index.ts';
import { registerAlarms } from './alarms/index.ts';
import { registerBreakGlass } from './break-glass/index.ts';
import type { DB } from './database.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { registerKinship } from './kinship/index.ts';
import { registerLedger } from './ledger/index.ts';
import { registerLifeEvents } from './life-events/index.ts';
import { registerMatching } from './matching/index.ts';
import { registerMerging } from './merging/index.ts';
import { permissions } from './permissions.ts';
import { registerPersons } from './persons/index.ts';
import { registerPublicNote } from './public-note/index.ts';
import { registerRetention } from './retention/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { registerSearch } from './search/index.ts';
import { registerSweep } from './sweep/index.ts';
import { systemJobs } from './system-jobs.ts';
import { registerTasks } from './tasks/index.ts';
import { registerUnmasking } from './unmasking/index.ts';

/** people: the natural person, life events, and who may read whom. */
export const service = defineService<DB>({
  name: 'people',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs,
  sealedColumns,
  build(kit) {
    registerAccess(kit);
    registerPersons(kit);
    registerMatching(kit);
    registerMerging(kit);
    registerSearch(kit);
    registerSweep(kit);
    registerKinship(kit);
    registerLifeEvents(kit);
    registerTasks(kit);
    registerLedger(kit);
    registerAlarms(kit);
    registerPublicNote(kit);
    registerUnmasking(kit);
    registerBreakGlass(kit);
    registerRetention(kit);
    registerDivisions(kit);
  },
});
