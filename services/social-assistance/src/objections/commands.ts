import type {
  OperationInputOf,
  objectToApplication as objectOperation,
  resolveObjection as resolveOperation,
} from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import {
  type Application,
  type ApplicationRow,
  listSteps,
  meetClock,
  pauseClocks,
  resumeClocks,
  saveState,
  startClock,
  takeStep,
} from '../applications/index.ts';
import { changeApplication, ownerOf } from '../case-work/index.ts';

type ObjectBody = OperationInputOf<typeof objectOperation>['body'];
type ResolveBody = OperationInputOf<typeof resolveOperation>['body'];

/** An objection: to the rejection (re-check), or during a notice (back to investigation) (§11.20). */
export async function openObjection(kit: AppKit, ctx: Context, id: string, body: ObjectBody): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const outcome = body.by === 'APPLICANT' ? 'BY_APPLICANT' : 'BY_PUBLIC';
    const to = takeStep(ctx, row, { action: 'object', outcome });
    const today = kit.clock.today();
    const [told] = (await listSteps(work.unit.db, id, ['rejectByTownship', 'postNotice'])).slice(-1);
    if (body.receivedOn > today || body.receivedOn < (told?.onDay ?? today)) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/receivedOn' });
    }
    await startObjectionClock(work, row, { to, receivedOn: body.receivedOn });
    return saveState(work, row, {
      action: 'object',
      to,
      on: body.receivedOn,
      detail: { by: body.by },
      note: body.text,
    });
  });
}

async function startObjectionClock(
  work: Work,
  row: ApplicationRow,
  step: { to: string; receivedOn: string },
): Promise<void> {
  const owner = ownerOf(row);
  if (step.to === 'RECHECK') {
    await pauseClocks(work, owner, { on: step.receivedOn, reason: 'RECHECK' });
    await startClock(work, owner, 'RECHECK', step.receivedOn);
    return;
  }
  await meetClock(work, owner, step.to === 'INVESTIGATING' ? 'COUNTY_TRANSFER' : 'APPROVAL', step.receivedOn);
  await startClock(work, owner, step.to === 'INVESTIGATING' ? 'INVESTIGATION' : 'REINVESTIGATION', step.receivedOn);
}

/** Upheld: the rejection stays; revised: back to investigation; settled: the county's re-check is done, a second notice may follow. */
export async function resolveObjection(kit: AppKit, ctx: Context, id: string, body: ResolveBody): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'resolveObjection', outcome: body.result });
    const today = kit.clock.today();
    if (row.state === 'RECHECK') {
      await meetClock(work, ownerOf(row), 'RECHECK', today);
      if (body.result === 'REVISED') {
        await resumeClocks(work, ownerOf(row), today);
        await startClock(work, ownerOf(row), 'INVESTIGATION', today);
      }
    }
    if (body.result === 'SETTLED') await meetClock(work, ownerOf(row), 'REINVESTIGATION', today);
    // A revised rejection is no decision any more.
    const set = body.result === 'REVISED' ? { decisionId: null } : {};
    return saveState(work, row, {
      action: 'resolveObjection',
      to,
      set,
      detail: { result: body.result },
      note: body.text,
    });
  });
}
