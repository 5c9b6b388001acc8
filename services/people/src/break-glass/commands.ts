import type { confirmBreakGlass, OperationInputOf, openBreakGlass } from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import { type Context, fail, readNumber } from '@mz/service-kit';
import { raiseAlarm } from '../alarms/index.ts';
import type { AppKit } from '../app-kit.ts';
import { reachAs } from '../reach.ts';
import { basisOf, countPersons, lockGlass, type View, viewOf } from './queries.ts';

/** Opens reading without a case for at most two hours; supervisors have an alarm at once. */
export async function openGlass(
  kit: AppKit,
  ctx: Context,
  { emergency, reason, minutes }: OperationInputOf<typeof openBreakGlass>['body'],
): Promise<View> {
  const { grant } = ctx;
  if (grant === undefined) throw fail('ROLE_NOT_PERMITTED');
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const days = await readNumber(unit.db, 'break-glass.confirm-working-days', today);
    const openedAt = kit.clock.wall();
    const row = await unit.db
      .insertInto('breakGlass')
      .values({
        id: kit.newId(),
        divisionCode: grant.division,
        openedBy: ctx.actor.subject,
        emergency,
        reason,
        openedAt,
        expiresAt: new Date(openedAt.getTime() + minutes * 60_000),
        confirmBy: addWorkingDays(kit.calendar, today, days).day,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ action: ctx.operationId, recordType: 'break_glass', recordId: row.id, after: { minutes } });
    await reachAs(kit, unit.db, 'breakGlass.read');
    await raiseAlarm({ kit, ctx, unit }, { kind: 'BREAK_GLASS', count: 1 });
    return viewOf(row, today, 0);
  });
}

/** A second person says that the emergency was one, by the last day; afterwards it is listed for review. */
export async function confirm(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof confirmBreakGlass>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const glass = await lockGlass(unit.db, params.id);
    kit.authorize(ctx, { divisionCode: glass.divisionCode });
    if (glass.openedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    if (viewOf(glass, today, 0).state !== 'AWAITING') throw fail('STATE_TRANSITION_INVALID');
    const row = await unit.db
      .updateTable('breakGlass')
      .set({ confirmedBy: ctx.actor.subject, confirmedAt: kit.clock.wall(), note: body.note })
      .where('id', '=', glass.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    unit.audit({ action: ctx.operationId, recordType: 'break_glass', recordId: row.id, after: { state: 'CONFIRMED' } });
    await reachAs(kit, unit.db, 'breakGlass.read');
    const counts = await countPersons(unit.db, [row.id]);
    return viewOf(row, today, counts.get(basisOf(row.id)) ?? 0);
  });
}
