import { type CaseFacts, type CaseResult, caseRef, enrolmentApproved } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { reviewClass } from '../rules/index.ts';

/** Enrols a household: from the month after approval, with its first assessment, certificate and review date; answers its id. */
export async function createEnrolment(
  { kit, ctx, unit }: Work,
  row: ApplicationRow,
  decided: { readonly facts: CaseFacts; readonly result: CaseResult; readonly decisionId: string },
): Promise<string> {
  const { facts, result, decisionId } = decided;
  const enrolmentId = kit.newId();
  const fromMonth = result.fromMonth ?? '';
  const review = reviewClass(facts);
  await unit.db
    .insertInto('enrolment')
    .values({
      id: enrolmentId,
      applicationId: row.id,
      householdId: row.householdId ?? '',
      programme: row.programme,
      state: 'ACTIVE',
      class: review.class,
      eventDivisionCode: row.currentDivisionCode,
      currentDivisionCode: row.currentDivisionCode,
      fromMonth,
      amountFen: result.amountFen,
      certificateNo: certificateNo(row, fromMonth),
      nextReviewOn: review.nextReviewOn,
      decisionId,
      approvedBy: ctx.actor.subject,
      createdAt: kit.clock.wall(),
    })
    .execute();
  await unit.db
    .insertInto('assessment')
    .values({ id: kit.newId(), enrolmentId, fromMonth, decisionId, recordedAt: kit.clock.wall() })
    .execute();
  unit.publish(enrolmentApproved, {
    subject: enrolmentId,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: 1,
    data: {
      enrolmentId,
      applicationId: row.id,
      caseId: caseRef('social-assistance', row.id),
      householdId: row.householdId ?? '',
      programme: row.programme,
      personIds: result.counted.filter(({ counted }) => counted).map(({ personId }) => personId),
      fromMonth,
      amountFen: result.amountFen,
      decisionId,
    },
  });
  return enrolmentId;
}

/** County, year, and what is left of the application's id: never reused, carries no identity. */
export function certificateNo(row: Pick<ApplicationRow, 'id' | 'currentDivisionCode'>, fromMonth: string): string {
  const county = row.currentDivisionCode.slice(0, 6);
  return `D${county}-${fromMonth.slice(0, 4)}-${row.id.replaceAll('-', '').slice(-10).toUpperCase()}`;
}
