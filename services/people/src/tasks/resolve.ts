import type { OperationInputOf, OperationOutputOf, resolveTask } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { allowedOutcomes } from './rules.ts';

/** Closes a task with what was found; a soft match is checked by somebody else than the clerk who raised it. */
export async function resolve(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof resolveTask>,
): Promise<OperationOutputOf<typeof resolveTask>> {
  return kit.write(ctx, async (unit) => {
    const task = await unit.db
      .selectFrom('personTask')
      .select(['kind', 'state', 'raisedBy', 'divisionCode'])
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (task === undefined) throw fail('TASK_UNKNOWN');
    kit.authorize(ctx, { divisionCode: task.divisionCode });
    if (task.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    if (task.kind === 'SOFT_MATCH' && task.raisedBy === ctx.actor.subject) throw fail('SEPARATION_OF_DUTIES');
    if (!allowedOutcomes(task.kind).includes(body.outcome)) {
      throw fail('OUTCOME_NOT_ALLOWED', { pointer: '/body/outcome' });
    }
    await unit.db
      .updateTable('personTask')
      .set({
        state: 'DONE',
        outcome: body.outcome,
        note: body.note,
        resolvedBy: ctx.actor.subject,
        resolvedAt: kit.clock.wall(),
      })
      .where('id', '=', params.id)
      .execute();
    unit.audit({
      action: ctx.operationId,
      recordType: 'person_task',
      recordId: params.id,
      after: { kind: task.kind, outcome: body.outcome },
    });
    return { id: params.id, state: 'DONE', outcome: body.outcome };
  });
}
