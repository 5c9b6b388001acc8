import { verificationAgencyErrorFound } from '@mz/contracts';
import type { Work } from '../app-kit.ts';
import type { ReportRow } from './queries.ts';

/** A later version with another verdict, because a partner corrected its register: the case is told what the wrong data made (§7). */
export function tellAgencyError(
  { kit, unit }: Work,
  { previous, row }: { readonly previous: ReportRow; readonly row: ReportRow },
  agencyCodes: readonly string[],
): void {
  if (agencyCodes.length === 0 || previous.verdict === row.verdict) return;
  unit.publish(verificationAgencyErrorFound, {
    subject: row.id,
    divisionCode: row.currentDivisionCode,
    aggregateVersion: row.reportVersion,
    data: {
      ...{ applicationId: row.applicationId, wrongReportId: previous.id, reportId: row.id },
      agencyCodes: [...agencyCodes],
      wrongVerdict: previous.content.verdict,
      verdict: row.content.verdict,
      foundOn: kit.clock.today(),
    },
  });
}
