import type {
  decideWorkRefusal as decideOperation,
  OperationInputOf,
  OperationOutputOf,
  recordWorkRefusal as recordOperation,
} from '@mz/contracts';
import { type Context, fail, refusal, samePersons } from '@mz/service-kit';
import { adjustEnrolment } from '../adjustments/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { parameterToday } from '../case-work/index.ts';
import { listCurrentMembers } from '../households/index.ts';
import { refusalsInRow } from '../rules/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { caseOf, currentFacts, withStops } from './facts.ts';
import { changeEnrolment, type EnrolmentRow, readExpectedEnrolment } from './rows.ts';
import { listOffers, listStoppedPersons, type OfferRow } from './stops.ts';
import { type Changed, nextMonth, toChanged } from './suspensions.ts';

type RecordBody = OperationInputOf<typeof recordOperation>['body'];
type Recorded = OperationOutputOf<typeof recordOperation>;
type DecideBody = OperationInputOf<typeof decideOperation>['body'];

const law = '《社会救助暂行办法》(国务院令第649号)第四十五条';

/** Records a suitable job that was offered to a member, and the answer (SA-649 art. 45). */
export async function recordOffer(kit: AppKit, ctx: Context, id: string, body: RecordBody): Promise<Recorded> {
  await refuseRelatives(kit, ctx, await readExpectedEnrolment(kit, ctx, id));
  return changeEnrolment(kit, ctx, id, async (work, enrolment) => {
    requireEnrolled(enrolment);
    const { offeredOn, answer, reasonCode = null } = body;
    if (answer === 'ACCEPTED' && reasonCode !== null) {
      throw fail('REVIEW_REASON_INVALID', { pointer: '/body/reasonCode' });
    }
    const personId = await requireMember(work, enrolment, body.personId);
    const isEarly = offeredOn < (await latestOf(work, enrolment, personId));
    if (isEarly || offeredOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/offeredOn' });
    const offer = { enrolmentId: id, personId, offeredOn, answer, reasonCode, offeredBy: ctx.actor.subject };
    await work.unit.db
      .insertInto('workOffer')
      .values({ ...offer, id: kit.newId(), recordedAt: kit.clock.wall() })
      .execute();
    const { version } = await work.unit.db
      .updateTable('enrolment')
      .set((row) => ({ version: row('version', '+', 1) }))
      .where('id', '=', id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const refusals = refusalsInRow(await offersOf(work, enrolment, personId));
    work.unit.audit({
      action: 'enrolments.recordWorkRefusal',
      recordType: 'enrolment',
      recordId: id,
      after: { personId, answer, refusals },
    });
    return { enrolmentId: id, personId, refusals, decidable: refusals >= (await timesOf(work, enrolment)), version };
  });
}

/** Stops the part of a member who refused three suitable jobs in a row without a reason (reading 7: e − 1, n unchanged). */
export async function decideRefusal(kit: AppKit, ctx: Context, id: string, body: DecideBody): Promise<Changed> {
  await refuseRelatives(kit, ctx, await readExpectedEnrolment(kit, ctx, id));
  return changeEnrolment(kit, ctx, id, async (work, enrolment) => {
    requireEnrolled(enrolment);
    const { db } = work.unit;
    const personId = await requireMember(work, enrolment, body.personId);
    const offers = await offersOf(work, enrolment, personId);
    const row = offers.slice(offers.length - refusalsInRow(offers));
    kit.authorize(ctx, {
      divisionCode: enrolment.currentDivisionCode,
      separatedFrom: row.map(({ offeredBy: subject }) => ({ subject, code: 'SEPARATION_OF_DUTIES' })),
    });
    if (row.length < (await timesOf(work, enrolment)))
      throw refusal([{ code: 'WORK_REFUSAL_TOO_FEW', legalBasis: law }]);
    const stopped = await listStoppedPersons(db, id);
    if (stopped.has(personId)) throw fail('STATE_TRANSITION_INVALID');
    const before = await currentFacts(work, enrolment);
    const members = withStops(before.members, new Set([...stopped, personId]));
    const facts = { ...before, decidedOn: kit.clock.today(), members };
    const fromMonth = nextMonth(kit);
    const stopId = kit.newId();
    const adjusted = await adjustEnrolment(work, id, {
      cause: 'WORK_REFUSAL',
      outcome: 'CHANGED',
      causeId: stopId,
      fromMonth,
      facts,
      reasons: [{ code: 'WORK_REFUSAL', legalBasis: law, text: body.text }],
    });
    const { decisionId } = adjusted;
    await db.insertInto('benefitStop').values({ id: stopId, enrolmentId: id, personId, decisionId }).execute();
    work.unit.audit({
      action: 'enrolments.decideWorkRefusal',
      recordType: 'enrolment',
      recordId: id,
      after: { personId, refusals: row.length },
      decisionId,
    });
    return toChanged(work, id, { adjusted, fromMonth });
  });
}

function requireEnrolled({ state }: EnrolmentRow): void {
  if (state !== 'ACTIVE' && state !== 'SUSPENDED') throw fail('STATE_TRANSITION_INVALID');
}

/** The id under which the household has a counted member; throws PERSON_NOT_IN_HOUSEHOLD. */
async function requireMember({ unit }: Work, { householdId }: EnrolmentRow, personId: string): Promise<string> {
  const same = await samePersons(unit.db, [personId]);
  const members = await listCurrentMembers(unit.db, householdId);
  const member = members.find((one) => one.counted && same.has(one.personId));
  if (member === undefined) throw fail('PERSON_NOT_IN_HOUSEHOLD', { pointer: '/body/personId' });
  return member.personId;
}

async function offersOf({ unit }: Work, { id }: EnrolmentRow, personId: string): Promise<OfferRow[]> {
  return (await listOffers(unit.db, id)).filter((offer) => offer.personId === personId);
}

/** Offers are told in their order; the first one not before the grant. */
async function latestOf(work: Work, enrolment: EnrolmentRow, personId: string): Promise<string> {
  const latest = (await offersOf(work, enrolment, personId)).at(-1);
  if (latest !== undefined) return latest.offeredOn;
  const grant = work.unit.db.selectFrom('decision').select('decidedOn').where('id', '=', enrolment.decisionId);
  return (await grant.executeTakeFirstOrThrow()).decidedOn;
}

async function timesOf(work: Work, enrolment: EnrolmentRow): Promise<number> {
  return parameterToday(work, await caseOf(work, enrolment), 'work_refusal.times');
}
