import { giveOpinion as opinionOperation, recordReview as reviewOperation } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { giveOpinion, recordReview } from './commands.ts';

/** Democratic review and the township's opinion. */
export function registerReview(kit: AppKit): void {
  kit.operation(reviewOperation, (ctx, { params, body }) => recordReview(kit, ctx, params.id, body));
  kit.operation(opinionOperation, (ctx, { params, body }) => giveOpinion(kit, ctx, params.id, body));
}
