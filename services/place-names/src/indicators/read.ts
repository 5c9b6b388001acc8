import type { getPlaceIndicator, listPlaceIndicators, OperationOutputOf } from '@mz/contracts';
import { isWithinDivision } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import type { Indicator } from './indicator.ts';
import { plannedIndicators } from './plan.ts';
import { measured } from './rules.ts';

/** A feature's own indicators of a year, from its rows as they stand. */
export type IndicatorSource = (db: Db, year: number) => Promise<Indicator[]>;

type Listed = OperationOutputOf<typeof listPlaceIndicators>;
type Detailed = OperationOutputOf<typeof getPlaceIndicator>;

/** What the reads of this feature work with. */
export interface IndicatorReader {
  readonly kit: AppKit;
  readonly sources: readonly IndicatorSource[];
}

/** All indicators of a year that have a feature; throws INDICATOR_YEAR_UNKNOWN for a year without a plan. */
export async function readIndicators(reader: IndicatorReader, ctx: Context, year: number): Promise<Listed> {
  const { indicators, targets } = await collect(reader, ctx, year);
  const items = plannedIndicators.flatMap((plan) => {
    const found = indicators.find(({ code }) => code === plan.code);
    return found === undefined ? [] : [measured(found, plan, targets.get(plan.code))];
  });
  return { year, items };
}

/** One indicator with the rows behind it, those of a division when one is given. */
export async function readIndicator(
  reader: IndicatorReader,
  ctx: Context,
  asked: { readonly code: string; readonly year: number; readonly division?: string },
): Promise<Detailed> {
  const { indicators, targets } = await collect(reader, ctx, asked.year);
  const plan = plannedIndicators.find(({ code }) => code === asked.code);
  const found = indicators.find(({ code }) => code === asked.code);
  if (plan === undefined || found === undefined) throw fail('INDICATOR_UNKNOWN', { pointer: '/params/code' });
  const { division } = asked;
  const rows = found.rows.filter((row) => division === undefined || isWithinDivision(division, row.divisionCode));
  return { ...measured(found, plan, targets.get(plan.code)), year: asked.year, rows: [...rows] };
}

async function collect({ kit, sources }: IndicatorReader, ctx: Context, year: number) {
  // The graph has any whole number; REST refuses before.
  if (year < 2000 || year > 2100) throw fail('INDICATOR_YEAR_UNKNOWN', { pointer: '/query/year' });
  return kit.read(ctx, async (db) => {
    const targets = await readTargets(db, year);
    if (targets.size === 0) throw fail('INDICATOR_YEAR_UNKNOWN', { pointer: '/query/year' });
    const indicators: Indicator[] = [];
    for (const source of sources) indicators.push(...(await source(db, year)));
    return { indicators, targets };
  });
}

/** Targets that the plan of the year gives as numbers, by code. */
async function readTargets(db: Db, year: number): Promise<ReadonlyMap<string, number>> {
  const deadline = `${year}-12-31`;
  const rows = await db
    .selectFrom('policyParameter')
    .select(['key', 'value'])
    .where('key', 'like', 'indicators.PN-%')
    .where('validFrom', '<=', deadline)
    .where((one) => one.or([one('validTo', 'is', null), one('validTo', '>', deadline)]))
    .execute();
  return new Map(rows.map(({ key, value }) => [key.slice('indicators.'.length), Number(value)]));
}
