import { deadlineMissed } from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import type { Context, ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';

const batchSize = 500;

/** Raises each duty whose term has passed to the next level, once; it decides nothing (handbook §5.1, §5.4). */
export function raiseMissedDuties(kit: AppKit): ScheduledJob {
  return {
    name: 'terms.raise',
    every: { dailyAt: '00:35' },
    async run(ctx) {
      await recomputeProvisional(kit, ctx);
      let done = 0;
      for (let raised = batchSize; raised === batchSize; done += raised) raised = await raiseBatch(kit, ctx);
      return { done };
    },
  };
}

function raiseBatch(kit: AppKit, ctx: Context): Promise<number> {
  const today = kit.clock.today();
  return kit.write(ctx, async (unit) => {
    const overdue = await unit.db
      .selectFrom('dutyTerm')
      .selectAll()
      .where('dueOn', '<', today)
      .where('metOn', 'is', null)
      .where('missedOn', 'is', null)
      .where('provisional', '=', false)
      .orderBy('id')
      .limit(batchSize)
      .forUpdate()
      .execute();
    for (const { id, applicationId, divisionCode, step, dueOn, subjectId } of overdue) {
      await unit.db.updateTable('dutyTerm').set({ missedOn: today }).where('id', '=', id).execute();
      unit.publish(deadlineMissed, {
        subject: applicationId,
        divisionCode,
        aggregateVersion: 1,
        data: { applicationId, step, dueOn },
      });
      unit.audit({
        action: 'terms.raise',
        recordType: 'application',
        recordId: applicationId,
        after: { step, dueOn, subjectId },
      });
    }
    return overdue.length;
  });
}

/** Due days beyond the holiday calendar are computed again; nothing rests on one that still is. */
function recomputeProvisional(kit: AppKit, ctx: Context): Promise<void> {
  return kit.write(ctx, async ({ db }) => {
    const terms = await db
      .selectFrom('dutyTerm')
      .select(['id', 'startedOn', 'days'])
      .where('provisional', '=', true)
      .where('metOn', 'is', null)
      .forUpdate()
      .execute();
    for (const { id, startedOn, days } of terms) {
      const due = addWorkingDays(kit.calendar, startedOn, days);
      const set = { dueOn: due.day, provisional: due.provisional };
      await db.updateTable('dutyTerm').set(set).where('id', '=', id).execute();
    }
  });
}
