import type { listDeadlines, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { isId } from '../ids.ts';
import { raisedTo } from './rules.ts';

type Query = OperationInputOf<typeof listDeadlines>['query'];
type Answer = OperationOutputOf<typeof listDeadlines>;
type Missed = Omit<Answer['items'][number], 'raisedTo'>;

const firstPage = 50;

/** Missed terms of applications and duties in the caller's division, newest first. */
export function findMissed(kit: AppKit, ctx: Context, query: Query): Promise<Answer> {
  const { first = firstPage, open = false } = query;
  const after = readCursor(query.after, ['string', 'string']);
  if (after !== undefined && !isId(after[1])) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const [day = null, id = null] = after ?? [];
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Missed>`
      select * from (
        select c.id, c.application_id, c.application_id as subject_id, c.step, a.current_division_code as division_code,
          c.due_on, c.missed_on, c.met_on
        from case_clock c join application a on a.id = c.application_id where c.missed_on is not null
        union all
        select id, application_id, subject_id, step, division_code, due_on, missed_on, met_on
        from duty_term where missed_on is not null
      ) missed
      where (${day}::date is null or (missed_on, id) < (${day}::date, ${id}::uuid))
        and (not ${open}::boolean or met_on is null)
      order by missed_on desc, id desc limit ${first + 1}`.execute(db);
    const { items, next } = pageOf(rows, first, (row) => [row.missedOn, row.id]);
    return { items: items.map((row) => ({ ...row, raisedTo: raisedTo(row.step) })), next };
  });
}
