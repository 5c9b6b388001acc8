import { defineService } from '@mz/service-kit';
import { loadDivisions } from '../seed/load-divisions.ts';
import { registerChanges } from './changes/index.ts';
import type { DB } from './database.ts';
import { registerDivisions } from './divisions/index.ts';
import { errors } from './errors.ts';
import { permissions } from './permissions.ts';

/** Division codes with their history. */
export const service = defineService<DB>({
  name: 'place-names',
  migrations: new URL('../migrations/', import.meta.url),
  errors,
  permissions,
  systemJobs: [
    {
      name: 'divisions.load',
      tables: [
        'division_change',
        'division_change_item',
        'division_unit',
        'division_version',
        'code_map',
        'region_group',
        'statistics_code',
        'division_table',
      ],
      why: 'loads the published divisions once, before anybody has been given a role',
    },
  ],
  build(kit) {
    const tables = registerDivisions(kit);
    registerChanges(kit, tables);
  },
  seed: loadDivisions,
});
