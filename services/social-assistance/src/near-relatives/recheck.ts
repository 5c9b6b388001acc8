import { fail } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { fileHits, type HitRow } from './hits.ts';
import { matchKin } from './match.ts';

/**
 * Matches an enrolled household with the roster again, at each review (handbook §5.3). A hit that was not filed pauses the
 * enrolment from the next month; answers the new hits.
 */
export async function recheckNearRelatives(work: Work, enrolmentId: string): Promise<HitRow[]> {
  const { kit, ctx, unit } = work;
  const row = await unit.db
    .selectFrom('enrolment')
    .select(['applicationId', 'currentDivisionCode as divisionCode'])
    .where('id', '=', enrolmentId)
    .executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  const { unfiled } = await matchKin(kit, ctx, row);
  return fileHits(work, { ...row, enrolmentId }, unfiled);
}
