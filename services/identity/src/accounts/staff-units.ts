import type { listStaffUnits, OperationOutputOf } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Units = OperationOutputOf<typeof listStaffUnits>;

/** Persons behind open accounts and the divisions of their roles that are in force today; no account, no name. */
export async function readStaffUnits(kit: AppKit, ctx: Context): Promise<Units> {
  const today = kit.clock.today();
  const { rows } = await kit.read(ctx, (db) =>
    sql<Units['items'][number]>`
      select distinct a.person_id, g.division_code from account a join role_grant g on g.account_id = a.id
      where a.person_id is not null and a.status = 'ACTIVE' and g.status = 'IN_FORCE' and not g.read_only
        and g.role <> 'CITIZEN'
        and g.valid_from <= ${today}::date and (g.valid_to is null or g.valid_to >= ${today}::date)
      order by 1, 2`.execute(db),
  );
  return { items: rows };
}
