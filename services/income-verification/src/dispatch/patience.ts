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
  await Promise.race([all, pause(kit.config.agencyPatienceMs, undefined, { ref: false })]);
  const first = outcomes.slice();
  const rest = async (): Promise<Outcome[]> => {
    await all;
    return outcomes.slice(first.length);
  };
  if (first.length < begun.asked.length) kit.background(storeRest({ kit, ctx, agencies, begun }, rest));
  return withOutcomes(agencies, begun.sent, first);
}

interface Rest {
  readonly kit: AppKit;
  readonly ctx: Context;
  readonly agencies: Agencies;
  readonly begun: Begun;
}

async function storeRest({ kit, ctx, agencies, begun }: Rest, rest: () => Promise<Outcome[]>): Promise<void> {
  try {
    const outcomes = await rest();
    // What was decided and disclosed with this send is stored with its first answers.
    const sent = { ...begun.sent, decision: { pause: undefined, send: [], close: [] }, disclosed: new Map() };
    await kit.write(ctx, (unit) => storeSent({ kit, ctx, unit }, withOutcomes(agencies, sent, outcomes)));
  } catch (error) {
    const { id: requestId } = begun.sent.sendable.request;
    kit.log.error({ requestId, err: error }, 'late answers were not stored; their questions are asked again');
  }
}
