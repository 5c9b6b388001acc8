import { recoverySuspended } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import { listUnderAppeal } from '../applications/index.ts';

/** An open appeal suspends what is recovered from an enrolment: told with the first that opens and the last that is answered. */
export async function tellRecovery(work: Work, enrolmentId: string | null, suspended: boolean): Promise<void> {
  if (enrolmentId === null) return;
  const { db } = work.unit;
  if ((await listUnderAppeal(db, 'enrolmentId', [enrolmentId])).size > 0) return;
  const { version, currentDivisionCode } = await db
    .updateTable('enrolment')
    .set((row) => ({ version: row('version', '+', 1) }))
    .where('id', '=', enrolmentId)
    .returning(['version', 'currentDivisionCode'])
    .executeTakeFirstOrThrow();
  work.unit.publish(recoverySuspended, {
    subject: enrolmentId,
    divisionCode: currentDivisionCode,
    aggregateVersion: version,
    data: { enrolmentId, suspended, reason: 'APPEAL' },
  });
}
