import type { OperationInputOf, OperationOutputOf, paymentsDeathConsequences } from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';

type Answer = OperationOutputOf<typeof paymentsDeathConsequences>;
type Part = Answer['parts'][number];

interface Notice {
  readonly notedOn: string;
  readonly deathMonth: string;
  readonly isRevoked: boolean;
}

/** What a death notice did to lines and debts, and what of it was undone (payments.md §8). */
export async function readConsequences(
  kit: AppKit,
  ctx: Context,
  { noticeId, personId }: OperationInputOf<typeof paymentsDeathConsequences>['body'],
): Promise<Answer> {
  return kit.read(ctx, async (db) => {
    const { rows } = await sql<Notice>`
      select noted_on, to_char(death_date, 'YYYY-MM') as death_month, revoked_by_notice is not null as is_revoked
      from death_notice where notice_id = ${noticeId}
        and person_id in (select ids_of_person(${personId}))`.execute(db);
    const [notice] = rows;
    if (notice === undefined) return { parts: [] };
    const parts = [
      ...(await markedLines(db, personId, notice)),
      ...(await cancelledLines(db, personId, notice)),
      ...(await overpayments(db, personId, notice)),
    ];
    return { parts };
  });
}

const linesOf = (personId: string) => sql`
  (exists (select from payee p where p.id = l.payee_id and p.person_id in (select ids_of_person(${personId})))
    or exists (select from benefit_entry b where b.line_id = l.id and b.person_id in (select ids_of_person(${personId}))))`;

/** Holds and marks of the death, those of lines that were ended counted with the ended lines. */
async function markedLines(db: Db, personId: string, { notedOn, isRevoked }: Notice): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select case h.code when 'DEAD_MEMBER' then 'FLAGGED_LINE' when 'RECALL_AFTER_DEATH' then 'RECALL_FLAG'
        else 'HELD_LINE' end as kind,
      case when h.state in ('LIFTED', 'RELEASED') then 'UNDONE' when ${isRevoked} then 'NOT_UNDONE' else 'STANDS' end as state,
      count(*)::int as count, sum(l.amount_fen)::bigint as amount_fen,
      case when ${isRevoked} and h.state not in ('LIFTED', 'RELEASED') then '暂缓或标记尚未解除' end as reason
    from hold h join line l on l.id = h.line_id
    where h.code in ('DEAD_PAYEE', 'DEAD_MEMBER', 'DEATH_UNCONFIRMED', 'RECALL_AFTER_DEATH') and h.state <> 'CANCELLED'
      and h.opened_on >= ${notedOn}::date and ${linesOf(personId)}
    group by 1, 2, 5 order by 1, 2`.execute(db);
  return rows;
}

/** Lines that the bureau took back after the notice: undone once the month is on its way again. */
async function cancelledLines(db: Db, personId: string, notice: Notice): Promise<Part[]> {
  const again = sql`exists (select from line n join benefit_entry nb on nb.line_id = n.id
    where n.enrolment_id = l.enrolment_id and n.id <> l.id and n.state <> 'CANCELLED'
      and (n.benefit_month = l.benefit_month or n.kind = 'SUPPLEMENT')
      and nb.person_id in (select ids_of_person(${personId})))`;
  const { rows } = await sql<Part>`
    select 'CANCELLED_LINE' as kind,
      case when not ${notice.isRevoked} then 'STANDS' when ${again} then 'UNDONE' else 'NOT_UNDONE' end as state,
      count(*)::int as count, sum(l.amount_fen)::bigint as amount_fen,
      case when ${notice.isRevoked} and not ${again} then '主管部门尚未重新发放' end as reason
    from withdrawn_line w join line l on l.id = w.line_id and l.state = 'CANCELLED'
    where w.withdrawn_on >= ${notice.notedOn}::date and l.benefit_month > ${notice.deathMonth} and ${linesOf(personId)}
    group by 2, 5 order by 2`.execute(db);
  return rows;
}

/** Debts for months after the death, and cash that came back of them and that no machine pays out again. */
async function overpayments(db: Db, personId: string, notice: Notice): Promise<Part[]> {
  const wanted = sql`o.opened_on >= ${notice.notedOn}::date and exists (select from overpayment_month m
    join line l on l.id = m.line_id where m.overpayment_id = o.id and m.benefit_month > ${notice.deathMonth}
    and ${linesOf(personId)})`;
  const { rows } = await sql<Part>`
    select 'OVERPAYMENT' as kind,
      case when p.state = 'WITHDRAWN' then 'UNDONE' when ${notice.isRevoked} then 'NOT_UNDONE' else 'STANDS' end as state,
      count(*)::int as count, sum(o.amount_fen)::bigint as amount_fen,
      case when ${notice.isRevoked} and p.state <> 'WITHDRAWN' then '主管部门尚未撤销多发认定' end as reason
    from overpayment o join recovery_plan p on p.overpayment_id = o.id where ${wanted} group by 2, 5
    union all
    select 'REFUND', case when ${notice.isRevoked} then 'NOT_UNDONE' else 'STANDS' end, count(*)::int,
      sum(e.amount_fen)::bigint, case when ${notice.isRevoked} then '已退回的现金须由主管部门补发' end
    from recovery_entry e join overpayment o on o.id = e.overpayment_id where e.kind = 'REFUND' and ${wanted}
    group by 2, 5 order by 1, 2`.execute(db);
  return rows;
}
