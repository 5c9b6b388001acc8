import {
  addMember as addOperation,
  decideReview as decideOperation,
  getReview,
  listReviews,
  listSuspensions,
  recordWorkRefusal as offerOperation,
  proposeReview as proposeOperation,
  publishReview as publishOperation,
  recordReviewVisit,
  decideWorkRefusal as refusalOperation,
  removeMember as removeOperation,
  resumeEnrolment as resumeOperation,
  startReview as startOperation,
  suspendEnrolment as suspendOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { decideReview } from './decide.ts';
import { consumeChanges } from './events.ts';
import { reviewsGraphql } from './graphql.ts';
import { endTapers, openCycleReviews, raiseLongSuspensions, watchOverdueReviews } from './jobs.ts';
import { addMember, removeMember } from './members.ts';
import { proposeReview, publishReview, recordVisit } from './propose.ts';
import { findReview, findReviews } from './queries.ts';
import { startReview } from './start.ts';
import { consumeSuspendedPayments } from './suspended-payments.ts';
import { findSuspensions, resumeEnrolment, suspendEnrolment } from './suspensions.ts';
import { decideRefusal, recordOffer } from './work-offers.ts';

export { noteRejection, noteReport, noteSuperseded } from './events.ts';

/** Dynamic management (handbook §5.4): reviews, suspensions, members, refused work. */
export function registerEnrolmentReviews(kit: AppKit): void {
  kit.operation(listReviews, (ctx, { query }) => findReviews(kit, ctx, query));
  kit.operation(getReview, (ctx, { params }) => findReview(kit, ctx, params.id));
  kit.operation(startOperation, (ctx, { params, body }) => startReview(kit, ctx, params.id, body));
  kit.operation(recordReviewVisit, (ctx, { params, body }) => recordVisit(kit, ctx, params.id, body));
  kit.operation(proposeOperation, (ctx, { params, body }) => proposeReview(kit, ctx, params.id, body));
  kit.operation(decideOperation, (ctx, { params, body }) => decideReview(kit, ctx, params.id, body));
  kit.operation(publishOperation, (ctx, { params, body }) => publishReview(kit, ctx, params.id, body));
  kit.operation(suspendOperation, (ctx, { params, body }) => suspendEnrolment(kit, ctx, params.id, body));
  kit.operation(resumeOperation, (ctx, { params, body }) => resumeEnrolment(kit, ctx, params.id, body));
  kit.operation(listSuspensions, (ctx, { query }) => findSuspensions(kit, ctx, query));
  kit.operation(addOperation, (ctx, { params, body }) => addMember(kit, ctx, params.id, body));
  kit.operation(removeOperation, (ctx, { params, body }) => removeMember(kit, ctx, params.id, body));
  kit.operation(offerOperation, (ctx, { params, body }) => recordOffer(kit, ctx, params.id, body));
  kit.operation(refusalOperation, (ctx, { params, body }) => decideRefusal(kit, ctx, params.id, body));
  kit.graphql(reviewsGraphql(kit));
  consumeChanges(kit);
  consumeSuspendedPayments(kit);
  for (const job of [openCycleReviews, watchOverdueReviews, endTapers, raiseLongSuspensions]) kit.schedule(job(kit));
}
