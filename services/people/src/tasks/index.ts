import { listTasks } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { listOpenTasks } from './queries.ts';

export { raiseTask } from './raise.ts';

/** Tasks about persons: soft matches, differing dates, lifted death reports. */
export function registerTasks(kit: AppKit): void {
  kit.operation(listTasks, (ctx, input) => listOpenTasks(kit, ctx, input));
}
