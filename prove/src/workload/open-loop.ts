/** Calls that come at a steady rate, as from people who know nothing of each other. */
export interface Offer {
  readonly perSecond: number;
  readonly ms: number;
}

const tickMs = 2;

/**
 * Begins calls at a steady rate, whatever became of those before; resolves when the last is answered, with the longest that a
 * call was begun too late.
 */
export async function offer({ perSecond, ms }: Offer, call: () => Promise<void>): Promise<{ lateMs: number }> {
  const start = performance.now();
  const open = new Set<Promise<void>>();
  const count = Math.floor((ms * perSecond) / 1_000);
  let lateMs = 0;
  for (let begun = 0; begun < count; ) {
    const elapsed = performance.now() - start;
    const due = Math.min(count, Math.floor((elapsed * perSecond) / 1_000) + 1);
    if (due > begun) lateMs = Math.max(lateMs, elapsed - (begun * 1_000) / perSecond);
    for (; begun < due; begun += 1) {
      const one = call().finally(() => open.delete(one));
      open.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  await Promise.all(open);
  return { lateMs };
}

/** Calls one after the other in so many lanes, for a while. */
export async function keepBusy({ lanes, ms }: { lanes: number; ms: number }, call: () => Promise<void>): Promise<void> {
  const end = performance.now() + ms;
  const lane = async (): Promise<void> => {
    while (performance.now() < end) await call();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The value below which this share of them lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
