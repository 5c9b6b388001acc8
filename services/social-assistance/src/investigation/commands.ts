import type { completeInvestigation as completeOperation, OperationInputOf } from '@mz/contracts';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type Application, listSteps, meetClock, saveState, startClock, takeStep } from '../applications/index.ts';
import { changeApplication, ownerOf, parameterToday, refuseKin } from '../case-work/index.ts';
import { isVisitedAnew, needsReason, shortestReason, type Visit, visitFaults } from './rules.ts';

/** Records the home visit of the township: at least two investigators, none of them kin, signed by all. */
export async function recordVisit(kit: AppKit, ctx: Context, id: string, visit: Visit): Promise<Application> {
  await refuseKin(kit, ctx, id, [...new Set(visit.investigators.map(({ personId }) => personId))]);
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'recordVisit' });
    const faults = visitFaults(visit, {
      investigators: await parameterToday(work, row, 'visit.investigators_min'),
      photos: await parameterToday(work, row, 'visit.photos_min'),
      acceptedOn: row.acceptedOn ?? kit.clock.today(),
      today: kit.clock.today(),
    });
    if (faults.length > 0) throw refusal(faults);
    return saveState(work, row, {
      action: 'recordVisit',
      to,
      on: visit.visitedOn,
      detail: {
        investigators: visit.investigators.map(({ subject }) => subject),
        photos: visit.photoSha256s,
        neighboursVisited: visit.neighboursVisited,
        dwellingObserved: visit.dwellingObserved,
      },
      note: visit.findings,
    });
  });
}

/** Closes the investigation: visit and verification report are there; a verdict against the family needs a reason. */
export async function completeInvestigation(
  kit: AppKit,
  ctx: Context,
  id: string,
  body: OperationInputOf<typeof completeOperation>['body'],
): Promise<Application> {
  return changeApplication(kit, ctx, id, async (work, row) => {
    const to = takeStep(ctx, row, { action: 'completeInvestigation' });
    if (!isVisitedAnew(await listSteps(work.unit.db, id))) throw fail('VISIT_MISSING');
    if (row.reportId === null || row.verdict === null) throw fail('VERIFICATION_MISSING');
    if (needsReason(row.verdict) && body.text.length < shortestReason) {
      throw fail('EVIDENCE_REASON_MISSING', { pointer: '/body/text' });
    }
    const today = kit.clock.today();
    await meetClock(work, ownerOf(row), 'INVESTIGATION', today);
    await startClock(work, ownerOf(row), 'REVIEW', today);
    return saveState(work, row, {
      action: 'completeInvestigation',
      to,
      detail: { verdict: row.verdict },
      note: body.text,
    });
  });
}
