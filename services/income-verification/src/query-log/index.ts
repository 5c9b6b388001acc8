import { listQueryLog, verifyQueryLog } from '@mz/contracts';
import { addMonths } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { queryLogGraphql } from './graphql.ts';
import { listLog } from './list.ts';
import { sealLog } from './sealer.ts';
import { verifyLog } from './verify.ts';

export { clientOf, logList, logLookup, personHash } from './lookups.ts';

const province = '370000000000';

/** The log of who asked, what left and who looked (income-verification.md §9): auditors read it, nobody changes it. */
export function registerQueryLog(kit: AppKit): void {
  kit.operation(listQueryLog, (ctx, { query }) => listLog(kit, ctx, query));
  kit.operation(verifyQueryLog, (ctx, input) => verifyLog(kit, ctx, input));
  kit.graphql(queryLogGraphql(kit));
  kit.schedule({ name: 'queryLog.seal', every: { minutes: 10 }, run: (ctx) => sealLog(kit, ctx) });
  kit.schedule({ name: 'queryLog.forget', every: { dailyAt: '03:40' }, run: (ctx) => forgetLog(kit, ctx) });
}

/** Six years [A] by the wall clock, which the lines carry; the function of the database keeps whatever is younger. */
async function forgetLog(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  return kit.write(ctx, async (unit) => {
    const today = kit.clock.today();
    const years = (await loadParameters(unit.db, province, today)).number('query_log_years');
    const before = addMonths(today, -12 * years);
    const { rows } = await sql<{
      gone: number;
    }>`select forget_query_log_before(${before}::timestamptz) as gone`.execute(unit.db);
    const done = Number(rows[0]?.gone ?? 0);
    if (done > 0) unit.audit({ action: 'queryLog.forget', recordType: 'query_log', recordId: before, after: { done } });
    return { done };
  });
}
