import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { EnrolmentTable } from '../database.ts';
import { type Proposal, proposalOf, type Review, type ReviewRow, toReview } from './shape.ts';
import type { ReviewStanding, ReviewState } from './states.ts';

/** An enrolment as stored. */
export type EnrolmentRow = Selectable<EnrolmentTable>;

/** A review with its enrolment. */
export type ReviewedRow = { readonly review: ReviewRow; readonly enrolment: EnrolmentRow };

/** What the machine needs to know of a review; a proposal that is being made is told beside it. */
export function standingOf({ review, enrolment }: ReviewedRow, proposed?: Proposal): ReviewStanding {
  const proposal = proposed ?? proposalOf(review);
  return {
    // Parse border: the check constraints admit these states and outcomes only.
    state: review.state as ReviewState,
    kind: review.kind,
    enrolmentState: enrolment.state,
    divisionCode: enrolment.currentDivisionCode,
    outcome: proposal?.outcome ?? null,
    reasonCode: proposal?.reasonCode ?? null,
  };
}

/** One enrolment; throws NOT_FOUND, also when it lies outside the caller's reach. */
export async function getEnrolmentRow(db: Db, id: string, lock = false): Promise<EnrolmentRow> {
  const query = db.selectFrom('enrolment').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  return row;
}

/** One review with its enrolment, which is locked first: every writer locks in this order. Throws NOT_FOUND. */
export async function getReviewed(db: Db, id: string, lock = false): Promise<ReviewedRow> {
  const found = await db.selectFrom('enrolmentReview').selectAll().where('id', '=', id).executeTakeFirst();
  if (found === undefined) throw fail('NOT_FOUND');
  const enrolment = await getEnrolmentRow(db, found.enrolmentId, lock);
  if (!lock) return { review: found, enrolment };
  const review = await db.selectFrom('enrolmentReview').selectAll().where('id', '=', id).forUpdate();
  return { review: await review.executeTakeFirstOrThrow(), enrolment };
}

/** A review of the expected version in the caller's reach, before others are asked about it. */
export async function readExpectedReview(kit: AppKit, ctx: Context, id: string): Promise<ReviewedRow> {
  const found = await kit.read(ctx, (db) => getReviewed(db, id));
  await requireVersion(kit, ctx, found.review.version);
  kit.authorize(ctx, { divisionCode: found.enrolment.currentDivisionCode });
  return found;
}

/** An enrolment of the expected version in the caller's reach, before others are asked about it. */
export async function readExpectedEnrolment(kit: AppKit, ctx: Context, id: string): Promise<EnrolmentRow> {
  const row = await kit.read(ctx, (db) => getEnrolmentRow(db, id));
  await requireVersion(kit, ctx, row.version);
  kit.authorize(ctx, { divisionCode: row.currentDivisionCode });
  return row;
}

/** Of another version nothing is asked: the unit of work answers, with a faster twin's answer or 412. */
async function requireVersion(kit: AppKit, ctx: Context, version: number): Promise<void> {
  if (version !== ctx.expectedVersion) await kit.write(ctx, async () => expectVersion(ctx, version));
}

/** One step on a locked review of the expected version in the caller's reach. */
export function changeReview(
  kit: AppKit,
  ctx: Context,
  id: string,
  step: (work: Work, found: ReviewedRow) => Promise<ReviewRow>,
): Promise<Review> {
  return kit.write(ctx, async (unit) => {
    const found = await getReviewed(unit.db, id, true);
    expectVersion(ctx, found.review.version);
    kit.authorize(ctx, { divisionCode: found.enrolment.currentDivisionCode });
    // The answer is what a replay gets, so that it is made here.
    return toReview(await step({ kit, ctx, unit }, found));
  });
}

/** One change of a locked enrolment of the expected version in the caller's reach. */
export function changeEnrolment<T>(
  kit: AppKit,
  ctx: Context,
  id: string,
  change: (work: Work, enrolment: EnrolmentRow) => Promise<T>,
): Promise<T> {
  return kit.write(ctx, async (unit) => {
    const enrolment = await getEnrolmentRow(unit.db, id, true);
    expectVersion(ctx, enrolment.version);
    kit.authorize(ctx, { divisionCode: enrolment.currentDivisionCode });
    return change({ kit, ctx, unit }, enrolment);
  });
}

/** Writes a step of a review with its next version and the audit entry. */
export async function saveReview(
  { unit }: Work,
  review: ReviewRow,
  step: { readonly action: string; readonly set: Partial<ReviewRow>; readonly after?: object },
): Promise<ReviewRow> {
  const saved = await unit.db
    .updateTable('enrolmentReview')
    .set({ ...step.set, version: review.version + 1 })
    .where('id', '=', review.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.audit({
    action: `reviews.${step.action}`,
    recordType: 'enrolment_review',
    recordId: review.id,
    before: { state: review.state, version: review.version },
    after: { state: saved.state, version: saved.version, ...step.after },
    ...(saved.decisionId === null ? {} : { decisionId: saved.decisionId }),
  });
  return saved;
}
