import { confirmBreakGlass, listBreakGlass, openBreakGlass, readBreakGlass } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { confirm, openGlass } from './commands.ts';
import { list } from './queries.ts';
import { read } from './read.ts';

/** Break-glass: reading without a case in a declared emergency, confirmed by a second person. */
export function registerBreakGlass(kit: AppKit): void {
  kit.operation(openBreakGlass, (ctx, { body }) => openGlass(kit, ctx, body));
  kit.operation(readBreakGlass, (ctx, input) => read(kit, ctx, input));
  kit.operation(confirmBreakGlass, (ctx, input) => confirm(kit, ctx, input));
  kit.operation(listBreakGlass, (ctx, input) => list(kit, ctx, input));
}
