import type { EventOf, enrolmentApproved, enrolmentTerminated } from '@mz/contracts';
import { type Outcome, samePersons } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { recordApproval } from '../indicators/index.ts';
import { decideSubscription } from './rules.ts';

/** The registers are watched for every enrolled person whose authorization is continuous. */
export async function onApproved(work: Work, event: EventOf<typeof enrolmentApproved>): Promise<Outcome> {
  const { data } = event;
  const { kit, unit } = work;
  const { db } = unit;
  await recordApproval(work, event);
  const ended = await db
    .selectFrom('endedEnrolment')
    .select('enrolmentId')
    .where('enrolmentId', '=', data.enrolmentId)
    .executeTakeFirst();
  if (ended !== undefined) return { kind: 'done' };
  const today = kit.clock.today();
  const authorizations = await db
    .selectFrom('meansAuthorization')
    .selectAll()
    .where('caseId', '=', data.caseId)
    .where('grantorPersonId', 'in', [...(await samePersons(db, data.personIds)).keys()])
    .orderBy('validTo', 'desc')
    .execute();
  for (const authorization of authorizations) {
    const decision = decideSubscription(authorization, today);
    if (!decision.ok) continue;
    const { items, purpose, toOn } = decision;
    await db
      .insertInto('subscription')
      .values({
        ...{ id: kit.newId(), personId: authorization.grantorPersonId, enrolmentId: data.enrolmentId },
        ...{ caseId: data.caseId, purpose, items, authorizationId: authorization.id, channel: 'PULL_DAILY' },
        ...{ currentDivisionCode: authorization.currentDivisionCode, fromOn: today, toOn, state: 'ACTIVE' },
        createdAt: kit.clock.wall(),
      })
      .onConflict((conflict) => conflict.columns(['enrolmentId', 'personId']).doNothing())
      .execute();
  }
  const after = { authorizations: authorizations.length };
  unit.audit({ action: 'subscriptions.start', recordType: 'enrolment', recordId: data.enrolmentId, after });
  return { kind: 'done' };
}

/** Nobody is watched whose benefit has ended; also when the end was heard of first. */
export async function onTerminated(
  { kit, unit }: Work,
  { data }: EventOf<typeof enrolmentTerminated>,
): Promise<Outcome> {
  const endedOn = kit.clock.today();
  await unit.db
    .insertInto('endedEnrolment')
    .values({ enrolmentId: data.enrolmentId, endedOn })
    .onConflict((conflict) => conflict.column('enrolmentId').doNothing())
    .execute();
  await unit.db
    .updateTable('subscription')
    .set({ state: 'ENDED', endedOn, endedReason: 'TERMINATED' })
    .where('enrolmentId', '=', data.enrolmentId)
    .where('state', '=', 'ACTIVE')
    .execute();
  unit.audit({ action: 'subscriptions.end', recordType: 'enrolment', recordId: data.enrolmentId });
  return { kind: 'done' };
}
