import type { LivingTable } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { townshipsByAddress } from './by-address.ts';
import { renewVillageIndexes } from './village-index.ts';

/**
 * What lives on under a new division (place-names.md §9): registers and residences of the living, live cases, open tasks.
 * Facts with their dates, life events and the access ledger keep the code of their day.
 */
export function livingTables(kit: AppKit): LivingTable<DB>[] {
  return [
    { table: 'case_access', key: 'case_id', keyType: 'text', code: 'division_code', where: `t.stage <> 'CLOSED'` },
    {
      table: 'person',
      key: 'id',
      code: 'hukou_division',
      moved: (unit, records) => renewVillageIndexes(kit, unit, records),
    },
    {
      table: 'person',
      key: 'id',
      code: 'residence_division',
      townships: (db, records, before) => townshipsByAddress(kit, db, { records, before }),
    },
    { table: 'person_task', key: 'id', code: 'division_code', where: `t.state = 'OPEN'` },
    { table: 'access_alarm', key: 'id', code: 'division_code', where: `t.state = 'OPEN'`, office: 't.division_code' },
    { table: 'person_match', key: 'id', code: 'division_a', where: `t.state in ('PROPOSED', 'LISTED')` },
    { table: 'person_match', key: 'id', code: 'division_b', where: `t.state in ('PROPOSED', 'LISTED')` },
    { table: 'person_merge', key: 'id', code: 'division_code', where: `t.state = 'PROPOSED'` },
    {
      table: 'noted_person',
      key: 'id',
      code: 'division_code',
      where: `t.state in ('PROPOSED', 'LISTED', 'REMOVAL_PROPOSED')`,
      office: 't.division_code',
    },
  ];
}
