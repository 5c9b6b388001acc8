import type { EventOf, enrolmentApproved } from '@mz/contracts';
import type { Work } from '../app-kit.ts';

/** Remembers a benefit that a bureau approved, with the report of its case that is valid today (IV-08). */
export async function recordApproval({ kit, unit }: Work, event: EventOf<typeof enrolmentApproved>): Promise<void> {
  const { enrolmentId, applicationId } = event.data;
  const today = kit.clock.today();
  const report = await unit.db
    .selectFrom('report')
    .select('id')
    .where('applicationId', '=', applicationId)
    .where('state', '=', 'ISSUED')
    .where('validTo', '>=', today)
    .orderBy('reportVersion', 'desc')
    .executeTakeFirst();
  await unit.db
    .insertInto('enrolmentApproval')
    .values({
      ...{ enrolmentId, applicationId, approvedOn: today, reportId: report?.id ?? null },
      currentDivisionCode: event.divisioncode,
    })
    .onConflict((conflict) => conflict.column('enrolmentId').doNothing())
    .execute();
}
