import { performReversal, previewReversal, reportLifeEvent, reportReversal } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { liftUnconfirmed } from './jobs.ts';
import { report } from './report.ts';
import * as reversals from './reversals.ts';

/** Life events: deaths by grade of their source and their reversal, births, moves, identity, capacity, custody. */
export function registerLifeEvents(kit: AppKit): void {
  kit.operation(reportLifeEvent, (ctx, { body }) => report(kit, ctx, body));
  kit.operation(previewReversal, (ctx, input) => reversals.preview(kit, ctx, input));
  kit.operation(performReversal, (ctx, input) => reversals.perform(kit, ctx, input));
  kit.operation(reportReversal, (ctx, input) => reversals.report(kit, ctx, input));
  kit.schedule(liftUnconfirmed(kit));
}
