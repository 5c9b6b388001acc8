import type {
  assistanceDeathConsequences,
  assistancePersonHoldings,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

type Consequences = OperationOutputOf<typeof assistanceDeathConsequences>;
type Notice = OperationInputOf<typeof assistanceDeathConsequences>['body'];
type Holdings = OperationOutputOf<typeof assistancePersonHoldings>;
type Asked = OperationInputOf<typeof assistancePersonHoldings>['body'];

const shown = 20;

/** What a death notice did to enrolments, their months, lines and claims, and what of it was undone (payments.md §8). */
export async function readConsequences(kit: AppKit, ctx: Context, { noticeId }: Notice): Promise<Consequences> {
  const { rows } = await kit.read(ctx, (db) =>
    sql<{
      kind: string;
      state: 'STANDS' | 'UNDONE' | 'NOT_UNDONE';
      count: string;
      amountFen: number;
      reason: string | null;
    }>`
      with own as (
        select adjustment.id, adjustment.enrolment_id, decision_id, months, supplement_fen, undone_by, outcome,
          case when undone_by is null then 'STANDS' else 'UNDONE' end as state
        from adjustment join decision on decision.id = decision_id where cause_id = ${noticeId}
      )
      select 'RECOMPUTED_MONTH' as kind, state, count(*) as count, 0::bigint as amount_fen, null as reason
        from own, jsonb_array_elements(months) as looked where looked ->> 'act' <> 'NONE' group by state
      union all
      select 'WITHDRAWN_LINE', state, count(*), sum((looked ->> 'owedFen')::bigint)::bigint, null
        from own, jsonb_array_elements(months) as looked where looked ->> 'act' = 'WITHDRAWN' group by state
      union all
      select 'SUPPLEMENT', state, count(*), sum(supplement_fen)::bigint, null from own where supplement_fen > 0 group by state
      union all
      select 'OVERPAYMENT', case when claim.state = 'WITHDRAWN' then 'UNDONE' else 'STANDS' end, count(*),
          sum(amount_fen)::bigint, null
        from own join overpayment_claim as claim on claim.adjustment_id = own.id group by 2
      union all
      select 'TERMINATED_ENROLMENT',
          case when undone_by is not null and enrolment.state in ('TERMINATED', 'ENDED_TRANSFERRED') then 'NOT_UNDONE'
            else own.state end,
          count(*), 0::bigint,
          case when undone_by is not null and enrolment.state in ('TERMINATED', 'ENDED_TRANSFERRED')
            then 'ENDED_BY_ANOTHER_DECISION' end
        from own join enrolment on enrolment.id = own.enrolment_id where outcome = 'TERMINATED' group by 2, 5
      order by 1, 2`.execute(db),
  );
  return { parts: rows.map((row) => ({ ...row, count: Number(row.count), amountFen: Number(row.amountFen) })) };
}

/** Records under these ids, as they stand: no alias is followed, because a merge is what is being looked at. */
export async function listHoldings(kit: AppKit, ctx: Context, { personIds, since }: Asked): Promise<Holdings> {
  const from = since ?? '-infinity';
  const { rows } = await kit.read(ctx, (db) =>
    sql<{ personId: string; kind: string; id: string }>`
      select person_id, 'MEMBERSHIP' as kind, id from household_member
        where person_id = any(${personIds}::uuid[]) and valid_to is null and recorded_at >= ${from}::timestamptz
      union
      select person_id, 'ENROLMENT', enrolment.id from household_member
        join enrolment on enrolment.household_id = household_member.household_id
        where person_id = any(${personIds}::uuid[]) and enrolment.created_at >= ${from}::timestamptz
      union
      select payee_person_id, 'PAYEE', id from enrolment
        where payee_person_id = any(${personIds}::uuid[]) and created_at >= ${from}::timestamptz
      order by 1, 2, 3`.execute(db),
  );
  const groups = Map.groupBy(rows, ({ personId, kind }) => `${personId}/${kind}`);
  return {
    holdings: [...groups.values()].flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const recordIds = own.slice(0, shown).map(({ id }) => id);
      return [{ personId: first.personId, kind: first.kind, count: own.length, recordIds }];
    }),
  };
}
