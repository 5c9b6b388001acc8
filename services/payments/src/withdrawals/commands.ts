import { type EventOf, type entitlementWithdrawn, paymentCancelled } from '@mz/contracts';
import type { Outcome } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { endWithdrawn } from '../line-end.ts';
import { tellLine } from '../screening/index.ts';

const done: Outcome = { kind: 'done' };

/** The bureau's word is kept; the line is ended now, or when its batch comes (payments.md §4 DEAD_MEMBER). */
export async function onEntitlementWithdrawn(
  work: Work,
  { data }: EventOf<typeof entitlementWithdrawn>,
): Promise<Outcome> {
  const { kit, unit } = work;
  const { lineId, enrolmentId, decisionId, reason } = data;
  await unit.db
    .insertInto('withdrawnLine')
    .values({ lineId, enrolmentId, decisionId, reason, withdrawnOn: kit.clock.today() })
    .onConflict((conflict) => conflict.column('lineId').doNothing())
    .execute();
  const line = await unit.db
    .selectFrom('line')
    .select('id')
    .where('id', '=', lineId)
    .where('enrolmentId', '=', enrolmentId)
    .executeTakeFirst();
  if (line === undefined) await answerRefused(work, data);
  else await endWithdrawn(work, lineId, 'SETTLE_RUN');
  return done;
}

/** A line that was kept out of its batch will never be paid. */
async function answerRefused(work: Work, data: EventOf<typeof entitlementWithdrawn>['data']): Promise<void> {
  const { lineId, enrolmentId, benefitMonth } = data;
  const { rows } = await sql<{ id: string; currentDivisionCode: string }>`
    select r.id, r.current_division_code from refused_line f join run r on r.id = f.run_id
    where f.line_id = ${lineId}`.execute(work.unit.db);
  const [run] = rows;
  if (run === undefined) return;
  tellLine(work, paymentCancelled, run, { lineId, enrolmentId, benefitMonth, code: 'WITHDRAWN' });
}
