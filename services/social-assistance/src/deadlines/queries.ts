import type { listDeadlines, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { raisedTo } from './rules.ts';

type Query = OperationInputOf<typeof listDeadlines>['query'];
type Answer = OperationOutputOf<typeof listDeadlines>;
type Missed = Omit<Answer['items'][number], 'raisedTo'>;

const firstPage = 50;

/** Missed terms of applications, duties, reviews and suspensions in the caller's division, newest first. */
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
        union all
        select r.id, e.application_id, e.id, case when r.kind = 'CYCLE' then 'CYCLE_REVIEW' else 'CHANGE_REVIEW' end,
          e.current_division_code, r.due_on, r.missed_on, coalesce(r.decided_on, covering.decided_on)
        from enrolment_review r join enrolment e on e.id = r.enrolment_id
          left join enrolment_review covering on covering.id = r.covered_by
        where r.missed_on is not null
          and (r.state in ('DECIDED', 'COVERED') or e.state not in ('TERMINATED', 'ENDED_TRANSFERRED'))
        union all
        select p.id, e.application_id, e.id, 'SUSPENSION', e.current_division_code, p.ends_by, p.missed_on,
          case when p.to_month is not null then resumed.decided_on end
        from enrolment_pause p join enrolment e on e.id = p.enrolment_id
          left join decision resumed on resumed.id = p.resumed_by
        where p.missed_on is not null
      ) missed
      where (${day}::date is null or (missed_on, id) < (${day}::date, ${id}::uuid))
        and (not ${open}::boolean or met_on is null)
      order by missed_on desc, id desc limit ${first + 1}`.execute(db);
    const { items, next } = pageOf(rows, first, (row) => [row.missedOn, row.id]);
    return { items: items.map((row) => ({ ...row, raisedTo: raisedTo(row.step) })), next };
  });
}
