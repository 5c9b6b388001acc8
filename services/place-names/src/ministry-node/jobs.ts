import { type Context, ProblemError, type ScheduledJob, type SystemJob } from '@mz/service-kit';
import { buildIncrement } from './build.ts';
import { nodeClient } from './node-client.ts';
import type { NodeKit } from './node-kit.ts';
import { comparedMonths } from './queries.ts';
import { reconcile } from './reconcile.ts';
import { isReconciliationDue } from './rules.ts';
import { sendPending } from './send.ts';

const tables = [
  'sync_record',
  'sync_package',
  'sync_conflict',
  'node_reconciliation',
  'place_name',
  'division_version',
];

/** What acts for the node without a person. */
export const ministryNodeJobs: SystemJob[] = [
  {
    name: 'ministryNode.sync',
    tables,
    why: 'gives the ministry’s node each day what has changed (place-names.md §8.5)',
  },
  { name: 'ministryNode.reconcile', tables, why: 'compares with the ministry’s node each month and repairs it' },
];

/** Each night: what has changed goes to the node. */
export function syncDaily(kit: NodeKit): ScheduledJob {
  return {
    name: 'ministryNode.sync',
    every: { dailyAt: '02:30' },
    run: (ctx) => whileAnswered(kit, () => sync(kit, ctx)),
  };
}

/** Once a month, on the first night on which the node is up to date: both sides are compared. */
export function reconcileMonthly(kit: NodeKit): ScheduledJob {
  return {
    name: 'ministryNode.reconcile',
    every: { dailyAt: '04:00' },
    run: (ctx) =>
      whileAnswered(kit, async () => {
        if (!isReconciliationDue(await kit.read(ctx, comparedMonths), kit.clock.today())) return 0;
        await sync(kit, ctx);
        const { differences } = await reconcile(kit, ctx, nodeClient(kit));
        if (differences > 0) await sendPending(kit, ctx, nodeClient(kit));
        return 1;
      }),
  };
}

async function sync(kit: NodeKit, ctx: Context): Promise<number> {
  const client = nodeClient(kit);
  for (;;) {
    const built = await kit.write(ctx, (unit) => buildIncrement({ kit, ctx, unit }));
    if (built.length === 0) break;
  }
  const { acked, nacked } = await sendPending(kit, ctx, client);
  return acked + nacked;
}

/** A node that is silent, behind or has no address is asked again the next night. */
async function whileAnswered(kit: NodeKit, work: () => Promise<number>): Promise<{ done: number }> {
  if (kit.config.ministryNodeUrl === '') return { done: 0 };
  try {
    return { done: await work() };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    kit.log.warn({ code: error.code }, 'the ministry’s node did not take what it should have');
    return { done: 0 };
  }
}
