import type { Overpayment, OverpaymentSummary } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { OverpaymentTable, RecoveryPlanTable } from '../database.ts';
import type { LevelPart } from '../level-split.ts';
import { instalmentOf } from './rules.ts';

export type OverpaymentView = Static<typeof Overpayment>;
export type SummaryView = Static<typeof OverpaymentSummary>;
type OverpaymentRow = Selectable<OverpaymentTable>;
export type PlanRow = Selectable<RecoveryPlanTable>;

/** A month of an overpayment as recovery works on it, the oldest first. */
export interface MonthRow {
  readonly lineId: string;
  readonly benefitMonth: string;
  readonly outstandingFen: number;
  readonly recoveredFen: number;
  readonly writtenOffFen: number;
  readonly fundId: string;
  readonly fundSplit: readonly LevelPart[];
  readonly sameYear: boolean;
}

/** An overpayment under lock, with its plan and months. */
export interface Debt {
  readonly overpayment: OverpaymentRow;
  readonly plan: PlanRow;
  readonly months: readonly MonthRow[];
  readonly outstandingFen: number;
}

/** The overpayment, its plan locked; undefined where there is none. */
export async function findDebt(db: Db, id: string): Promise<Debt | undefined> {
  const plan = await db
    .selectFrom('recoveryPlan')
    .selectAll()
    .where('overpaymentId', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (plan === undefined) return undefined;
  const overpayment = await db.selectFrom('overpayment').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const { rows } = await sql<MonthRow>`
    select line_id, benefit_month, amount_fen - recovered_fen - written_off_fen as outstanding_fen, recovered_fen,
      written_off_fen, fund_id, fund_split, same_year
    from overpayment_month where overpayment_id = ${id} order by benefit_month, line_id`.execute(db);
  const outstandingFen = rows.reduce((sum, month) => sum + month.outstandingFen, 0);
  return { overpayment, plan, months: rows, outstandingFen };
}

/** The overpayment under lock; throws OVERPAYMENT_UNKNOWN. */
export async function lockDebt(db: Db, id: string): Promise<Debt> {
  const debt = await findDebt(db, id);
  if (debt === undefined) throw fail('OVERPAYMENT_UNKNOWN');
  return debt;
}

/** Debts of an enrolment that a deduction may reduce: those that are offset first, the oldest of them first. */
export async function lockOpenDebts(db: Db, enrolmentId: string): Promise<Debt[]> {
  const { rows } = await sql<{ id: string }>`
    select o.id from overpayment o join recovery_plan p on p.overpayment_id = o.id
    where o.enrolment_id = ${enrolmentId} and p.state in ('OFFSETTING', 'DEMANDED', 'SUSPENDED', 'WAIVED')
    order by p.state <> 'OFFSETTING', o.opened_at, o.id for update of p`.execute(db);
  const debts: Debt[] = [];
  for (const { id } of rows) debts.push(await lockDebt(db, id));
  return debts;
}

/** Overpayments as a list shows them, newest first. */
export async function listSummaries(db: Db, where: RawBuilder<unknown>, limit: number): Promise<SummaryView[]> {
  const { rows } = await sql<SummaryView>`
    select o.id, o.enrolment_id, o.programme, o.current_division_code as division_code, o.fault, o.partner_code,
      o.amount_fen, sum(m.recovered_fen)::bigint as recovered_fen, sum(m.written_off_fen)::bigint as written_off_fen,
      case when p.state = 'WITHDRAWN' then 0 else
        o.amount_fen - sum(m.recovered_fen)::bigint - sum(m.written_off_fen)::bigint end as outstanding_fen,
      p.state, o.opened_on, p.version
    from overpayment o join recovery_plan p on p.overpayment_id = o.id
      join overpayment_month m on m.overpayment_id = o.id
    where ${where} group by o.id, p.overpayment_id order by o.id desc limit ${limit}`.execute(db);
  return rows;
}

/** One overpayment with everything; throws OVERPAYMENT_UNKNOWN. */
export async function showOverpayment(db: Db, id: string): Promise<OverpaymentView> {
  const [summary] = await listSummaries(db, sql`o.id = ${id}`, 1);
  if (summary === undefined) throw fail('OVERPAYMENT_UNKNOWN');
  const { rows: months } = await sql<OverpaymentView['months'][number]>`
    select benefit_month, line_id, paid_fen, due_fen, recovered_fen, written_off_fen from overpayment_month
    where overpayment_id = ${id} order by benefit_month, line_id`.execute(db);
  const { rows: entries } = await sql<OverpaymentView['entries'][number]>`
    select id, kind, means, amount_fen, received_on, line_id, document_no from recovery_entry
    where overpayment_id = ${id} order by id`.execute(db);
  const { debtorIds, monthlyFen, ...plan } = await planOf(db, id);
  const { instalmentFen, monthsLeft } = instalmentOf(summary.outstandingFen, monthlyFen, plan.offsetBp);
  return { ...summary, debtorIds, months, plan: { ...plan, monthlyFen, instalmentFen, monthsLeft }, entries };
}

type PlanView = Omit<OverpaymentView['plan'], 'instalmentFen' | 'monthsLeft'> & { readonly debtorIds: string[] };

async function planOf(db: Db, id: string): Promise<PlanView> {
  const { rows } = await sql<PlanView>`
    select o.debtor_ids, p.state, p.offset_bp, e.amount_fen as monthly_fen,
      case when p.hardship_approved_by is null then p.hardship_bp end as proposed_offset_bp,
      p.write_off_proposed_by is not null and p.write_off_approved_by is null as write_off_proposed,
      p.recall_from, p.recall_due_on
    from overpayment o join recovery_plan p on p.overpayment_id = o.id left join enrolment_copy e on e.id = o.enrolment_id
    where o.id = ${id}`.execute(db);
  const [plan] = rows;
  if (plan === undefined) throw new Error('an overpayment without its plan');
  return plan;
}
