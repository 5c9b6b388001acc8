import type { LegalDay } from './day.ts';
import type { DivisionChangeItem } from './lineage-types.ts';

/** Codes that pass ground round in a circle on one day. */
export type LineageCycle = { effectiveOn: LegalDay; codes: readonly string[] };

/** Thrown when a history would hold a cycle; a change that makes one must be refused with this code. */
export class LineageCycleError extends Error {
  readonly code = 'LINEAGE_CYCLE';
  readonly cycle: LineageCycle;

  constructor(cycle: LineageCycle) {
    super(`LINEAGE_CYCLE: ${cycle.codes.join(' → ')} on ${cycle.effectiveOn}`);
    this.name = 'LineageCycleError';
    this.cycle = cycle;
  }
}

/**
 * Finds a cycle among the items of one day (place-names handbook §4.2). A kept code (A→A) is none, and neither is ground
 * that goes back on a later day.
 */
export function findLineageCycle(items: Iterable<DivisionChangeItem>): LineageCycle | undefined {
  const moves = [...items].filter((item) => item.fromCode !== item.toCode);
  for (const [effectiveOn, ofDay] of Map.groupBy(moves, (item) => item.effectiveOn)) {
    const codes = cycleOf(Map.groupBy(ofDay, (item) => item.fromCode));
    if (codes !== undefined) return { effectiveOn, codes };
  }
  return undefined;
}

type Moves = ReadonlyMap<string, readonly DivisionChangeItem[]>;

/** Takes away, again and again, codes that nothing enters: what is left lies on or behind a cycle. */
function cycleOf(moves: Moves): string[] | undefined {
  const entering = new Map<string, number>();
  for (const { toCode } of [...moves.values()].flat()) entering.set(toCode, (entering.get(toCode) ?? 0) + 1);
  const free = [...moves.keys()].filter((code) => !entering.has(code));
  for (let code = free.pop(); code !== undefined; code = free.pop()) {
    for (const { toCode } of moves.get(code) ?? []) {
      const left = (entering.get(toCode) ?? 0) - 1;
      entering.set(toCode, left);
      if (left === 0) free.push(toCode);
    }
  }
  const left = [...entering].find(([code, count]) => count > 0 && moves.has(code))?.[0];
  return left === undefined ? undefined : traceBack(left, moves, entering);
}

/** Each code that is left has one left before it, so that going back must meet a code twice. */
function traceBack(start: string, moves: Moves, entering: ReadonlyMap<string, number>): string[] {
  const path = [start];
  for (let code = start; ; ) {
    const before = [...moves.keys()].find(
      (one) => (entering.get(one) ?? 0) > 0 && moves.get(one)?.some((item) => item.toCode === code),
    );
    if (before === undefined) throw new Error(`no move into ${code}`);
    path.unshift(before);
    const again = path.indexOf(before, 1);
    if (again > 0) return path.slice(0, again + 1);
    code = before;
  }
}
