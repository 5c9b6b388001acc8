/** How many calls one principal may make: `burst` at once, refilled at `perSecond`. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** What a bucket says after one call. */
export interface RateAnswer {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until one more call is allowed. */
  readonly waitS: number;
}

/** Generous: a busy hall behind one account stays below it, a loop without a pause does not. */
export const defaultRateLimit: RateLimit = { burst: 10_000, perSecond: 2_000 };

const longestTable = 20_000;

/** Token buckets in memory, one a principal. */
export function createRateLimiter(limit: RateLimit, nowMs: () => number): (principal: string) => RateAnswer {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (principal) => {
    const now = nowMs();
    const known = buckets.get(principal);
    // A clock that was put back gives nothing and takes nothing.
    const elapsedMs = known === undefined ? 0 : Math.max(0, now - known.at);
    const refilled = known === undefined ? limit.burst : known.tokens + (elapsedMs / 1000) * limit.perSecond;
    const tokens = Math.min(limit.burst, refilled);
    const allowed = tokens >= 1;
    const left = allowed ? tokens - 1 : tokens;
    // Moved to the end, so that the first of the map is the one unused for longest.
    buckets.delete(principal);
    buckets.set(principal, { tokens: left, at: now });
    if (buckets.size > longestTable) dropOldest(buckets);
    return { allowed, remaining: Math.floor(left), waitS: left >= 1 ? 0 : Math.ceil((1 - left) / limit.perSecond) };
  };
}

const limitKeptMs = 60_000;

/** Buckets by address for a limit that may change: so many calls a minute, read again after a minute; 0 limits nobody. */
export function createAddressLimiter(
  callsPerMinute: () => Promise<number>,
  nowMs: () => number,
): (address: string) => Promise<RateAnswer & { readonly perMinute: number }> {
  let kept: { readonly at: number; readonly perMinute: number; take(address: string): RateAnswer } | undefined;
  return async (address) => {
    const now = nowMs();
    if (kept === undefined || Math.abs(now - kept.at) >= limitKeptMs) {
      const perMinute = await callsPerMinute();
      // Whoever has used up an unchanged limit has used it up.
      const take =
        kept?.perMinute === perMinute
          ? kept.take
          : createRateLimiter({ burst: perMinute, perSecond: perMinute / 60 }, nowMs);
      kept = { at: now, perMinute, take };
    }
    const { perMinute, take } = kept;
    return { perMinute, ...(perMinute === 0 ? { allowed: true, remaining: 0, waitS: 0 } : take(address)) };
  };
}

function dropOldest(buckets: Map<string, unknown>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}
