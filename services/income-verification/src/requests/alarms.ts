import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

/** Writes an alarm for the supervision, once a day for each user and rule; the highest count stays. */
export async function raiseAlarm(
  kit: AppKit,
  { idempotencyKey: _, ...ctx }: Context,
  { rule, count }: { readonly rule: string; readonly count: number },
): Promise<void> {
  await kit.write(ctx, async (unit) => {
    const { subject } = ctx.actor;
    const id = kit.newId();
    await unit.db
      .insertInto('misuseAlarm')
      .values({ id, subject, rule, day: kit.clock.today(), count, raisedAt: kit.clock.wall() })
      .onConflict((conflict) => conflict.columns(['subject', 'rule', 'day']).doUpdateSet({ count }))
      .execute();
    unit.audit({ action: 'misuse.alarm', recordType: 'misuse_alarm', recordId: id, after: { rule, count } });
  });
}
