/** Texts behind each other in one array: text `i` is `units` from `starts[i]` to `starts[i + 1]`. */
export interface Pool<U extends Units = Units> {
  readonly units: U;
  readonly starts: Uint32Array;
}

/** UTF-16 for names, one byte for what is spelt in Latin letters. */
export type Units = Uint16Array | Uint8Array;

/** From which end texts are read. */
export type Direction = 'FORWARD' | 'BACKWARD';

/** A pool that takes texts. */
export interface GrowingPool<U extends Units> {
  push(text: string): void;
  close(): Pool<U>;
}

const firstSize = 1_024;

/** An empty pool of UTF-16 texts. */
export function createTextPool(): GrowingPool<Uint16Array> {
  return createPool((size) => new Uint16Array(size));
}

/** An empty pool of texts whose characters are below 256. */
export function createBytePool(): GrowingPool<Uint8Array> {
  return createPool((size) => new Uint8Array(size));
}

function createPool<U extends Units>(allocate: (size: number) => U): GrowingPool<U> {
  let units = allocate(firstSize);
  let used = 0;
  const starts = createNumbers((size) => new Uint32Array(size));
  starts.push(0);
  return {
    push(text) {
      if (used + text.length > units.length) {
        const larger = allocate(Math.max(units.length * 2, used + text.length));
        larger.set(units);
        units = larger;
      }
      for (let at = 0; at < text.length; at += 1) units[used + at] = text.charCodeAt(at);
      used += text.length;
      starts.push(used);
    },
    close: () => ({ units: units.slice(0, used) as U, starts: starts.close() }),
  };
}

/** Numbers that are not counted yet. */
export interface GrowingNumbers<A> {
  push(value: number): void;
  close(): A;
}

type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** An empty array of numbers of a kind. */
export function createNumbers<A extends Numbers>(allocate: (size: number) => A): GrowingNumbers<A> {
  let values = allocate(firstSize);
  let used = 0;
  return {
    push(value) {
      if (used === values.length) {
        const larger = allocate(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[used] = value;
      used += 1;
    },
    close: () => values.slice(0, used) as A,
  };
}

/** Number of units of a text. */
export function lengthOf({ starts }: Pool, index: number): number {
  return (starts[index + 1] ?? 0) - (starts[index] ?? 0);
}

/** A text of the pool as a string. */
export function textOf({ units, starts }: Pool, index: number): string {
  let text = '';
  const end = starts[index + 1] ?? 0;
  for (let at = starts[index] ?? 0; at < end; at += 1) text += String.fromCharCode(units[at] ?? 0);
  return text;
}

/** A unit of a text, counted from one of its ends; 0 behind the other. No text holds the unit 0. */
export function unitAt({ units, starts }: Pool, index: number, depth: number, direction: Direction): number {
  const [start, end] = [starts[index] ?? 0, starts[index + 1] ?? 0];
  if (start + depth >= end) return 0;
  return (direction === 'FORWARD' ? units[start + depth] : units[end - 1 - depth]) ?? 0;
}

/** Where a text stands to those that begin with `query`: before them (< 0), one of them (0), behind them (> 0). */
export function compareStart({ units, starts }: Pool, index: number, query: string): number {
  const start = starts[index] ?? 0;
  const length = Math.min(query.length, (starts[index + 1] ?? 0) - start);
  for (let at = 0; at < length; at += 1) {
    const difference = (units[start + at] ?? 0) - query.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return length < query.length ? -1 : 0;
}

/** As `compareStart`, from the end on. */
export function compareEnd({ units, starts }: Pool, index: number, query: string): number {
  const [start, end] = [starts[index] ?? 0, starts[index + 1] ?? 0];
  const length = Math.min(query.length, end - start);
  for (let at = 1; at <= length; at += 1) {
    const difference = (units[end - at] ?? 0) - query.charCodeAt(query.length - at);
    if (difference !== 0) return difference;
  }
  return length < query.length ? -1 : 0;
}

/** Whether a text contains `query` anywhere. */
export function includes({ units, starts }: Pool, index: number, query: string): boolean {
  const last = (starts[index + 1] ?? 0) - query.length;
  const first = query.charCodeAt(0);
  for (let from = starts[index] ?? 0; from <= last; from += 1) {
    if (units[from] !== first) continue;
    let at = 1;
    while (at < query.length && units[from + at] === query.charCodeAt(at)) at += 1;
    if (at === query.length) return true;
  }
  return false;
}
