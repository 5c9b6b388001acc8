import {
  buildSyncPackages,
  listNodeReconciliations,
  listSyncConflicts,
  listSyncPackages,
  reconcileNode,
  resolveSyncConflict,
  sendSyncPackages,
} from '@mz/contracts';
import type { Context } from '@mz/service-kit';
import type { Db } from '../app-kit.ts';
import { buildIncrement } from './build.ts';
import { resolveConflict } from './conflicts.ts';
import { ministryNodeGraphql } from './graphql.ts';
import { reconcileMonthly, syncDaily } from './jobs.ts';
import { nodeClient } from './node-client.ts';
import { type NodeKit, province } from './node-kit.ts';
import { listConflicts, listPackages, listReconciliations, toPackage, toReconciliation } from './queries.ts';
import { reconcile } from './reconcile.ts';
import { sendPending } from './send.ts';

export { ministryNodeIndicators } from './indicators.ts';
export { ministryNodeJobs } from './jobs.ts';

/** The ministry's node: packages daily, comparison monthly, refused records for somebody to decide. */
export function registerMinistryNode(kit: NodeKit): void {
  /** All of it is the province's, whatever division a grant names. */
  const read = <T>(ctx: Context, query: (db: Db) => Promise<T>): Promise<T> => {
    kit.authorize(ctx, { divisionCode: province });
    return kit.read(ctx, query);
  };
  kit.operation(listSyncPackages, (ctx, { query }) => read(ctx, (db) => listPackages(db, query)));
  kit.operation(buildSyncPackages, async (ctx) => {
    kit.authorize(ctx, { divisionCode: province });
    return kit.write(ctx, async (unit) => ({ items: (await buildIncrement({ kit, ctx, unit })).map(toPackage) }));
  });
  kit.operation(sendSyncPackages, async (ctx) => {
    kit.authorize(ctx, { divisionCode: province });
    return sendPending(kit, ctx, nodeClient(kit));
  });
  kit.operation(listSyncConflicts, (ctx, { query }) => read(ctx, (db) => listConflicts(db, query)));
  kit.operation(resolveSyncConflict, (ctx, input) => resolveConflict(kit, ctx, input));
  kit.operation(listNodeReconciliations, (ctx, { query }) => read(ctx, (db) => listReconciliations(db, query)));
  kit.operation(reconcileNode, async (ctx) => {
    kit.authorize(ctx, { divisionCode: province });
    return toReconciliation(await reconcile(kit, ctx, nodeClient(kit)));
  });
  kit.graphql(ministryNodeGraphql(read));
  kit.schedule(syncDaily(kit));
  kit.schedule(reconcileMonthly(kit));
}
