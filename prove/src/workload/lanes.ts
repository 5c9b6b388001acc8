/** Does the work of all, so many at a time; the results are in the order of what was given. */
export async function inLanes<T, R>(all: readonly T[], lanes: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const waiting = all.entries();
  const results = new Map<number, R>();
  async function lane(): Promise<void> {
    for (const [index, one] of waiting) results.set(index, await work(one));
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
