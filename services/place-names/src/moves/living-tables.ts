import type { LivingTable } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { lineTables } from '../boundaries/index.ts';
import { censusTables } from '../census/index.ts';
import type { DB } from '../database.ts';
import { nameTable } from '../names/index.ts';
import { screenTable } from '../touch-screens/index.ts';

const code = 'division_code';

/**
 * What lives on under a new division (place-names.md §9): names in use with their signs, plates and applications, devices,
 * boundary lines by each side, census work in progress. Former names, evaluations of a year, publications and proposals keep
 * the code of their day.
 */
export function livingTables(kit: AppKit): LivingTable<DB>[] {
  return [
    nameTable(kit),
    { table: 'place_sign', key: 'id', code },
    { table: 'sign_task', key: 'id', code },
    { table: 'door_plate', key: 'id', code },
    { table: 'name_application', key: 'id', code },
    { table: 'heritage_entry', key: 'id', code },
    screenTable,
    ...lineTables(kit),
    ...censusTables(kit),
  ];
}
