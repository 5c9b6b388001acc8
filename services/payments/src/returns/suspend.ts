import { addDays } from '@mz/domain';
import type { ScheduledJob } from '@mz/service-kit';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { tellSuspended } from '../settlement.ts';

type Suspended = {
  readonly id: string;
  readonly runId: string;
  readonly enrolmentId: string;
  readonly benefitMonth: string;
  readonly currentDivisionCode: string;
};

/** A failed line that nobody re-issued in its days is SUSPENDED: its money waits for two persons (payments.md §3.4). */
export function suspendDaily(kit: AppKit): ScheduledJob {
  return {
    name: 'lines.suspend',
    every: { dailyAt: '02:30' },
    run: (ctx) =>
      kit.write(ctx, async (unit) => {
        const today = kit.clock.today();
        const parameters = await numbersOn(unit.db, today);
        const { rows } = await sql<Suspended>`
          update line set state = 'SUSPENDED', version = version + 1
          where state = 'FAILED' and failed_on <= ${addDays(today, -parameters('line.suspension-days'))}
            and not exists (select from line again where again.kind = 'REISSUE' and again.cause_id = line.id
              and again.state not in ('FAILED', 'CANCELLED', 'SUSPENDED'))
          returning id, run_id, enrolment_id, benefit_month, current_division_code`.execute(unit.db);
        for (const { id: lineId, runId: id, currentDivisionCode, ...line } of rows) {
          unit.audit({ action: 'lines.suspend', recordType: 'line', recordId: lineId });
          tellSuspended({ kit, ctx, unit }, { id, currentDivisionCode }, { lineId, ...line, code: 'NOT_REISSUED' });
        }
        return { done: rows.length };
      }),
  };
}
