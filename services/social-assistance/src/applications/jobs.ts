import { deadlineMissed } from '@mz/contracts';
import type { Context, ScheduledJob, Unit } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { currentDue } from './clocks.ts';

const batchSize = 500;

/**
 * Raises each term that has run out to the next level, once; an overdue step never approves anything (handbook §5.1).
 * Due days that lay beyond the holiday calendar are computed again first, and nothing rests on one that still does.
 */
export function raiseMissedDeadlines(kit: AppKit): ScheduledJob {
  return {
    name: 'deadlines.raise',
    every: { dailyAt: '00:30' },
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
      .selectFrom('caseClock')
      .innerJoin('application', 'application.id', 'caseClock.applicationId')
      .select(['caseClock.id', 'applicationId', 'step', 'dueOn', 'currentDivisionCode', 'application.version'])
      .where('dueOn', '<', today)
      .where('metOn', 'is', null)
      .where('pausedOn', 'is', null)
      .where('missedOn', 'is', null)
      .where('provisional', '=', false)
      .orderBy('caseClock.id')
      .limit(batchSize)
      .forUpdate('caseClock')
      .execute();
    for (const clock of overdue) {
      await unit.db.updateTable('caseClock').set({ missedOn: today }).where('id', '=', clock.id).execute();
      raise(unit, clock);
    }
    return overdue.length;
  });
}

type Overdue = { applicationId: string; step: string; dueOn: string; currentDivisionCode: string; version: number };

function raise(unit: Unit<DB>, { applicationId, step, dueOn, currentDivisionCode, version }: Overdue): void {
  unit.publish(deadlineMissed, {
    subject: applicationId,
    divisionCode: currentDivisionCode,
    aggregateVersion: version,
    data: { applicationId, step, dueOn },
  });
  unit.audit({
    action: 'deadlines.raise',
    recordType: 'application',
    recordId: applicationId,
    after: { step, dueOn },
  });
}

function recomputeProvisional(kit: AppKit, ctx: Context): Promise<void> {
  return kit.write(ctx, async (unit) => {
    const clocks = await unit.db
      .selectFrom('caseClock')
      .selectAll()
      .where('provisional', '=', true)
      .where('metOn', 'is', null)
      .where('pausedOn', 'is', null)
      .forUpdate()
      .execute();
    for (const clock of clocks) {
      const due = currentDue(kit.calendar, clock);
      await unit.db
        .updateTable('caseClock')
        .set({ dueOn: due.day, provisional: due.provisional })
        .where('id', '=', clock.id)
        .execute();
    }
  });
}
