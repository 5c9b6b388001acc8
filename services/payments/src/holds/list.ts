import type { Hold, listHolds, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit } from '../app-kit.ts';

/** Open holds and flags of the caller's divisions, the oldest due day first. */
export async function readHolds(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, ...filter }: OperationInputOf<typeof listHolds>['query'],
): Promise<OperationOutputOf<typeof listHolds>> {
  const [dueOn = null, id = null] = readCursor(after, ['string', 'string']) ?? [];
  const [owner, code] = [filter.owner ?? null, filter.code ?? null];
  const overdue = filter.overdue ?? null;
  const today = kit.clock.today();
  const rows = await kit.read(ctx, async (db) => {
    const found = await sql<Static<typeof Hold>>`
      select h.id, h.line_id, h.run_id, l.enrolment_id, r.programme, h.current_division_code as division_code,
        l.benefit_month, l.amount_fen, h.code, h.owner, h.state, h.opened_on, h.due_on, h.escalated_on,
        (h.proposed_by is not null or h.end_proposed_by is not null) as proposed
      from hold h join line l on l.id = h.line_id join run r on r.id = h.run_id
      where h.state in ('OPEN', 'FLAGGED')
        and (${dueOn}::date is null or (h.due_on, h.id) > (${dueOn}::date, ${id}::uuid))
        and (${owner}::text is null or h.owner = ${owner}) and (${code}::text is null or h.code = ${code})
        and (${overdue}::boolean is null or (h.due_on < ${today}) = ${overdue}::boolean)
      order by h.due_on, h.id limit ${first + 1}`.execute(db);
    return found.rows;
  });
  return pageOf(rows, first, (hold) => [hold.dueOn, hold.id]);
}
