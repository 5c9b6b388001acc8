import type { CaseFacts } from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { assessmentFor } from '../rules/index.ts';
import { consumeDeaths } from './deaths.ts';
import { loadEnrolment } from './load.ts';
import { consumeOutcomes } from './outcomes.ts';
import { consumeRecovery } from './recovery.ts';
import { consumeStandards } from './standards.ts';

export { adjustEnrolment } from './adjust.ts';
export type { Adjusted, Change, PauseReason } from './types.ts';

/** The facts that hold for an enrolment in a month: those of the latest assessment that began by then. Throws NOT_FOUND. */
export async function factsFor(work: Work, enrolmentId: string, month: LegalMonth): Promise<CaseFacts> {
  const { db } = work.unit;
  const row = await db.selectFrom('enrolment').selectAll().where('id', '=', enrolmentId).executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  const { known } = await loadEnrolment(db, row);
  const assessed = assessmentFor(known.assessments, month);
  if (assessed === undefined) throw fail('NOT_FOUND');
  return assessed.facts;
}

/** What happens to an enrolment after its first decision: every change is a decision and one recomputation of its months. */
export function registerAdjustments(kit: AppKit): void {
  consumeDeaths(kit);
  consumeOutcomes(kit);
  consumeStandards(kit);
  consumeRecovery(kit);
}
