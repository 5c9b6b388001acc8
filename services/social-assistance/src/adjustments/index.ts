import type { CaseFacts } from '@mz/contracts';
import type { LegalMonth } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { assessmentFor } from '../rules/index.ts';
import { loadEnrolment } from './load.ts';

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
