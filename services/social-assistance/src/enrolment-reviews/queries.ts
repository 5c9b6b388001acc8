import type { listReviews, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { isId } from '@mz/domain';
import { type Context, fail, pageOf, readCursor } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { enrolledIn, logShown } from '../readings.ts';
import { type Review, toReview } from './shape.ts';

/** What a review tells of a household: the finding about its means, the visit, what is paid. */
const reviewFacts = ['INCOME', 'ASSETS', 'BENEFIT'];

/** One review; throws NOT_FOUND, also when it lies outside the caller's reach. */
export async function findReview(kit: AppKit, ctx: Context, id: string): Promise<Review> {
  return kit.read(ctx, async (db) => {
    const row = await db.selectFrom('enrolmentReview').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw fail('NOT_FOUND');
    await logShown(kit, ctx, db, { persons: enrolledIn([row.enrolmentId]), facts: reviewFacts });
    return toReview(row);
  });
}

/** A page of the caller's division, the earliest due day first. */
export async function findReviews(
  kit: AppKit,
  ctx: Context,
  query: OperationInputOf<typeof listReviews>['query'],
): Promise<OperationOutputOf<typeof listReviews>> {
  const { first = 50, state, enrolmentId } = query;
  const after = readCursor(query.after, ['string', 'string']);
  if (after !== undefined && !isId(after[1])) throw fail('CURSOR_INVALID', { pointer: '/query/after' });
  const rows = await kit.read(ctx, (db) => {
    let asked = db.selectFrom('enrolmentReview').selectAll();
    if (state !== undefined) asked = asked.where('state', '=', state);
    if (enrolmentId !== undefined) asked = asked.where('enrolmentId', '=', enrolmentId);
    if (after !== undefined) asked = asked.where(sql<SqlBool>`(due_on, id) > (${after[0]}::date, ${after[1]}::uuid)`);
    return asked
      .orderBy('dueOn')
      .orderBy('id')
      .limit(first + 1)
      .execute();
  });
  const { items, next } = pageOf(rows, first, ({ dueOn, id }) => [dueOn, id]);
  return { items: items.map(toReview), next };
}

/** The reviews of these enrolments that are in reach, by enrolment, in the order of the list. */
export function findReviewsOf(kit: AppKit, ctx: Context, ids: readonly string[]): Promise<Map<string, Review[]>> {
  if (ids.length === 0) return Promise.resolve(new Map());
  return kit.read(ctx, async (db) => {
    const rows = await db
      .selectFrom('enrolmentReview')
      .selectAll()
      .where(sql<SqlBool>`enrolment_id = any(${[...new Set(ids)]}::uuid[])`)
      .orderBy('dueOn')
      .orderBy('id')
      .execute();
    return Map.groupBy(rows.map(toReview), ({ enrolmentId }) => enrolmentId);
  });
}
