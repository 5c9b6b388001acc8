import type { CodeRange, Wanted } from './admit.ts';
import { levels } from './ranks.ts';
import type { Segment } from './segment.ts';

/** Names from `[0]` to before `[1]`, from `[2]` to before `[3]` and so on, ascending; undefined stands for all. */
export type Spans = readonly number[] | undefined;

/** More places than these are looked at one by one. */
const mostRanges = 16;

/** Where the names inside the wanted divisions stand: documents of a level stand by their codes. */
export function spansOf(segment: Segment, { within }: Wanted): Spans {
  if (within === undefined || within.length > mostRanges) return undefined;
  const spans: [from: number, to: number][] = [];
  for (const level of Object.values(levels)) {
    const [first, end] = [firstAt(segment, level, 0), firstAt(segment, level + 1, 0)];
    if (first === end) continue;
    for (const range of within) {
      const [from, to] = [firstAt(segment, level, lowOf(range, level)), firstAt(segment, level, range.high)];
      if (from < to) spans.push([segment.firstNames[from] ?? 0, segment.firstNames[to] ?? 0]);
    }
  }
  return joined(spans.sort(([one], [other]) => one - other));
}

/** A division that is not inside itself, while the places in it are. */
function lowOf({ low, itself }: CodeRange, level: number): number {
  return itself || level > levels.VILLAGE ? low : low + 1;
}

/** The first document of a level whose code is not smaller, or that of a lower level. */
function firstAt({ levels: known, codes }: Segment, level: number, code: number): number {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const difference = (known[middle] ?? 0) - level || (codes[middle] ?? 0) - code;
    if (difference < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joined(spans: readonly (readonly [from: number, to: number])[]): number[] {
  const all: number[] = [];
  for (const [from, to] of spans) {
    const end = all.at(-1);
    if (end === undefined || from > end) all.push(from, to);
    else all[all.length - 1] = Math.max(end, to);
  }
  return all;
}

/** Whether a name is in one of the spans. */
export function isInSpans(spans: Spans, name: number): boolean {
  if (spans === undefined) return true;
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] ?? 0) <= name) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}
