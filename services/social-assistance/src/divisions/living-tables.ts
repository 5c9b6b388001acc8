import type { LivingTable } from '@mz/service-kit';
import type { DB } from '../database.ts';

/**
 * What lives on under a new division (place-names.md §9): cases, households, entitlements and what is still to be done for
 * them. Decisions, certificates, sealed batches and published standards keep the code of their day.
 */
export const livingTables: readonly LivingTable<DB>[] = [
  { table: 'application', key: 'id', code: 'current_division_code' },
  { table: 'household', key: 'id', code: 'hukou_division' },
  { table: 'household', key: 'id', code: 'residence_division' },
  { table: 'enrolment', key: 'id', code: 'current_division_code' },
  { table: 'duty_term', key: 'id', code: 'division_code', where: 't.met_on is null' },
  {
    table: 'kin_roster',
    key: 'id',
    code: 'division_code',
    where: 't.valid_to is null',
    office: 't.division_code',
  },
  {
    // A batch that nobody sealed belongs to the office that goes on.
    table: 'batch',
    key: 'id',
    code: 'division_code',
    where: `t.sealed_on is null and t.state <> 'REFUSED'`,
    office: 't.division_code',
  },
  { table: 'transfer', key: 'id', code: 'from_division', where: `t.state in ('OFFERED', 'ACCEPTED')` },
  { table: 'transfer', key: 'id', code: 'to_division', where: `t.state in ('OFFERED', 'ACCEPTED')` },
];
