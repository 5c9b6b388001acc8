import {
  cancelRun,
  closeRun,
  confirmRun,
  getRun,
  listRunLines,
  listRuns,
  paymentBatchSealed,
  releaseHold,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { cancel } from './cancel.ts';
import { close } from './close.ts';
import { confirm } from './confirm.ts';
import { runsGraphql } from './graphql.ts';
import { pullBatches } from './pull.ts';
import { showRun } from './queries.ts';
import { readRunLines, readRuns } from './reads.ts';
import { release } from './release.ts';
import { takeOver } from './take-over.ts';

export { listLineViews, lockRun, type RunRow, type RunView, showRun } from './queries.ts';
export { freeLine } from './release.ts';
export { changeRun, requireState, settleRun, tellBatch } from './steps.ts';

/** Batches from the bureaux: taken over whole, screened, confirmed; holds lie over them. */
export function registerRuns(kit: AppKit): void {
  kit.consume(paymentBatchSealed, {
    prepare: (events) => pullBatches(kit, events),
    apply: (unit, event, pulled, ctx) => takeOver({ kit, ctx, unit }, event, pulled.get(event.data.batchId)),
  });
  kit.operation(getRun, (ctx, { params }) => kit.read(ctx, (db) => showRun(db, params.id)));
  kit.operation(listRuns, (ctx, { query }) => readRuns(kit, ctx, query));
  kit.operation(listRunLines, (ctx, input) => readRunLines(kit, ctx, input));
  kit.operation(confirmRun, (ctx, { params }) => confirm(kit, ctx, params.id));
  kit.operation(cancelRun, (ctx, input) => cancel(kit, ctx, input));
  kit.operation(closeRun, (ctx, { params }) => close(kit, ctx, params.id));
  kit.operation(releaseHold, (ctx, input) => release(kit, ctx, input));
  kit.graphql(runsGraphql(kit));
}
