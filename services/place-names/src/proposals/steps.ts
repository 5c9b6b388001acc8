import type { advanceProposal as advanceOperation, OperationInputOf, ProposalFile } from '@mz/contracts';
import { addWorkingDays, type LegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { changeProposal } from './commands.ts';
import { type Move, moveProposal, saveProposal, writeStep } from './move.ts';
import { readClocks, readTerms } from './parameters.ts';
import type { ProposalRow } from './shapes.ts';
import { beginTasks, codeTableDue } from './supervision.ts';

type Body = OperationInputOf<typeof advanceOperation>['body'];

/** Takes a step that needs no paper of its own. */
export function advanceProposal(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Body },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    if (body.action === 'withdraw' && body.reason === undefined) {
      throw fail('REASON_REQUIRED', { pointer: '/body/reason' });
    }
    const set = await consequencesOf(work, body.action);
    const saved = await moveProposal(work, row, {
      action: body.action,
      ...(body.reason === undefined ? {} : { reason: body.reason }),
      set,
    });
    if (body.action === 'implement') await beginTasks(work, saved);
    return saved;
  });
}

/** Notes that a task is done; a monthly report is one of them. */
export function completeTask(
  kit: AppKit,
  ctx: Context,
  { id, taskId, note }: { readonly id: string; readonly taskId: string; readonly note: string },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    const { db } = work.unit;
    const task = await db
      .selectFrom('supervisionTask')
      .select(['id', 'kind', 'doneOn'])
      .where('id', '=', taskId)
      .where('proposalId', '=', id)
      .executeTakeFirst();
    if (task === undefined) throw fail('SUPERVISION_TASK_UNKNOWN', { pointer: '/body/taskId' });
    if (task.doneOn !== null) throw fail('SUPERVISION_TASK_DONE', { pointer: '/body/taskId' });
    if (row.state !== 'IMPLEMENTING') throw fail('STATE_TRANSITION_INVALID');
    const done = { doneOn: kit.clock.today(), doneBy: ctx.actor.subject, note };
    await db.updateTable('supervisionTask').set(done).where('id', '=', taskId).execute();
    const saved = await saveProposal(work, row, {});
    await writeStep(work, saved, { action: `complete ${task.kind}`, fromState: row.state, reason: note });
    return saved;
  });
}

/** The change of an approved proposal is published: the proposal follows under the publisher's hand. */
export async function followPublication(work: Work, row: ProposalRow, changeId: string): Promise<void> {
  await moveProposal(work, row, { action: 'publish', set: { changeId } });
}

/** The codes of a proposal's change are final: the term of the code tables begins. */
export async function followCodePublication(
  { kit, unit }: Work,
  { proposalId, publishedOn }: { readonly proposalId: string; readonly publishedOn: LegalDay },
): Promise<void> {
  const due = codeTableDue(publishedOn, await readTerms(unit.db, kit.clock.today()), kit.calendar);
  await unit.db
    .updateTable('supervisionTask')
    .set({ dueOn: due.day, dueProvisional: due.provisional })
    .where('proposalId', '=', proposalId)
    .where('kind', '=', 'CODE_TABLES')
    .execute();
}

async function consequencesOf({ kit, ctx, unit }: Work, action: Body['action']): Promise<NonNullable<Move['set']>> {
  const today = kit.clock.today();
  switch (action) {
    case 'submit': {
      const { reviewDays } = await readClocks(unit.db, today);
      const due = addWorkingDays(kit.calendar, today, reviewDays);
      return {
        submittedOn: today,
        submittedBy: ctx.actor.subject,
        reviewDueOn: due.day,
        reviewDueProvisional: due.provisional,
      };
    }
    case 'implement':
      return { implementingOn: today };
    case 'finish':
      return { implementedOn: today };
    case 'reportUp':
    case 'approve':
    case 'archive':
    case 'withdraw':
      return {};
  }
}
