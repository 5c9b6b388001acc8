import { addWorkingDays } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { ownedBy } from './commands.ts';
import { publishStage } from './move.ts';
import { readClocks, readTerms } from './parameters.ts';
import type { ProposalRow } from './shapes.ts';
import { flaggedUpTo, monthlyReport, type NewTask, tasksOf } from './tasks.ts';

export { codeTableDue } from './tasks.ts';

/** Opens the tasks of a change whose implementation begins. */
export async function beginTasks(work: Work, row: ProposalRow): Promise<void> {
  const { kit, unit } = work;
  const on = kit.clock.today();
  const change = await unit.db
    .selectFrom('divisionChange')
    .select('codePublishedOn')
    .where('changeId', '=', row.changeId)
    .executeTakeFirst();
  if (change === undefined) throw fail('CHANGE_UNKNOWN');
  const terms = await readTerms(unit.db, on);
  const tasks = tasksOf({ on, terms, calendar: kit.calendar, codesPublishedOn: change.codePublishedOn });
  await insertTasks(work, row, tasks);
}

/** Each day: the month's report of every change that is carried out, red flags, and reviews that are late. */
export function supervise(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const today = kit.clock.today();
    const running = await unit.db
      .selectFrom('adjustmentProposal')
      .selectAll()
      .where('state', '=', 'IMPLEMENTING')
      .orderBy('number')
      .forUpdate()
      .execute();
    for (const row of running) await insertTasks(work, row, [monthlyReport(today)]);
    await settleReviewDays(work);
    return { done: (await raiseFlags(work, running)) + (await markLateReviews(work)) };
  });
}

/** A task that is overdue for the whole term goes to oversight once (place-names.md §4.5). */
async function raiseFlags(work: Work, running: readonly ProposalRow[]): Promise<number> {
  const { kit, ctx, unit } = work;
  const today = kit.clock.today();
  const flagged = await unit.db
    .updateTable('supervisionTask')
    .set({ redFlagOn: today })
    .where('doneOn', 'is', null)
    .where('redFlagOn', 'is', null)
    .where('dueOn', '<=', flaggedUpTo(today, await readTerms(unit.db, today)))
    .returning(['id', 'proposalId', 'kind'])
    .execute();
  for (const { id, proposalId, kind } of flagged) {
    const row = running.find((one) => one.id === proposalId);
    if (row === undefined) continue;
    publishStage(work, row, kind);
    unit.audit({ action: ctx.operationId, recordType: 'supervision_task', recordId: id, after: { redFlag: kind } });
  }
  return flagged.length;
}

/** A review day beyond the loaded calendar is computed again until the calendar reaches it. */
async function settleReviewDays({ kit, unit }: Work): Promise<void> {
  const provisional = await unit.db
    .selectFrom('adjustmentProposal')
    .select(['id', 'submittedOn'])
    .where('state', '=', 'SUBMITTED')
    .where('reviewDueProvisional', '=', true)
    .execute();
  for (const { id, submittedOn } of provisional) {
    if (submittedOn === null) continue;
    const { reviewDays } = await readClocks(unit.db, submittedOn);
    const due = addWorkingDays(kit.calendar, submittedOn, reviewDays);
    const set = { reviewDueOn: due.day, reviewDueProvisional: due.provisional };
    await unit.db.updateTable('adjustmentProposal').set(set).where('id', '=', id).execute();
  }
}

async function markLateReviews({ kit, ctx, unit }: Work): Promise<number> {
  const late = await unit.db
    .updateTable('adjustmentProposal')
    .set({ reviewOverdue: true })
    .where('state', '=', 'SUBMITTED')
    .where('reviewOverdue', '=', false)
    // No consequence rests on a day beyond the loaded calendar.
    .where('reviewDueProvisional', '=', false)
    .where('reviewDueOn', '<', kit.clock.today())
    .returning(['id', 'reviewDueOn'])
    .execute();
  for (const { id, reviewDueOn } of late) {
    const after = { reviewOverdue: true, reviewDueOn };
    unit.audit({ action: ctx.operationId, recordType: 'adjustment_proposal', recordId: id, after });
  }
  return late.length;
}

async function insertTasks(work: Work, row: ProposalRow, tasks: readonly NewTask[]): Promise<void> {
  await work.unit.db
    .insertInto('supervisionTask')
    .values(tasks.map((task) => ({ ...ownedBy(work, row), ...task })))
    .onConflict((conflict) => conflict.columns(['proposalId', 'kind', 'month']).doNothing())
    .execute();
}
