import type { OperationInputOf, OperationOutputOf, recordReportConsent } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { getRequestRow } from '../requests/index.ts';

/** Records in writing that an adult member lets the applicant read what the report says of them (income-verification.md §9). */
export async function recordConsent(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof recordReportConsent>,
): Promise<OperationOutputOf<typeof recordReportConsent>> {
  return kit.write(ctx, async (unit) => {
    const request = await getRequestRow(unit.db, params.id, true);
    kit.authorize(ctx, { divisionCode: request.currentDivisionCode });
    const { personId, documentSha256 } = body;
    const member = request.brief.members.find((one) => one.personId === personId);
    if (member?.adult !== true) throw fail('SUBJECT_NOT_IN_HOUSEHOLD', { pointer: '/body/personId' });
    const recordedOn = kit.clock.today();
    const saved = await unit.db
      .insertInto('reportConsent')
      .values({ requestId: request.id, personId, documentSha256, recordedBy: ctx.actor.subject, recordedOn })
      .onConflict((conflict) => conflict.columns(['requestId', 'personId']).doNothing())
      .returning('personId')
      .executeTakeFirst();
    if (saved === undefined) throw fail('CONSENT_RECORDED');
    unit.audit({
      action: ctx.operationId,
      recordType: 'verification_request',
      recordId: request.id,
      after: { personId },
    });
    return { personId, recordedOn };
  });
}
