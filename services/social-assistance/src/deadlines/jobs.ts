import { deadlineMissed } from '@mz/contracts';
import { addWorkingDays } from '@mz/domain';
import type { Context, ScheduledJob } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { reviewStep } from './rules.ts';

const batchSize = 500;

/** Raises each duty whose term has passed to the next level, once; it decides nothing (handbook §5.1, §5.4). */
export function raiseMissedDuties(kit: AppKit): ScheduledJob {
  return {
    name: 'terms.raise',
    every: { dailyAt: '00:35' },
    async run(ctx) {
      await recomputeProvisional(kit, ctx);
      let done = 0;
      for (const raise of [raiseBatch, raiseReviews]) {
        for (let raised = batchSize; raised === batchSize; done += raised) raised = await raise(kit, ctx);
      }
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

/** Reviews by class (yearly, half-yearly, monthly or quarterly) and by what others learnt, open after their day (GF-45). */
function raiseReviews(kit: AppKit, ctx: Context): Promise<number> {
  const today = kit.clock.today();
  return kit.write(ctx, async (unit) => {
    const overdue = await unit.db
      .selectFrom('enrolmentReview')
      .innerJoin('enrolment', 'enrolment.id', 'enrolmentReview.enrolmentId')
      .select(['enrolmentReview.id', 'enrolmentReview.kind', 'dueOn', 'applicationId', 'enrolmentId'])
      .select('currentDivisionCode as divisionCode')
      .where('dueOn', '<', today)
      .where('enrolmentReview.state', 'in', ['DUE', 'STARTED', 'PROPOSED'])
      .where('missedOn', 'is', null)
      .where('enrolment.state', 'not in', ['TERMINATED', 'ENDED_TRANSFERRED'])
      .orderBy('enrolmentReview.id')
      .limit(batchSize)
      .forUpdate('enrolmentReview')
      .execute();
    for (const { id, kind, applicationId, enrolmentId, divisionCode, dueOn } of overdue) {
      await unit.db.updateTable('enrolmentReview').set({ missedOn: today }).where('id', '=', id).execute();
      const step = reviewStep(kind);
      const data = { applicationId, step, dueOn };
      unit.publish(deadlineMissed, { subject: applicationId, divisionCode, aggregateVersion: 1, data });
      const after = { step, dueOn, enrolmentId };
      unit.audit({ action: 'terms.raise', recordType: 'enrolment_review', recordId: id, after });
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
