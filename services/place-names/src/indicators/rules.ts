import type { PlaceIndicator } from '@mz/contracts';
import type { Static } from 'typebox';
import type { Indicator } from './indicator.ts';
import type { PlannedIndicator } from './plan.ts';

/** An indicator against the plan's target; the totals are compared, never what is shown of them. */
export function measured(
  indicator: Indicator,
  plan: PlannedIndicator,
  planTarget: number | undefined,
): Static<typeof PlaceIndicator> {
  const { code, reached, unit, rows } = indicator;
  const target = planTarget ?? indicator.target;
  return {
    code,
    title: plan.title,
    titleEn: plan.titleEn,
    unit,
    reached,
    target,
    comparator: plan.comparator,
    percent: plan.comparator === '>=' && target > 0 ? percentOf(reached, target) : null,
    // A feature may ask for more than its number: a ceiling that nobody has measured is not kept.
    done: indicator.done && isKept(plan.comparator, reached, target),
    planItem: plan.planItem,
    rowCount: rows.length,
  };
}

function isKept(comparator: PlannedIndicator['comparator'], reached: number, target: number): boolean {
  return comparator === '>=' ? reached >= target : reached <= target;
}

/** One digit after the point. */
function percentOf(reached: number, target: number): number {
  return Math.round((reached / target) * 1_000) / 10;
}
