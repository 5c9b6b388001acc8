import type { OperationInputOf, giveOpinion as opinionOperation } from '@mz/contracts';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type Application, listSteps, meetClock, saveState, startClock, takeStep } from '../applications/index.ts';
import { changeApplication, ownerOf, parameterToday } from '../case-work/index.ts';
import { type Review, reviewFaults, reviewOutcome } from './rules.ts';

/** Records the democratic review; a disputed one sends the case back to investigation (§11.20). */
export async function recordReview(kit: AppKit, ctx: Context, id: string, review: Review): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const outcome = reviewOutcome(review);
    const to = takeStep(ctx, row, { action: 'recordReview', outcome });
    const today = kit.clock.today();
    const [investigated] = (await listSteps(work.unit.db, id, ['completeInvestigation'])).slice(-1);
    if (review.heldOn > today || review.heldOn < (investigated?.onDay ?? today)) {
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/heldOn' });
    }
    const faults = reviewFaults(review, await parameterToday(work, row, 'review.attendees_min'));
    if (faults.length > 0) throw refusal(faults);
    await meetClock(work, ownerOf(row), 'REVIEW', review.heldOn);
    await startClock(work, ownerOf(row), outcome === 'AGREED' ? 'TOWNSHIP_OPINION' : 'INVESTIGATION', review.heldOn);
    const votes = (vote: string): number => review.attendees.filter((one) => one.vote === vote).length;
    return saveState(work, row, {
      action: 'recordReview',
      to,
      on: review.heldOn,
      detail: {
        outcome,
        chair: review.chairSubject,
        attendees: review.attendees.length,
        yes: votes('YES'),
        no: votes('NO'),
        minutes: review.minutesSha256,
      },
      note: review.conclusion,
    });
  });
}

/** The township's opinion, which the notice and the county will see. */
export async function giveOpinion(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: OperationInputOf<typeof opinionOperation>['body'],
): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'giveOpinion' });
    await meetClock(work, ownerOf(row), 'TOWNSHIP_OPINION', kit.clock.today());
    return saveState(work, row, { action: 'giveOpinion', to, detail: { opinion: body.opinion }, note: body.text });
  });
}
