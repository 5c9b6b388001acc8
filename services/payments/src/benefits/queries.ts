import type { OperationOutputOf, programmesOf, queryBenefits } from '@mz/contracts';
import type { Compilable } from '@mz/db';
import type { LegalMonth } from '@mz/domain';
import { type RawBuilder, sql } from 'kysely';
import { build } from '../query-builder.ts';

type Entry = OperationOutputOf<typeof queryBenefits>['entries'][number];
type Programme = OperationOutputOf<typeof programmesOf>['programmes'][number];

/** Months as they are asked for. */
export interface Period {
  readonly fromMonth: LegalMonth;
  readonly toMonth: LegalMonth;
}

const instant = sql.raw(`to_char(h.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

/** Months of persons over all bureaux, under whatever id they were paid: one statement. */
export function entriesOf(personIds: readonly string[], period: Period, withHistory: boolean): Compilable<Entry> {
  const history = withHistory
    ? sql`, (select jsonb_agg(jsonb_build_object('state', h.state, 'amountFen', h.amount_fen, 'at', ${instant})
        order by h.id) from benefit_entry_history h where h.line_id = b.line_id and h.person_id = b.person_id) as history`
    : sql``;
  return compilable<Entry>(sql<Entry>`
    select asked.id as person_id, b.programme, b.bureau, b.current_division_code as division_code, b.benefit_month,
      b.amount_fen, b.state, b.line_id, b.decision_id${history}
    from unnest(${[...personIds]}::uuid[]) as asked(id), ids_of_person(asked.id) as known(id)
      join benefit_entry b on b.person_id = known.id and b.benefit_month between ${period.fromMonth} and ${period.toMonth}
    where b.state <> 'CANCELLED' order by 1, b.benefit_month, b.line_id`);
}

/** Programmes whose enrolment names the person in a month: one statement. */
export function programmesIn(personId: string, month: LegalMonth): Compilable<Programme> {
  return compilable<Programme>(sql<Programme>`
    select e.programme, p.title, p.bureau, e.current_division_code as division_code, min(e.from_month) as from_month
    from enrolment_copy e join programme p on p.code = e.programme
    where e.person_ids && array(select ids_of_person(${personId}::uuid))
      and e.from_month <= ${month} and coalesce(e.last_month, '9999-12') >= ${month}
    group by 1, 2, 3, 4 order by 1, 4`);
}

/** A month of the citizen's own, all lines of a programme in one. */
export interface OwnMonth {
  readonly benefitMonth: LegalMonth;
  readonly programme: string;
  readonly title: string;
  readonly bureau: string;
  readonly amountFen: number;
  readonly paidFen: number;
  readonly state: string;
  readonly paidOn: string | null;
  readonly decisionId: string;
  readonly history: readonly { readonly state: string; readonly at: string }[];
}

/**
 * The citizen's months, newest first, each once: a failed line counts no more when it was re-issued, a cancelled one only
 * in the history; the state is that of the part which is furthest from the account. One statement.
 */
export function ownMonths(personId: string, period: Period): Compilable<OwnMonth> {
  return compilable<OwnMonth>(sql<OwnMonth>`
    with months as (
      select b.*, l.posted_on, b.state <> 'CANCELLED' and not exists (
          select from line r where r.enrolment_id = l.enrolment_id and r.benefit_month = l.benefit_month
            and r.kind = 'REISSUE' and r.cause_id = l.id and r.state <> 'CANCELLED') as counts
      from benefit_entry b join line l on l.id = b.line_id
      where b.person_id in (select ids_of_person(${personId}::uuid))
        and b.benefit_month between ${period.fromMonth} and ${period.toMonth}
    )
    select m.benefit_month, m.programme, p.title, m.bureau,
      sum(m.amount_fen) filter (where m.counts)::bigint as amount_fen,
      coalesce(sum(m.amount_fen) filter (where m.counts and m.state = 'SETTLED'), 0)::bigint as paid_fen,
      (array_agg(m.state order by array_position('{HELD,FAILED,OWED,FILED,RECOVERED,SETTLED}', m.state))
        filter (where m.counts))[1] as state,
      max(m.posted_on) filter (where m.counts and m.state = 'SETTLED') as paid_on,
      (array_agg(m.decision_id order by m.line_id desc) filter (where m.counts))[1] as decision_id,
      (select jsonb_agg(jsonb_build_object('state', h.state, 'at', ${instant}) order by h.id)
        from benefit_entry_history h join months x on x.line_id = h.line_id and x.person_id = h.person_id
        where x.benefit_month = m.benefit_month and x.programme = m.programme) as history
    from months m join programme p on p.code = m.programme
    group by 1, 2, 3, 4 having bool_or(m.counts) order by 1 desc, 2 limit 600`);
}

function compilable<R>(statement: RawBuilder<R>): Compilable<R> {
  return { compile: () => statement.compile(build) };
}
