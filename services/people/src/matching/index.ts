import { dismissMatch, listMatches } from '@mz/contracts';
import type { AppKit, Work } from '../app-kit.ts';
import { dismiss } from './decide.ts';
import { findMatches, readWeights } from './find.ts';
import { proposeMatches } from './jobs.ts';
import { listPairs } from './list.ts';

export { settlePair } from './decide.ts';

/** Which records may be one person: scores, pairs, and what somebody decides of them. */
export function registerMatching(kit: AppKit): void {
  kit.operation(listMatches, (ctx, input) => listPairs(kit, ctx, input));
  kit.operation(dismissMatch, (ctx, input) => dismiss(kit, ctx, input));
  kit.schedule(proposeMatches(kit));
}

/** Searches the duplicates of a new or changed record at once; the transaction must reach persons without a case. */
export async function matchNow(work: Work, personId: string): Promise<void> {
  await findMatches(work, personId, await readWeights(work));
}
