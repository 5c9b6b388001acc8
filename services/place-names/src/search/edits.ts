import type { Pool } from './pool.ts';

/** Longer texts are not compared by their edits. */
export const longestEdited = 64;
const tooFar = 99;

/** Handbook §8.1: how many edits a query of a length may be away. */
export function editsAllowed(length: number): 0 | 1 | 2 {
  return length >= 6 ? 2 : length >= 3 ? 1 : 0;
}

/** The edit distance of a text of the pool from the query, or a larger number than allowed. */
export function createDistance(pool: Pool, query: string, allowed: number): (name: number) => number {
  const { units, starts } = pool;
  const own = Uint16Array.from(query, (unit) => unit.charCodeAt(0));
  let before = new Uint8Array(longestEdited + 1);
  let row = new Uint8Array(longestEdited + 1);
  return (name) => {
    const start = starts[name] ?? 0;
    const length = (starts[name + 1] ?? 0) - start;
    if (length > longestEdited || Math.abs(length - own.length) > allowed) return allowed + 1;
    for (let column = 0; column <= Math.min(length, allowed); column += 1) before[column] = column;
    for (let line = 1; line <= own.length; line += 1) {
      // Farther from the diagonal than allowed no way leads back.
      const [from, to] = [Math.max(1, line - allowed), Math.min(length, line + allowed)];
      row[from - 1] = from === 1 ? line : tooFar;
      if (to === line + allowed) before[to] = tooFar;
      let least = row[from - 1] ?? 0;
      const unit = own[line - 1];
      for (let column = from; column <= to; column += 1) {
        const replaced = (before[column - 1] ?? 0) + (units[start + column - 1] === unit ? 0 : 1);
        const edited = Math.min((before[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1, replaced);
        row[column] = edited;
        if (edited < least) least = edited;
      }
      if (least > allowed) return allowed + 1;
      [before, row] = [row, before];
    }
    return before[length] ?? 0;
  };
}

/** How many bits are set. */
export function ones(mark: number): number {
  let bits = mark - ((mark >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
