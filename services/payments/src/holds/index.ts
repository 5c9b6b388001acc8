import { endHeldLine, listHolds } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { endLine } from './end-line.ts';
import { checkHolds, escalateDaily } from './escalate.ts';
import { readHolds } from './list.ts';

/** What keeps lines back: listed, raised when its clock has run out, ended by two persons. */
export function registerHolds(kit: AppKit): void {
  kit.operation(listHolds, (ctx, { query }) => readHolds(kit, ctx, query));
  kit.operation(endHeldLine, (ctx, input) => endLine(kit, ctx, input));
  kit.schedule(escalateDaily(kit));
  kit.health('overdue holds', () => checkHolds(kit));
}
