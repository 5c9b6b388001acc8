import type { VerificationIndicator } from '@mz/contracts';
import type { Static } from 'typebox';
import type { Counted, Figure, Part, ShownCounts } from './indicator.ts';
import type { PlannedIndicator } from './plan.ts';

type Indicator = Static<typeof VerificationIndicator>;

/** An indicator against its target; totals are compared, never what is shown of them (69.57% of 138 fails 70%). */
export function measured(plan: PlannedIndicator, counted: Counted, target: number | undefined): Indicator {
  const reached = sum(counted.rows.map((row) => row.reached));
  const of = plan.kind === 'NUMBER' ? null : sum(counted.rows.map((row) => row.of ?? 0));
  const { code, title, titleEn, comparator, planItem } = plan;
  const parts = counted.parts ?? [];
  return {
    ...{ code, title, titleEn, comparator, planItem, reached, of },
    percent: percentOf(reached, of),
    target: target === undefined ? null : plan.kind === 'SHARE' ? target / 100 : target,
    done: target === undefined || comparator === '' ? null : isDone({ reached, of, comparator, target, parts }),
    parts: parts.map((part) => ({
      name: part.name,
      reached: part.reached,
      of: part.of,
      percent: percentOf(part.reached, part.of),
    })),
  };
}

/** The same of an indicator whose small counts are hidden: a share, and whether it is reached, only of what is shown. */
export function measuredShown(plan: PlannedIndicator, shown: ShownCounts, target: number | undefined): Indicator {
  const { code, title, titleEn, comparator, planItem } = plan;
  const { reached, of } = shown.total;
  const compared = target !== undefined && comparator !== '' && reached !== null && of !== null;
  return {
    ...{ code, title, titleEn, comparator, planItem, reached, of },
    percent: shareOf(shown.total),
    target: target === undefined ? null : target / 100,
    done: compared ? keeps(reached, of, comparator, target) : null,
    parts: shown.parts.map((part) => ({ ...part, percent: shareOf(part) })),
  };
}

function shareOf({ reached, of }: Figure): number | null {
  return reached === null ? null : percentOf(reached, of);
}

interface Compared {
  readonly reached: number;
  readonly of: number | null;
  readonly comparator: string;
  readonly target: number;
  readonly parts: readonly Part[];
}

// A part with a target of its own decides instead of the total.
function isDone({ reached, of, comparator, target, parts }: Compared): boolean {
  const own = parts.filter((part) => part.targetBp !== undefined);
  if (own.length > 0) return own.every((part) => keeps(part.reached, part.of, comparator, part.targetBp ?? target));
  return keeps(reached, of, comparator, target);
}

function keeps(reached: number, of: number | null, comparator: string, target: number): boolean {
  const [have, asked] = of === null ? [reached, target] : [reached * 10_000, of * target];
  return comparator === '>=' ? have >= asked : have <= asked;
}

/** Two digits after the point; null where there is nothing to take a share of. */
function percentOf(reached: number, of: number | null): number | null {
  return of === null || of === 0 ? null : Math.round((reached / of) * 10_000) / 100;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
