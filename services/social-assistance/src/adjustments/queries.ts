import type { listAdjustments, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** An adjustment as the API shows it. */
export type Adjustment = OperationOutputOf<typeof listAdjustments>['items'][number];

/** The adjustments of an enrolment, oldest first; throws NOT_FOUND, also outside the caller's reach. */
export async function findAdjustments(kit: AppKit, ctx: Context, enrolmentId: string): Promise<Adjustment[]> {
  const found = await findAdjustmentsOf(kit, ctx, [enrolmentId]);
  const own = found.get(enrolmentId);
  if (own === undefined) throw fail('NOT_FOUND');
  return own;
}

/** The adjustments of these enrolments that are in reach, by enrolment. */
export function findAdjustmentsOf(
  kit: AppKit,
  ctx: Context,
  enrolmentIds: readonly string[],
): Promise<Map<string, Adjustment[]>> {
  const ids = [...new Set(enrolmentIds)];
  return kit.read(ctx, async (db) => {
    const enrolments = await db
      .selectFrom('enrolment')
      .select('id')
      .where(sql<SqlBool>`id = any(${ids}::uuid[])`)
      .execute();
    const rows = await db
      .selectFrom('adjustment')
      .innerJoin('decision', 'decision.id', 'adjustment.decisionId')
      .select(['adjustment.id', 'adjustment.enrolmentId', 'decisionId', 'cause', 'causeId', 'outcome'])
      .select(['adjustment.fromMonth', 'months', 'supplementFen', 'overpaidFen', 'undoneBy', 'decidedOn'])
      .where(sql<SqlBool>`adjustment.enrolment_id = any(${ids}::uuid[])`)
      .orderBy('adjustment.recordedAt')
      .orderBy('adjustment.id')
      .execute();
    const byEnrolment = Map.groupBy(rows, ({ enrolmentId }) => enrolmentId);
    return new Map(
      enrolments.map(({ id }) => [
        id,
        // Parse border: only the recomputation writes the months, from its own plan.
        (byEnrolment.get(id) ?? []).map(({ enrolmentId: _, months, ...row }) => ({
          ...row,
          months: months as Adjustment['months'],
        })),
      ]),
    );
  });
}
