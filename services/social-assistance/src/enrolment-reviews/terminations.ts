import type { Work } from '../app-kit.ts';
import { releaseMembership } from '../membership/index.ts';
import type { EnrolmentRow } from './rows.ts';

/** What goes with the end of an enrolment: its reason, the certificate withdrawn, the members free for another household. */
export async function endEnrolment({ kit, unit }: Work, enrolment: EnrolmentRow, code: string): Promise<void> {
  await unit.db
    .updateTable('enrolment')
    .set({ endedCode: code, certificateWithdrawnOn: kit.clock.today() })
    .where('id', '=', enrolment.id)
    .execute();
  await releaseMembership(unit.db, enrolment.householdId);
}
