import { type OperationInputOf, type startReview as startOperation, verificationRequested } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail, refusal } from '@mz/service-kit';
import { makeBrief, requestOf } from '../acceptance/index.ts';
import type { AppKit, Work } from '../app-kit.ts';
import { findDeclaration } from '../applications/index.ts';
import { findAuthorizationFaults } from '../authorizations/index.ts';
import { listCurrentMembers, type PersonFacts } from '../households/index.ts';
import { fileHits, matchKin } from '../near-relatives/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { redeclare } from './declare.ts';
import { type Asked, askPeople, caseOf, reviewFacts } from './facts.ts';
import { changeReview, type ReviewedRow, readExpectedReview, saveReview, standingOf } from './rows.ts';
import type { Review, ReviewRow } from './shape.ts';
import { takeReviewStep } from './states.ts';
import { openTask } from './tasks.ts';

type StartBody = OperationInputOf<typeof startOperation>['body'];

/** Starts a review: the means are verified again by a new immutable brief; without valid authorizations a renewal task instead. */
export async function startReview(kit: AppKit, ctx: Context, id: string, body: StartBody): Promise<Review> {
  const asked = await readExpectedReview(kit, ctx, id);
  takeReviewStep(ctx, standingOf(asked), 'start');
  await refuseRelatives(kit, ctx, asked.enrolment);
  const facts = await askPeople(kit, ctx, asked.enrolment);
  await requireAuthorized(kit, ctx, asked, facts);
  const { applicationId, currentDivisionCode: divisionCode } = asked.enrolment;
  // Kin of staff is looked for again at each review (handbook §5.3).
  const { unfiled } = await matchKin(kit, ctx, { applicationId, divisionCode });
  return changeReview(kit, ctx, id, async (work, found) => {
    const state = takeReviewStep(ctx, standingOf(found), 'start');
    await requireNoneRunning(work, found);
    await redeclare(work, found.enrolment, body.declaration);
    const started = { startedOn: kit.clock.today(), startedBy: ctx.actor.subject };
    const requestId = await orderVerification(
      work,
      { ...found, review: { ...found.review, ...started } },
      { facts, verified: undefined },
    );
    await coverRenewals(work, found.review);
    await fileHits(work, { applicationId, divisionCode, enrolmentId: found.enrolment.id }, unfiled);
    const empty = { reportId: null, reportVersion: null, verdict: null, reportValidTo: null, reportChecker: null };
    return saveReview(work, found.review, {
      action: 'start',
      set: { state, ...started, ...empty, verificationRequestId: requestId },
      after: { verificationRequestId: requestId },
    });
  });
}

/** Who has not signed is asked to: the refusal of the start leaves a renewal task behind. */
async function requireAuthorized(
  kit: AppKit,
  ctx: Context,
  { enrolment, review }: ReviewedRow,
  facts: ReadonlyMap<string, PersonFacts>,
): Promise<void> {
  const faults = await kit.read(ctx, async (db) => {
    const members = await listCurrentMembers(db, enrolment.householdId);
    const signers = members
      .filter(({ counted }) => counted)
      .flatMap(({ personId }) => facts.get(personId) ?? [])
      .map(({ personId, birthDate }) => ({ personId, birthDate }));
    const holder = { id: enrolment.applicationId, currentDivisionCode: enrolment.currentDivisionCode };
    return findAuthorizationFaults(db, holder, { signers, day: kit.clock.today() });
  });
  if (faults.length === 0) return;
  await kit.write(kit.system('reviews.renew'), async (unit) => {
    await openTask({ kit, unit }, enrolment, {
      kind: 'AUTHORIZATION_RENEWAL',
      cause: `${review.id}/${kit.clock.today()}`,
      detail: { codes: faults.map(({ code }) => code), personIds: faults.map(({ personId }) => personId) },
    });
  });
  throw refusal(faults.map(({ code }) => code));
}

async function requireNoneRunning({ unit }: Work, { enrolment }: ReviewedRow): Promise<void> {
  const running = await unit.db
    .selectFrom('enrolmentReview')
    .select('id')
    .where('enrolmentId', '=', enrolment.id)
    .where('state', 'in', ['STARTED', 'PROPOSED'])
    .executeTakeFirst();
  if (running !== undefined) throw fail('REVIEW_RUNNING');
}

async function orderVerification(work: Work, found: ReviewedRow, asked: Asked): Promise<string> {
  const { kit, unit } = work;
  const row = await caseOf(work, found.enrolment);
  const declaration = await findDeclaration(unit.db, row.id);
  if (declaration === undefined) throw fail('DECLARATION_MISSING');
  const facts = await reviewFacts(work, found, asked);
  const requestId = kit.newId();
  const brief = { ...(await makeBrief(work, row, { requestId, facts, declaration })), kind: 'REVIEW' as const };
  await unit.db
    .insertInto('verificationBrief')
    .values({ requestId, applicationId: row.id, body: jsonb(brief), createdAt: kit.clock.wall() })
    .execute();
  unit.publish(verificationRequested, {
    subject: requestId,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: 1,
    data: requestOf(brief),
  });
  return requestId;
}

/** All have signed: what asked for signatures is done. */
async function coverRenewals({ unit }: Work, review: ReviewRow): Promise<void> {
  await unit.db
    .updateTable('enrolmentReview')
    .set({ state: 'COVERED', coveredBy: review.id })
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('enrolmentId', '=', review.enrolmentId)
    .where('kind', '=', 'AUTHORIZATION_RENEWAL')
    .where('state', '=', 'DUE')
    .execute();
}
