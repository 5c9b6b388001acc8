import { firstDayOf, lastDayOf, monthOf } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import type { PublicNoticeTable } from '../database.ts';

/** The latest notice of a round; undefined when none was posted. */
export async function findNotice(
  db: Db,
  applicationId: string,
  round: 1 | 2,
): Promise<Pick<PublicNoticeTable, 'id' | 'postedOn' | 'endsOn'> | undefined> {
  return db
    .selectFrom('publicNotice')
    .select(['id', 'postedOn', 'endsOn'])
    .where('applicationId', '=', applicationId)
    .where('round', '=', round)
    .orderBy('postedOn', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Cases that the county received from the case's township in the month in which it received this one, and those visited. */
export async function countSpotChecks(
  db: Db,
  row: ApplicationRow,
): Promise<{ received: number; visited: number; thisCaseVisited: boolean }> {
  // An application stands at a village or community.
  const township = row.currentDivisionCode.slice(0, 9);
  const receipt = await db
    .selectFrom('applicationStep')
    .select('onDay')
    .where('applicationId', '=', row.id)
    .where('action', '=', 'sendToCounty')
    .orderBy('version', 'desc')
    .executeTakeFirst();
  if (receipt === undefined) return { received: 0, visited: 0, thisCaseVisited: false };
  const month = monthOf(receipt.onDay);
  const counted = await sql<{ received: number; visited: number; own: number }>`
    with batch as (
      select distinct s.application_id as id from application_step s join application a on a.id = s.application_id
      where s.action = 'sendToCounty' and s.on_day between ${firstDayOf(month)} and ${lastDayOf(month)}
        and a.current_division_code >= ${township} and a.current_division_code < ${`${township}~`}
    ), visited as (
      select distinct application_id as id from application_step where action = 'recordSpotCheck'
    )
    select (select count(*) from batch)::int as received,
           (select count(*) from batch join visited using (id))::int as visited,
           (select count(*) from visited where id = ${row.id})::int as own`.execute(db);
  const [found] = counted.rows;
  return { received: found?.received ?? 0, visited: found?.visited ?? 0, thisCaseVisited: (found?.own ?? 0) > 0 };
}

/** Whether kin of staff that was not stated still freezes a case (§5.3). */
export async function hasOpenKinHit(db: Db, applicationId: string): Promise<boolean> {
  const open = await db
    .selectFrom('kinHit')
    .select('id')
    .where('applicationId', '=', applicationId)
    .where('state', '<>', 'CLEARED')
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}
