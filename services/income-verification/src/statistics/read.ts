import type { OperationInputOf, OperationOutputOf, readVerificationStatistics } from '@mz/contracts';
import { scopePrefix } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { askedMonths } from './rules.ts';

/** What is asked for. */
export type StatisticsQuery = OperationInputOf<typeof readVerificationStatistics>['query'];
type Statistics = OperationOutputOf<typeof readVerificationStatistics>;

const province = '370000000000';

/** What was published of a division and those below it; who takes it away stands in the audit trail. */
export async function readStatistics(
  kit: AppKit,
  ctx: Context,
  { fromMonth, toMonth, division, purpose }: StatisticsQuery,
): Promise<Statistics> {
  const months = askedMonths(fromMonth, toMonth);
  if (months === undefined) throw fail('PERIOD_INVALID', { pointer: '/query/fromMonth' });
  const divisionCode = division ?? ctx.grant?.division ?? province;
  // The graph hands on any text; REST refuses before.
  if (!/^[0-9]{12}$/.test(divisionCode) || !kit.divisions().at(divisionCode, kit.clock.today()).ok)
    throw fail('DIVISION_NOT_VALID', { pointer: '/query/division' });
  kit.authorize(ctx, { divisionCode });
  const below = scopePrefix(divisionCode);
  return kit.write(ctx, async (unit) => {
    const published = await unit.db
      .selectFrom('statisticsMonth')
      .select(['month', 'publishedOn'])
      .where('month', 'in', months)
      .orderBy('month')
      .execute();
    if (published.length < months.length) throw fail('STATISTICS_NOT_PUBLISHED', { pointer: '/query/toMonth' });
    const cells = unit.db
      .selectFrom('statisticsCell')
      .select(['month', 'divisionCode', 'purpose', 'verdict', 'reports'])
      .where('month', 'in', months)
      .where('divisionCode', '>=', below)
      .where('divisionCode', '<', `${below}~`);
    const items = await (purpose === undefined ? cells : cells.where('purpose', '=', purpose))
      .orderBy('month')
      .orderBy('divisionCode')
      .orderBy('purpose')
      .orderBy('verdict')
      .execute();
    const after = { fromMonth, toMonth, divisionCode, cells: items.length };
    unit.audit({ action: 'verificationStatistics.export', recordType: 'statistics_month', recordId: toMonth, after });
    return { months: published, items };
  });
}
