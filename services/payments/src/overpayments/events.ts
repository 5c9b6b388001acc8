import { overpaymentOpened, overpaymentRecovered, overpaymentWrittenOff, recoveryPlanChanged } from '@mz/contracts';
import { type Fen, fen } from '@mz/domain';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { Debt, PlanRow } from './queries.ts';

type Told = Pick<Debt, 'overpayment' | 'plan'>;

function headOf({ overpayment, plan }: Told) {
  return {
    subject: overpayment.id,
    divisionCode: overpayment.currentDivisionCode,
    aggregateVersion: plan.version,
  };
}

/** A new debt stands in the books. */
export function tellOpened({ unit }: Work, told: Told): void {
  const { id, enrolmentId, amountFen, fault, partnerCode } = told.overpayment;
  const data = { overpaymentId: id, enrolmentId, amountFen, fault, partnerCode };
  unit.publish(overpaymentOpened, { ...headOf(told), data });
}

/** Part of it came back. */
export function tellRecovered(
  { unit }: Work,
  told: Told,
  step: { readonly amountFen: Fen; readonly means: string; readonly outstandingFen: Fen },
): void {
  const { id, enrolmentId } = told.overpayment;
  unit.publish(overpaymentRecovered, { ...headOf(told), data: { overpaymentId: id, enrolmentId, ...step } });
}

/** What was left was written off. */
export function tellWrittenOff({ unit }: Work, told: Told, amountFen: Fen): void {
  const { id, enrolmentId } = told.overpayment;
  unit.publish(overpaymentWrittenOff, { ...headOf(told), data: { overpaymentId: id, enrolmentId, amountFen } });
}

/** What the bureau needs to write deductions, and to pay again what came back of a finding that fell: the newest stands. */
export function tellPlan(
  { unit }: Work,
  told: Told,
  { outstandingFen, recoveredFen }: { readonly outstandingFen: Fen; readonly recoveredFen: Fen },
): void {
  const { overpayment, plan } = told;
  const { state, offsetBp } = plan;
  const of = { overpaymentId: overpayment.id, enrolmentId: overpayment.enrolmentId };
  unit.publish(recoveryPlanChanged, {
    ...headOf(told),
    data: { ...of, state, offsetBp, outstandingFen, recoveredFen },
  });
}

/** What came back of a debt so far. */
export function recoveredOf({ months }: Pick<Debt, 'months'>): Fen {
  return fen(months.reduce((sum, { recoveredFen }) => sum + recoveredFen, 0));
}

/** Writes fields of a plan and counts its version. */
export async function changePlan(
  { unit }: Work,
  debt: Debt,
  set: Partial<Omit<PlanRow, 'overpaymentId' | 'version' | 'currentDivisionCode'>>,
): Promise<Told> {
  const plan = await unit.db
    .updateTable('recoveryPlan')
    .set({ ...set, version: sql`version + 1` })
    .where('overpaymentId', '=', debt.overpayment.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { overpayment: debt.overpayment, plan };
}
