import type { AppKit } from '../app-kit.ts';
import type { AgencyExchange } from '../dispatch/index.ts';
import { exchangeFiles } from './delivery.ts';
import { collectFiles } from './outgoing.ts';

/** Batch files to and from agencies (income-verification.md §4 mode DF). */
export function registerFiles(kit: AppKit, exchange: AgencyExchange): void {
  kit.schedule({
    name: 'files.collect',
    every: { dailyAt: '17:00' },
    run: (ctx) => collectFiles(kit, ctx),
  });
  kit.schedule({
    name: 'files.exchange',
    every: { minutes: 30 },
    run: (ctx) => exchangeFiles(kit, ctx, exchange),
  });
}
