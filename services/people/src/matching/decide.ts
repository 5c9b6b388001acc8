import type { dismissMatch, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';

/** Two records are two persons: the pair is kept with its reason and never proposed again. */
export async function dismiss(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof dismissMatch>,
): Promise<OperationOutputOf<typeof dismissMatch>> {
  return kit.write(ctx, async (unit) => {
    const found = await unit.db
      .selectFrom('personMatch')
      .select(['state', 'score'])
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw fail('MATCH_UNKNOWN');
    if (found.state !== 'PROPOSED' && found.state !== 'LISTED') throw fail('STATE_TRANSITION_INVALID');
    await unit.db
      .updateTable('personMatch')
      .set({
        state: 'DISMISSED',
        reason: body.reason,
        decidedBy: ctx.actor.subject,
        decidedAt: kit.clock.wall(),
      })
      .where('id', '=', params.id)
      .execute();
    unit.audit({
      action: ctx.operationId,
      recordType: 'person_match',
      recordId: params.id,
      before: found,
      after: { state: 'DISMISSED' },
    });
    return { id: params.id, state: 'DISMISSED' };
  });
}

/** What became of a pair by a merge or its split, when the machine had found the pair. */
export async function settlePair(
  db: Db,
  [one, other]: readonly [string, string],
  settled: { state: 'MERGED' | 'DISMISSED'; by: string; at: Date; reason: string },
): Promise<void> {
  const [personA, personB] = one < other ? [one, other] : [other, one];
  await db
    .updateTable('personMatch')
    .set({ state: settled.state, decidedBy: settled.by, decidedAt: settled.at, reason: settled.reason })
    .where('personA', '=', personA)
    .where('personB', '=', personB)
    .execute();
}
