import type { EventOf, enrolmentApproved, enrolmentChanged, enrolmentTerminated } from '@mz/contracts';
import { type Outcome, samePersons } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import { itemsOfAgency } from '../agreements/index.ts';
import type { Work } from '../app-kit.ts';
import { type Enrolled, endMembers, findEnrolment, keepMembers, rememberCase } from '../batches/index.ts';
import { recordApproval } from '../indicators/index.ts';
import { loadParameters } from '../parameters/index.ts';
import { byChannel, decideSubscription } from './rules.ts';

const done: Outcome = { kind: 'done' };
const province = '370000000000';

/** Who is enrolled draws a benefit; the registers are watched for everyone of them whose authorization is continuous. */
export async function onApproved(work: Work, event: EventOf<typeof enrolmentApproved>): Promise<Outcome> {
  const { data, divisioncode: divisionCode } = event;
  const { enrolmentId, caseId, personIds } = data;
  await recordApproval(work, event);
  if (await isEnded(work, enrolmentId)) return done;
  // The first word of an enrolment, unless a later one was heard of before.
  const version = 1;
  if ((await findEnrolment(work, enrolmentId)) === undefined) {
    await keepMembers(work, { enrolmentId, caseId, divisionCode, personIds, version });
  }
  await watch(work, { enrolmentId, caseId, divisionCode, personIds, version });
  await work.kit.wake(work.unit, causeOf(enrolmentId));
  return done;
}

/** Who came into the household is watched from now on, who left it no longer. */
export async function onChanged(
  work: Work,
  { data, aggregateversion: version, divisioncode: divisionCode }: EventOf<typeof enrolmentChanged>,
): Promise<Outcome> {
  const { enrolmentId, personIds } = data;
  if (await isEnded(work, enrolmentId)) return done;
  const known = await findEnrolment(work, enrolmentId);
  if (known === undefined) return { kind: 'waiting', for: causeOf(enrolmentId) };
  if (known.version > version) return done;
  const enrolled = { enrolmentId, caseId: known.caseId, divisionCode, personIds, version };
  await keepMembers(work, enrolled);
  await work.unit.db
    .updateTable('subscription')
    .set({ state: 'ENDED', endedOn: work.kit.clock.today(), endedReason: 'TERMINATED' })
    .where('enrolmentId', '=', enrolmentId)
    .where('state', '=', 'ACTIVE')
    .where(sql<SqlBool>`person_id <> all (${[...(await samePersons(work.unit.db, personIds)).keys()]}::uuid[])`)
    .execute();
  await watch(work, enrolled);
  return done;
}

/** Nobody is watched whose benefit has ended; also when the end was heard of first. */
export async function onTerminated(work: Work, { data }: EventOf<typeof enrolmentTerminated>): Promise<Outcome> {
  const { kit, unit } = work;
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
  await endMembers(work, data.enrolmentId);
  await kit.wake(unit, causeOf(data.enrolmentId));
  unit.audit({ action: 'subscriptions.end', recordType: 'enrolment', recordId: data.enrolmentId });
  return done;
}

async function isEnded({ unit }: Work, enrolmentId: string): Promise<boolean> {
  const ended = await unit.db
    .selectFrom('endedEnrolment')
    .select('enrolmentId')
    .where('enrolmentId', '=', enrolmentId)
    .executeTakeFirst();
  return ended !== undefined;
}

/** Starts a subscription for each person and channel under the authorization that lasts longest. */
async function watch(work: Work, { enrolmentId, caseId, divisionCode, personIds }: Enrolled): Promise<void> {
  const { kit, unit } = work;
  const today = kit.clock.today();
  if (personIds.length === 0) return;
  const authorizations = await unit.db
    .selectFrom('meansAuthorization')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('grantorPersonId', 'in', [...(await samePersons(unit.db, personIds)).keys()])
    .orderBy('validTo', 'desc')
    .execute();
  const agencies = (await loadParameters(unit.db, province, today)).texts('change_push_agencies');
  const pushed = new Set(agencies.flatMap((agency) => itemsOfAgency(agency) ?? []));
  const watched = new Set<string>();
  for (const authorization of authorizations) {
    const decision = decideSubscription(authorization, today);
    if (!decision.ok) continue;
    const { purpose, toOn } = decision;
    const personId = authorization.grantorPersonId;
    watched.add(personId);
    for (const [channel, items] of byChannel(decision.items, pushed)) {
      await unit.db
        .insertInto('subscription')
        .values({
          ...{ id: kit.newId(), personId, enrolmentId, caseId, purpose, items, channel },
          ...{ authorizationId: authorization.id, currentDivisionCode: divisionCode, fromOn: today, toOn },
          ...{ state: 'ACTIVE', createdAt: kit.clock.wall() },
        })
        .onConflict((conflict) => conflict.columns(['enrolmentId', 'personId', 'channel']).doNothing())
        .execute();
    }
  }
  await rememberCase(work, { caseId, personIds: [...watched] });
  const after = { authorizations: authorizations.length, watched: watched.size };
  unit.audit({ action: 'subscriptions.start', recordType: 'enrolment', recordId: enrolmentId, after });
}

function causeOf(enrolmentId: string): string {
  return `enrolment:${enrolmentId}`;
}
