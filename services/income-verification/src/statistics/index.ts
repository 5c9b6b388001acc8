import { readVerificationStatistics, verificationStatisticsCsv } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { csvOf } from './csv.ts';
import { statisticsGraphql } from './graphql.ts';
import { publishMonths } from './publish.ts';
import { readStatistics } from './read.ts';

export { publishable } from './suppress.ts';

/** The one export of figures: by division, purpose, verdict and month, without small cells (income-verification.md §9). */
export function registerStatistics(kit: AppKit): void {
  kit.operation(readVerificationStatistics, (ctx, { query }) => readStatistics(kit, ctx, query));
  kit.download(verificationStatisticsCsv, async (ctx, { query }) => {
    const { items } = await readStatistics(kit, ctx, query);
    const fileName = `核对统计-${query.fromMonth}-${query.toMonth}.csv`;
    return { fileName, charset: 'utf-8', chunks: csvOf(items) };
  });
  kit.graphql(statisticsGraphql(kit));
  kit.schedule({ name: 'statistics.publish', every: { dailyAt: '04:20' }, run: (ctx) => publishMonths(kit, ctx) });
}
