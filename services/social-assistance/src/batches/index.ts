import {
  approveBatch as approveOperation,
  batchPull,
  checkBatch as checkOperation,
  generateBatch as generateOperation,
  getBatch,
  sealBatch as sealOperation,
} from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { approveBatch, checkBatch } from './check.ts';
import { consumeProgress } from './events.ts';
import { generateBatch } from './generate.ts';
import { readSealed, streamLines } from './pull.ts';
import { readBatch } from './queries.ts';
import { sealBatch } from './seal.ts';

export { lookedUp, type RunTables, readTables } from './amounts.ts';
export { type AssessmentRow, toAssessed } from './assessed.ts';
export { refreshDeductions } from './deductions.ts';
export { refuseBatch } from './events.ts';
export { lockOpenBatches, takeOutOfBatches } from './take-out.ts';

const pull = batchPull('social-assistance');

/** The monthly run (handbook §6): generated, checked, approved and sealed here; payments pulls what is sealed. */
export function registerBatches(kit: AppKit): void {
  kit.operation(generateOperation, (ctx, { body }) => generateBatch(kit, ctx, body));
  kit.operation(checkOperation, (ctx, { params }) => checkBatch(kit, ctx, params.id));
  kit.operation(approveOperation, (ctx, { params }) => approveBatch(kit, ctx, params.id));
  kit.operation(sealOperation, (ctx, { params }) => sealBatch(kit, ctx, params.id));
  kit.operation(getBatch, (ctx, { params }) => readBatch(kit, ctx, params.id));
  kit.operation(pull.get, (ctx, { params }) => readSealed(kit, ctx, params.id));
  kit.stream(pull.lines, (ctx, { params, query }) => streamLines(kit, ctx, params.id, query.after));
  consumeProgress(kit);
}
