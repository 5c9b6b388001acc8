import type { endHeldLine, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { endWithdrawn } from '../line-end.ts';
import { listLineViews, lockRun } from '../runs/index.ts';

/** Ends a held line for good: the first call proposes, a second person's takes effect and tells the bureau. */
export async function endLine(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof endHeldLine>,
): Promise<OperationOutputOf<typeof endHeldLine>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const seen = await unit.db.selectFrom('hold').select('runId').where('id', '=', params.id).executeTakeFirst();
    if (seen === undefined) throw fail('HOLD_UNKNOWN');
    const run = await lockRun(unit.db, seen.runId);
    kit.authorize(ctx, { divisionCode: run.currentDivisionCode });
    const hold = await unit.db.selectFrom('hold').selectAll().where('id', '=', params.id).executeTakeFirstOrThrow();
    if (hold.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    const proposedBy = hold.endProposedBy;
    if (proposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const set =
      proposedBy === null
        ? { endProposedBy: ctx.actor.subject, endReason: body.reason }
        : { endedBy: ctx.actor.subject };
    await unit.db.updateTable('hold').set(set).where('id', '=', hold.id).execute();
    if (proposedBy !== null) await endWithdrawn(work, hold.lineId, 'SETTLE_RUN', hold.code);
    unit.audit({
      action: 'holds.endLine',
      recordType: 'hold',
      recordId: hold.id,
      after: { code: hold.code, proposed: proposedBy === null },
    });
    const [line] = await listLineViews(unit.db, sql`l.id = ${hold.lineId}`, 1);
    if (line === undefined) throw new Error('a hold without its line');
    return line;
  });
}
