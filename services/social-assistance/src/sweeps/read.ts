import type { Transaction } from '@mz/db';
import type { Fen, LegalDay, LegalMonth } from '@mz/domain';
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

/**
 * The confirmed deaths among these persons by the id that was asked for, under whatever id people reported them: merged
 * ids are walked both ways. It stands here as one statement because a thread does not load the service's kit.
 */
export async function readDeaths(
  db: Transaction<DB>,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, LegalDay>> {
  const { rows } = await sql<{ personId: string; deathDate: LegalDay }>`
    with recursive known (person_id, asked) as (
      select id, id from unnest(${[...personIds]}::uuid[]) as id
      where exists (select from person_death where person_id = id)
        or exists (select from person_alias where alias = id) or exists (select from person_alias where canonical = id)
      union
      select other.id, known.asked from known cross join lateral (
        select canonical as id from person_alias where alias = known.person_id
        union all select alias from person_alias where canonical = known.person_id
      ) as other
    )
    select asked as person_id, max(death_date) as death_date
    from known join person_death on person_death.person_id = known.person_id group by asked`.execute(db);
  return new Map(rows.map(({ personId, deathDate }) => [personId, deathDate]));
}
