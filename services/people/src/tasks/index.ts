import { listTasks, resolveTask } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { listOpenTasks } from './queries.ts';
import { resolve } from './resolve.ts';

export { raiseTask } from './raise.ts';

/** Tasks about persons: soft matches, differing dates, lifted death reports, decisions after a split. */
export function registerTasks(kit: AppKit): void {
  kit.operation(listTasks, (ctx, input) => listOpenTasks(kit, ctx, input));
  kit.operation(resolveTask, (ctx, input) => resolve(kit, ctx, input));
}
