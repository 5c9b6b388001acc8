import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';

/** A line as it lies here, with its payee and the account in force. */
export interface LineRow {
  readonly id: string;
  readonly enrolmentId: string;
  readonly state: string;
  readonly benefitMonth: string;
  readonly kind: string;
  readonly causeId: string;
  readonly amountFen: number;
  readonly deductionFen: number;
  readonly decisionId: string;
  readonly payableAfterDeath: string;
  readonly payeeKind: string;
  readonly payeePersonId: string | null;
  readonly accountId: string | null;
  readonly usableFrom: string | null;
  readonly holderMatches: boolean | null;
}

/*
 * Rows are sought by key: `offset 0` keeps the planner from reading the province under row security instead, which it
 * takes for small where the statistics are older than the rows.
 */

/** Which lines are read: some of them, or a page of a run after an id. */
export type WantedLines =
  | { readonly lineIds: readonly string[] }
  | { readonly runId: string; readonly after: string | undefined; readonly limit: number };

/** The lines in the order of their ids. */
export async function readLines(db: Db, wanted: WantedLines): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    with wanted as materialized (select l.* from line l ${whichOf(wanted)})
    select l.id, l.enrolment_id, l.state, l.benefit_month, l.kind, l.cause_id, l.amount_fen, l.deduction_fen,
      l.decision_id, pr.payable_after_death, p.kind as payee_kind, p.person_id as payee_person_id, a.id as account_id,
      a.usable_from, a.holder_matches
    from wanted l
      cross join lateral (select programme from run where run.id = l.run_id offset 0) as r
      join programme pr on pr.code = r.programme
      cross join lateral (select id, kind, person_id from payee where payee.id = l.payee_id offset 0) as p
      left join lateral (select id, usable_from, holder_matches from account
        where account.payee_id = p.id and status in ('ACTIVE', 'CHANGE_PENDING') offset 0) as a on true
    order by l.id`.execute(db);
  return rows;
}

function whichOf(wanted: WantedLines) {
  if ('lineIds' in wanted) return sql`where l.id = any (${[...wanted.lineIds]}::uuid[])`;
  const after = wanted.after ?? '00000000-0000-0000-0000-000000000000';
  return sql`where l.run_id = ${wanted.runId} and l.id > ${after}::uuid order by l.id limit ${wanted.limit}`;
}

/** Who shares each line. */
export async function readSharers(db: Db, lineIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ lineId: string; personIds: string[] }>`
    select b.line_id, array_agg(b.person_id) as person_ids
    from unnest(${[...lineIds]}::uuid[]) as wanted (id)
      cross join lateral (select line_id, person_id from benefit_entry where line_id = wanted.id offset 0) as b
    group by b.line_id`.execute(db);
  return new Map(rows.map(({ lineId, personIds }) => [lineId, personIds]));
}

/** Codes of each line that stand or were judged away before. */
export async function readKnownCodes(
  db: Db,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ lineId: string; codes: string[] }>`
    select h.line_id, array_agg(h.code) as codes
    from unnest(${[...lineIds]}::uuid[]) as wanted (id)
      cross join lateral (select line_id, code from hold
        where hold.line_id = wanted.id and state in ('OPEN', 'FLAGGED', 'RELEASED') offset 0) as h
    group by h.line_id`.execute(db);
  return new Map(rows.map(({ lineId, codes }) => [lineId, codes]));
}

/** Last month's settled amount of each enrolment under the same decision, by line. */
export async function readLastSettled(db: Db, lines: readonly LineRow[]): Promise<ReadonlyMap<string, number>> {
  const asked = lines.map(({ id, enrolmentId, decisionId, kind, benefitMonth }) => ({
    ...{ id, enrolment_id: enrolmentId, decision_id: decisionId },
    ...{ kind, month: benefitMonth },
  }));
  const { rows } = await sql<{ id: string; amountFen: number }>`
    select mine.id, min(last.amount_fen)::bigint as amount_fen
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as mine (id uuid, enrolment_id uuid, decision_id uuid, kind text, month text)
      cross join lateral (select * from line where line.enrolment_id = mine.enrolment_id and line.state <> 'CANCELLED'
        and line.benefit_month = to_char((mine.month || '-01')::date - interval '1 month', 'YYYY-MM') offset 0) as last
    where last.state = 'SETTLED' and last.decision_id = mine.decision_id and last.kind = mine.kind
    group by mine.id`.execute(db);
  return new Map(rows.map(({ id, amountFen }) => [id, amountFen]));
}

/** Which of these lines pay again what was suspended. */
export async function readSuspendedCauses(db: Db, lines: readonly LineRow[]): Promise<ReadonlySet<string>> {
  const reissued = lines.filter(({ kind }) => kind === 'REISSUE');
  if (reissued.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select c.id from line c where c.state = 'SUSPENDED'
      and c.id = any (${reissued.map(({ causeId }) => causeId)}::uuid[])`.execute(db);
  const suspended = new Set(rows.map(({ id }) => id));
  return new Set(reissued.filter(({ causeId }) => suspended.has(causeId)).map(({ id }) => id));
}

/** Which of these lines keep back more than the debts of their enrolment less what earlier lines will keep back of them. */
export async function readExcessive(db: Db, lines: readonly LineRow[]): Promise<ReadonlySet<string>> {
  const deducting = lines.filter(({ deductionFen }) => deductionFen > 0).map(({ id }) => id);
  if (deducting.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select l.id from line l join run r on r.id = l.run_id
    where l.id = any (${deducting}::uuid[])
      and not exists (select from recovery_entry re where re.line_id = l.cause_id)
      and l.deduction_fen > coalesce((
        select sum(m.amount_fen - m.recovered_fen - m.written_off_fen) from overpayment o
          join overpayment_month m on m.overpayment_id = o.id join recovery_plan rp on rp.overpayment_id = o.id
        where o.enrolment_id = l.enrolment_id and rp.state not in ('WITHDRAWN', 'WRITTEN_OFF')), 0)
      - coalesce((
        select sum(el.deduction_fen) from line el join run er on er.id = el.run_id
        where el.enrolment_id = l.enrolment_id and el.state in ('PULLED', 'READY', 'HELD', 'FILED')
          and (er.sealed_on, er.created_at, el.id) < (r.sealed_on, r.created_at, l.id)), 0)`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
