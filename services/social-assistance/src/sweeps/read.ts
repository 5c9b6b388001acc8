import type { Transaction } from '@mz/db';
import type { Fen, LegalMonth } from '@mz/domain';
import { sql } from 'kysely';
import type { DB } from '../database.ts';
import type { AssessmentRow } from '../rules/index.ts';
import type { Chunk } from './messages.ts';

/** An enrolment with all that its month is computed from, but for deaths. */
export type EnrolledRow = AssessmentRow & {
  readonly enrolmentId: string;
  readonly divisionCode: string;
  readonly enrolledFrom: LegalMonth;
  readonly lastMonth: LegalMonth | null;
  readonly pausedFrom: LegalMonth | null;
  readonly assessedFrom: LegalMonth | null;
  readonly storedFen: Fen;
};

/**
 * The enrolments of a chunk that are still in reach, in one statement. What is stored is the month's regular entitlement;
 * before the month's run it is the standing amount, and nothing where the run would pay nothing by state and months.
 */
export async function readChunk(db: Transaction<DB>, { enrolmentIds, benefitMonth }: Chunk): Promise<EnrolledRow[]> {
  const { rows } = await sql<EnrolledRow>`
    select enrolment.id as enrolment_id, enrolment.programme, enrolment.current_division_code as division_code,
      enrolment.from_month as enrolled_from, enrolment.last_month, assessed.from_month as assessed_from,
      assessed.kept_fen, assessed.kept_until, decision.capsule -> 'facts' as facts,
      (select min(from_month) from enrolment_pause where enrolment_id = enrolment.id and to_month is null) as paused_from,
      coalesce(
        (select amount_fen from entitlement where enrolment_id = enrolment.id and benefit_month = ${benefitMonth}
          and kind = 'REGULAR' and cause_id = enrolment.id and state <> 'CANCELLED'),
        case when enrolment.state in ('ACTIVE', 'TAPERING', 'TRANSFERRING') and enrolment.from_month <= ${benefitMonth}
          and (enrolment.last_month is null or enrolment.last_month >= ${benefitMonth})
        then enrolment.amount_fen else 0 end) as stored_fen
    from unnest(${[...enrolmentIds]}::uuid[]) as chunk (id)
    join enrolment on enrolment.id = chunk.id
    left join lateral (select * from assessment where enrolment_id = enrolment.id and from_month <= ${benefitMonth}
      order by recorded_at desc, id desc limit 1) as assessed on true
    left join decision on decision.id = assessed.decision_id`.execute(db);
  return rows;
}
