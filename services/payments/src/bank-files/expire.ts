import { addMonths } from '@mz/domain';
import type { ScheduledJob } from '@mz/service-kit';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';

/** Raw bytes are deleted after their years; heads, lines, hashes and the ledger stay (payments.md §5). */
export function expireDaily(kit: AppKit): ScheduledJob {
  return {
    name: 'bankFiles.expire',
    every: { dailyAt: '03:00' },
    run: (ctx) =>
      kit.write(ctx, async (unit) => {
        const today = kit.clock.today();
        const parameters = await numbersOn(unit.db, today);
        const until = addMonths(today, -12 * parameters('bank-file.raw-retention-years'));
        const files = await sql<{ id: string }>`
          update bank_file set content = null, content_deleted_on = ${today}
          where written_on < ${until} and content is not null and state = 'RETURNED' returning id`.execute(unit.db);
        const returns = await sql<{ id: string }>`
          update return_arrival set content = null where arrived_on < ${until} and content is not null
          returning id`.execute(unit.db);
        for (const { id } of files.rows) {
          unit.audit({ action: 'bankFiles.expire', recordType: 'bank_file', recordId: id });
        }
        for (const { id } of returns.rows) {
          unit.audit({ action: 'bankFiles.expire', recordType: 'return_arrival', recordId: id });
        }
        return { done: files.rows.length + returns.rows.length };
      }),
  };
}
