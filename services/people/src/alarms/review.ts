import type { OperationInputOf, OperationOutputOf, reviewAlarm } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { viewOf } from './list.ts';

/** Keeps what was found of an alarm; nobody reviews what they did themselves. */
export async function review(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reviewAlarm>,
): Promise<OperationOutputOf<typeof reviewAlarm>> {
  return kit.write(ctx, async ({ db, audit }) => {
    const alarm = await db
      .selectFrom('accessAlarm')
      .selectAll()
      .where('id', '=', params.id)
      .forUpdate()
      .executeTakeFirst();
    if (alarm === undefined) throw fail('ALARM_UNKNOWN');
    if (alarm.actor === ctx.actor.subject) throw fail('SEPARATION_OF_DUTIES');
    if (alarm.state !== 'OPEN') throw fail('STATE_TRANSITION_INVALID');
    const row = await db
      .updateTable('accessAlarm')
      .set({ state: 'REVIEWED', ...body, reviewedBy: ctx.actor.subject, reviewedAt: kit.clock.wall() })
      .where('id', '=', alarm.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    audit({
      action: ctx.operationId,
      recordType: 'access_alarm',
      recordId: alarm.id,
      after: { kind: alarm.kind, outcome: body.outcome },
    });
    return viewOf(row);
  });
}
