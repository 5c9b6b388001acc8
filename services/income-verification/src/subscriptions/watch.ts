import type { Work } from '../app-kit.ts';
import type { AuthorizationRow } from '../authorizations/index.ts';
import { decideSubscription } from './rules.ts';

/** Watches the registers for a person of whom a partner wants to hear; `key` stands where an enrolment's id does. */
export async function watchPerson(
  { kit, unit }: Work,
  watch: { readonly key: string; readonly authorization: AuthorizationRow; readonly purpose: string },
): Promise<void> {
  const { key, authorization, purpose } = watch;
  const today = kit.clock.today();
  const decision = decideSubscription(authorization, today);
  if (!decision.ok) return;
  await unit.db
    .insertInto('subscription')
    .values({
      ...{ id: kit.newId(), personId: authorization.grantorPersonId, enrolmentId: key, caseId: authorization.caseId },
      ...{ purpose, items: decision.items, authorizationId: authorization.id, channel: 'PULL_DAILY' },
      ...{
        currentDivisionCode: authorization.currentDivisionCode,
        fromOn: today,
        toOn: decision.toOn,
        state: 'ACTIVE',
      },
      createdAt: kit.clock.wall(),
    })
    .onConflict((conflict) => conflict.columns(['enrolmentId', 'personId', 'channel']).doNothing())
    .execute();
}

/** The partner does not want to hear any more. */
export async function unwatch({ kit, unit }: Pick<Work, 'kit' | 'unit'>, key: string): Promise<void> {
  const change = { state: 'ENDED', endedOn: kit.clock.today(), endedReason: 'TERMINATED' };
  await unit.db
    .updateTable('subscription')
    .set(change)
    .where('enrolmentId', '=', key)
    .where('state', '=', 'ACTIVE')
    .execute();
}
