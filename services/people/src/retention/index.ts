import { approveErasure, liftHold, listDuePersons, placeHold, proposeErasure } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { listDue } from './due.ts';
import { approve, propose } from './erasures.ts';
import { hold, lift } from './holds.ts';
import { rewrapKeys } from './rewrap.ts';

/** Retention: persons whose records are over are erased by two officers, unless a legal hold stops it (people.md §4). */
export function registerRetention(kit: AppKit): void {
  kit.operation(listDuePersons, (ctx, input) => listDue(kit, ctx, input));
  kit.operation(proposeErasure, (ctx, input) => propose(kit, ctx, input));
  kit.operation(approveErasure, (ctx, input) => approve(kit, ctx, input));
  kit.operation(placeHold, (ctx, input) => hold(kit, ctx, input));
  kit.operation(liftHold, (ctx, input) => lift(kit, ctx, input));
  kit.schedule(rewrapKeys(kit));
}
