import type {
  OperationInputOf,
  proposeReview as proposeOperation,
  publishReview as publishOperation,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail, type ProblemReason, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { parameterToday } from '../case-work/index.ts';
import { type Visit, visitFaults } from '../investigation/index.ts';
import { refuseRelatives } from './conflicts.ts';
import { redeclare } from './declare.ts';
import { caseOf } from './facts.ts';
import { changeReview, readExpectedReview, saveReview, standingOf } from './rows.ts';
import type { Proposal, Review, ReviewRow } from './shape.ts';
import { isBesideTheRules, takeReviewStep } from './states.ts';

type ProposeBody = OperationInputOf<typeof proposeOperation>['body'];
type PublishBody = OperationInputOf<typeof publishOperation>['body'];

/** Records the home visit of a review: at least two investigators, none of them kin, signed by all. */
export async function recordVisit(kit: AppKit, ctx: Context, id: string, visit: Visit): Promise<Review> {
  const asked = await readExpectedReview(kit, ctx, id);
  await refuseRelatives(
    kit,
    ctx,
    asked.enrolment,
    visit.investigators.map(({ personId }) => personId),
  );
  return changeReview(kit, ctx, id, async (work, found) => {
    const state = takeReviewStep(ctx, standingOf(found), 'recordVisit');
    const row = await caseOf(work, found.enrolment);
    const faults = visitFaults(visit, {
      investigators: await parameterToday(work, row, 'visit.investigators_min'),
      photos: await parameterToday(work, row, 'visit.photos_min'),
      acceptedOn: found.review.startedOn ?? kit.clock.today(),
      today: kit.clock.today(),
    });
    if (faults.length > 0) throw refusal(faults);
    const { findings, investigators, photoSha256s, visitedOn, neighboursVisited, dwellingObserved } = visit;
    const subjects = investigators.map(({ subject }) => subject);
    return saveReview(work, found.review, {
      action: 'recordVisit',
      set: {
        state,
        visit: jsonb({ visitedOn, investigators: subjects, photoSha256s, neighboursVisited, dwellingObserved }),
        visitedBy: ctx.actor.subject,
        visitNote: kit.fields.encrypt(findings, noteAt('visit_note', id)),
      },
      after: { visitedOn, investigators: subjects },
    });
  });
}

/** The township's proposal; whatever rests on computed amounts needs the visit and the report of this review. */
export async function proposeReview(kit: AppKit, ctx: Context, id: string, body: ProposeBody): Promise<Review> {
  const asked = await readExpectedReview(kit, ctx, id);
  await refuseRelatives(kit, ctx, asked.enrolment);
  return changeReview(kit, ctx, id, async (work, found) => {
    const { outcome, reasonCode = null, concealed = false } = body;
    const proposal: Proposal = { outcome, reasonCode, concealed };
    const state = takeReviewStep(ctx, standingOf(found, proposal), 'propose');
    const faults = proposalFaults(proposal);
    if (faults.length > 0) throw refusal(faults);
    if (!isBesideTheRules(proposal)) requireEvidence(found.review);
    await redeclare(work, found.enrolment, body.declaration);
    return saveReview(work, found.review, {
      action: 'propose',
      set: {
        state,
        startedOn: found.review.startedOn ?? kit.clock.today(),
        startedBy: found.review.startedBy ?? ctx.actor.subject,
        proposal: jsonb(proposal),
        proposedBy: ctx.actor.subject,
        proposalNote: kit.fields.encrypt(body.text, noteAt('proposal_note', id)),
      },
      after: proposal,
    });
  });
}

/** Records that a decrease or stop hangs out in public [A]. */
export async function publishReview(kit: AppKit, ctx: Context, id: string, body: PublishBody): Promise<Review> {
  return changeReview(kit, ctx, id, async (work, found) => {
    const state = takeReviewStep(ctx, standingOf(found), 'recordPublicity');
    const isEarly = body.postedOn < (found.review.decidedOn ?? '');
    if (isEarly || body.postedOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/postedOn' });
    return saveReview(work, found.review, {
      action: 'recordPublicity',
      set: { state, publicity: jsonb(body) },
      after: { postedOn: body.postedOn },
    });
  });
}

/** Each suspension and each end has a reason of its kind, other outcomes have none. */
function proposalFaults({ outcome, reasonCode }: Proposal): ProblemReason[] {
  const suspended = ['DEAD_ACCOUNT', 'MISSING_CONTACT', 'UNDER_INVESTIGATION'];
  const ended = ['NOT_ELIGIBLE', 'RENOUNCED', 'REFUSES_REVIEW'];
  const allowed = outcome === 'SUSPEND' ? suspended : outcome === 'TERMINATE' ? ended : [];
  const isSound = reasonCode === null ? allowed.length === 0 : allowed.includes(reasonCode);
  return isSound ? [] : [{ code: 'REVIEW_REASON_INVALID', pointer: '/body/reasonCode' }];
}

function requireEvidence({ visit, reportId }: ReviewRow): void {
  if (visit === null) throw fail('VISIT_MISSING');
  if (reportId === null) throw fail('VERIFICATION_MISSING');
}

function noteAt(column: 'visit_note' | 'proposal_note', recordId: string) {
  return { table: 'enrolment_review', column, recordId };
}
