import { processorTime, usedBetween } from './processor.ts';
import type { Outcome } from './row.ts';

/** What both sides wrote: they must agree in each of these figures. */
export type Sums = Readonly<Record<string, number>>;

/** One turn of one side. */
export interface Turn {
  readonly ms: number;
  /** Processor time, for people: on a busy machine it says more than the clock. */
  readonly used: string;
  readonly sums: Sums;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  if (low === undefined || high === undefined) throw new Error('no round was measured');
  return (low + high) / 2;
}

/** Runs a function and says how long it took. */
export async function timed(run: () => Promise<Sums>): Promise<Turn> {
  const [start, before] = [performance.now(), processorTime()];
  const sums = await run();
  return { ms: performance.now() - start, used: usedBetween(before, processorTime()), sums };
}

/**
 * Prints the rounds and gives their ratios. `time`: ours by the peer's; `speed`: the peer's by ours. Throws when a round
 * wrote other counts or sums than its peer.
 */
export function outcomeOf(rounds: readonly (readonly [Turn, Turn])[], as: 'time' | 'speed'): Outcome {
  const ratios = rounds.map(([ours, peer], index) => {
    const [mine, theirs] = [JSON.stringify(ours.sums), JSON.stringify(peer.sums)];
    if (mine !== theirs) throw new Error(`round ${index + 1}: ours wrote ${mine}, the peer ${theirs}`);
    console.log(`  round ${index + 1}: ours ${ours.ms.toFixed(0)} ms, peer ${peer.ms.toFixed(0)} ms, both ${mine}`);
    console.log(`    processor: ours ${ours.used}; peer ${peer.used}`);
    return as === 'time' ? ours.ms / peer.ms : peer.ms / ours.ms;
  });
  return { ratios, figures: rounds.map(([ours, peer]) => ({ ours, peer })) };
}
