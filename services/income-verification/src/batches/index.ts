import {
  cancelRecheck as cancelOperation,
  getRecheck,
  listRecheckChanges,
  listRecheckRenewals,
  listRechecks,
  startRecheck as startOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { cancelRecheck, startRecheck } from './commands.ts';
import { recheckGraphql } from './graphql.ts';
import { job } from './parts.ts';
import { forgetKnown, planRechecks } from './planning.ts';
import { findChanges, findRechecks, findRenewals, readRecheck } from './queries.ts';
import { createRunner } from './runner.ts';

export { chunkAnswers } from './answers.ts';
export { type Enrolled, endMembers, findEnrolment, keepMembers } from './beneficiaries.ts';
export { rememberCase } from './known.ts';

/** Batch re-verification of everybody who draws a benefit (income-verification.md §5.2). */
export function registerBatches(kit: AppKit): void {
  const runner = createRunner(kit);
  const start: typeof startRecheck = async (of, ctx, body) => {
    const recheck = await startRecheck(of, ctx, body);
    runner.wake();
    return recheck;
  };
  kit.operation(startOperation, (ctx, { body }) => start(kit, ctx, body));
  kit.operation(cancelOperation, (ctx, input) => cancelRecheck(kit, ctx, input));
  kit.operation(getRecheck, (ctx, { params }) => readRecheck(kit, ctx, params.id));
  kit.operation(listRechecks, (ctx, { query }) => findRechecks(kit, ctx, query));
  kit.operation(listRecheckChanges, (ctx, { query }) => findChanges(kit, ctx, query));
  kit.operation(listRecheckRenewals, (ctx, { query }) => findRenewals(kit, ctx, query));
  kit.graphql(recheckGraphql(kit, start));
  kit.schedule({
    name: job,
    every: { minutes: 5 },
    run() {
      // Not awaited: a batch takes longer than the other jobs may wait.
      runner.wake();
      return Promise.resolve({ done: 0 });
    },
  });
  kit.schedule({ name: 'rechecks.plan', every: { dailyAt: '02:00' }, run: (ctx) => planRechecks(kit, ctx) });
  kit.schedule({ name: 'rechecks.forget', every: { dailyAt: '04:10' }, run: (ctx) => forgetKnown(kit, ctx) });
  kit.onStop(() => runner.stop());
}
