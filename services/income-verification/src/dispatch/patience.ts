import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type Agencies, type Begun, beginAsking, type Outcome, type Sent, withOutcomes } from './ask.ts';
import { storeSent } from './store.ts';

/** This part of a patience is a lull: who has not answered when nothing more came for so long is not waited for. */
const lullsOfPatience = 8;

/**
 * Asks as askAgencies does, but waits only a while: the answers of an agency that takes its whole term are stored when they are
 * there, and neither the other agencies' answers nor other events wait behind them. A process that ends meanwhile loses nothing:
 * the question is open, and the job asks it again.
 */
export async function askPatiently(
  kit: AppKit,
  ctx: Context,
  agencies: Agencies,
  requestId: string,
): Promise<Sent | undefined> {
  const begun = await beginAsking(kit, ctx, agencies, requestId);
  if (begun === undefined) return undefined;
  const { slow } = agencies;
  const patienceMs = kit.config.agencyPatienceMs;
  const arrivals = arrivalsOf(begun, { slow, patienceMs, lullMs: patienceMs / lullsOfPatience });
  const first = await arrivals.first();
  const left = begun.asked.length - first.length;
  if (left > 0) kit.background(storeRest({ kit, ctx, agencies, begun, left }, arrivals.next));
  return withOutcomes(agencies, begun.sent, first);
}

/** The answers of one send as they come. */
interface Arrivals {
  /** Those of the agencies that answer soon. Of one that is known to be slow nobody waits for. */
  first(): Promise<Outcome[]>;
  /** Waits for one more, and gives it with those that come close behind it. */
  next(): Promise<Outcome[]>;
}

interface Waiting {
  readonly slow: Set<string>;
  readonly patienceMs: number;
  readonly lullMs: number;
}

function arrivalsOf({ asked }: Begun, { slow, patienceMs, lullMs }: Waiting): Arrivals {
  const open = new Set(asked);
  const here: Outcome[] = [];
  let taken = 0;
  let arrival = Promise.withResolvers<void>();
  const coming = asked.map(async (one) => {
    const came = await one.outcome;
    open.delete(one);
    if (came.durationMs <= lullMs) slow.delete(one.agencyCode);
    here.push(came);
    arrival.resolve();
    arrival = Promise.withResolvers<void>();
  });
  const all = Promise.all(coming);
  // Told by who waits for it next.
  all.catch(() => undefined);

  /** While somebody is awaited: until a patience is over, or a lull of it once there is something to store. */
  async function gather(isAwaited: () => boolean): Promise<Outcome[]> {
    const until = performance.now() + patienceMs;
    let waits = true;
    while (waits && isAwaited()) {
      const leftMs = Math.max(0, until - performance.now());
      const longestMs = here.length > taken ? Math.min(leftMs, lullMs) : leftMs;
      const heard = Promise.race([arrival.promise, all]).then(() => true);
      waits = await Promise.race([heard, pause(longestMs, false, { ref: false })]);
    }
    const news = here.slice(taken);
    taken += news.length;
    return news;
  }

  return {
    async first() {
      const news = await gather(() => [...open].some(({ agencyCode }) => !slow.has(agencyCode)));
      for (const { agencyCode } of open) slow.add(agencyCode);
      return news;
    },
    async next() {
      if (here.length === taken) await Promise.race([arrival.promise, all]);
      return gather(() => open.size > 0);
    },
  };
}

interface Rest {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly agencies: Agencies;
  readonly begun: Begun;
  /** Answers that have not come yet. */
  readonly left: number;
}

/** Stores what comes while it comes: of two agencies that are slow the faster one does not wait for the other. */
async function storeRest(
  { kit, ctx, agencies, begun, left: open }: Rest,
  next: () => Promise<Outcome[]>,
): Promise<void> {
  // What was decided and disclosed with this send is stored with its first answers.
  const sent = { ...begun.sent, decision: { pause: undefined, send: [], close: [] }, disclosed: new Map() };
  try {
    for (let left = open; left > 0; ) {
      const outcomes = await next();
      left -= outcomes.length;
      if (outcomes.length === 0) continue;
      await kit.write(ctx, (unit) => storeSent({ kit, ctx, unit }, withOutcomes(agencies, sent, outcomes)));
    }
  } catch (error) {
    const { id: requestId } = begun.sent.sendable.request;
    kit.log.error({ requestId, err: error }, 'late answers were not stored; their questions are asked again');
  }
}
