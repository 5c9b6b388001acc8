/** Does the work of all, a few at a time: one that fails keeps nothing from the others. Throws afterwards what failed. */
export async function inLanes<T>(
  all: readonly T[],
  lanes: number,
  work: (one: T) => Promise<number>,
): Promise<{ done: number }> {
  const waiting = all.values();
  const failures: unknown[] = [];
  let done = 0;
  async function lane(): Promise<void> {
    for (const one of waiting) {
      try {
        const added = await work(one);
        done += added;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} of ${all.length} failed`);
  return { done };
}
