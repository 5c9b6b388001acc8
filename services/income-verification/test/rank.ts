/** Rank over the rationals by whole-number elimination. */
export function rankOf(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => row.map(BigInt));
  const width = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width; column += 1) {
    const pivot = left.findIndex((row, index) => index >= rank && row[column] !== 0n);
    if (pivot < 0) continue;
    const [head = []] = left.splice(pivot, 1);
    left.splice(rank, 0, head);
    for (let index = rank + 1; index < left.length; index += 1) {
      const [row = [], a = 0n, b = 0n] = [left[index], left[index]?.[column], head[column]];
      if (a !== 0n) left[index] = row.map((value, at) => value * b - (head[at] ?? 0n) * a);
    }
    rank += 1;
  }
  return rank;
}
