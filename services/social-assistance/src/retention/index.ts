import { retentionHoldings } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { readRetention } from './holdings.ts';

/** Until when the bureau's records need a person, asked by people before it erases anybody (people.md §4). */
export function registerRetention(kit: AppKit): void {
  kit.operation(retentionHoldings('social-assistance'), (ctx, { body }) => readRetention(kit, ctx, body.personIds));
}
