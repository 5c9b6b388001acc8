import {
  type EventDefinition,
  type EventPayload,
  paymentBatchClosed,
  paymentBatchConfirmed,
  paymentBatchFiled,
  paymentBatchPulled,
  type paymentBatchRefused,
  paymentBatchSettled,
} from '@mz/contracts';
import type { Outcome, Unit } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import type { DB } from '../database.ts';
import { findBatchForUpdate } from './queries.ts';
import { advanceBatch, type BatchState } from './rules.ts';
import { bureau } from './seal.ts';
import { saveBatch } from './step.ts';

const done: Outcome = { kind: 'done' };

type Report = EventPayload<typeof paymentBatchPulled>;

/** Follows what payments reports of this bureau's batches, but for their refusal. */
export function consumeProgress(kit: AppKit): void {
  const progress: readonly (readonly [EventDefinition<string, typeof paymentBatchPulled.payload>, BatchState])[] = [
    [paymentBatchPulled, 'PULLED'],
    [paymentBatchConfirmed, 'CONFIRMED'],
    [paymentBatchFiled, 'FILED'],
    [paymentBatchSettled, 'SETTLED'],
  ];
  for (const [event, state] of progress) {
    kit.consume(event, { apply: (unit, { data }) => report(unit, data, { state }) });
  }
  // Reconciled at payments: a batch with all its outcomes is SETTLED here already.
  kit.consume(paymentBatchClosed, { apply: (unit, { data }) => report(unit, data, { state: 'SETTLED' }) });
}

/** A batch that payments refused whole; what of it was asked back already is left to who asked. */
export function refuseBatch(unit: Unit<DB>, data: EventPayload<typeof paymentBatchRefused>): Promise<Outcome> {
  return report(unit, data, { state: 'REFUSED', refusedCode: data.code });
}

async function report(
  unit: Unit<DB>,
  { batchId, bureau: owner }: Report,
  told: { readonly state: BatchState; readonly refusedCode?: string },
): Promise<Outcome> {
  if (owner !== bureau) return done;
  const row = await findBatchForUpdate(unit.db, batchId);
  const state = row === undefined ? undefined : advanceBatch(row.state, told.state);
  if (row === undefined || state === undefined) return done;
  await saveBatch(unit.db, row, { ...told, state });
  if (state === 'REFUSED') await giveBack(unit, batchId);
  unit.audit({
    action: `payment-batch.${state.toLowerCase()}`,
    recordType: 'batch',
    recordId: batchId,
    before: { state: row.state },
    after: told,
  });
  return done;
}

/** A batch that was refused whole paid nobody: its months may be batched again, but for what was asked back already. */
async function giveBack(unit: Unit<DB>, batchId: string): Promise<void> {
  await unit.db.updateTable('batchLine').set({ refused: true }).where('batchId', '=', batchId).execute();
  await sql`
    update entitlement set line_id = null, state = 'OWED', holds = 0
    from batch_line where batch_line.line_id = entitlement.line_id and batch_id = ${batchId} and state <> 'WITHDRAWN'`.execute(
    unit.db,
  );
}
