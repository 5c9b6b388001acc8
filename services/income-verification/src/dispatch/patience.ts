import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type Agencies, type Begun, beginAsking, type Outcome, type Sent, withOutcomes } from './ask.ts';
import { storeSent } from './store.ts';

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
  const outcomes: Outcome[] = [];
  const all = Promise.all(
    begun.asked.map(async (one) => {
      outcomes.push(await one);
    }),
  );
  let taken = 0;
  /** What has come by the end of a while, or once all has. */
  const next = async (): Promise<Outcome[]> => {
    await Promise.race([all, pause(kit.config.agencyPatienceMs, undefined, { ref: false })]);
    const news = outcomes.slice(taken);
    taken += news.length;
    return news;
  };
  const first = await next();
  const left = begun.asked.length - taken;
  if (left > 0) kit.background(storeRest({ kit, ctx, agencies, begun, left }, next));
  return withOutcomes(agencies, begun.sent, first);
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
