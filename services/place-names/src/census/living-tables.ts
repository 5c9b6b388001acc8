import type { LivingTable } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { followTasks, regroupRecords } from './regroup.ts';

const code = 'division_code';
// What is in the database has become names, which follow by themselves; the batch stays as it was.
const unfinished = `t.state <> 'IN_DATABASE'`;

/** Census work in progress: a batch goes with its county's office, a township's task and its records where the ground goes. */
export function censusTables(kit: AppKit): LivingTable<DB>[] {
  return [
    { table: 'census_batch', key: 'id', code, where: unfinished, office: `t.${code}` },
    {
      table: 'census_task',
      key: 'id',
      code,
      where: `exists (select from census_batch b where b.id = t.batch_id and b.state <> 'IN_DATABASE')`,
      moved: (unit, records) => followTasks(kit, unit, records),
    },
    {
      table: 'census_record',
      key: 'id',
      code,
      where: unfinished,
      moved: (unit, records) => regroupRecords(kit, unit, records),
    },
  ];
}
