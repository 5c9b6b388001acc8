import { transition } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { BatchTable } from '../database.ts';
import { asBatchRow, type Batch, type BatchRow, findBatchForUpdate, toBatch } from './queries.ts';
import { type BatchAction, type BatchState, batchTable } from './rules.ts';

/** What a step of the bureau writes beside the new state. */
export type BatchChange = Omit<Updateable<BatchTable>, 'id' | 'state' | 'version'>;

/** A step of the bureau, and who may not take it. */
export type BatchStep = {
  readonly action: BatchAction;
  readonly separatedFrom?: (row: BatchRow) => readonly (string | null)[];
  run(work: Work, row: BatchRow): Promise<BatchChange>;
};

/** Takes a step on a locked batch: version, reach, separation of duties, state, work, audit. */
export function stepBatch(kit: AppKit, ctx: Context, id: string, step: BatchStep): Promise<Batch> {
  const { action, separatedFrom } = step;
  return kit.write(ctx, async (unit) => {
    const row = await findBatchForUpdate(unit.db, id);
    if (row === undefined) throw fail('BATCH_UNKNOWN');
    expectVersion(ctx, row.version);
    separate(kit, ctx, row, separatedFrom?.(row) ?? []);
    const to = nextState(ctx, row, action);
    const change = await step.run({ kit, ctx, unit }, row);
    const saved = await saveBatch(unit.db, row, { ...change, state: to });
    unit.audit({
      action: `batches.${action}`,
      recordType: 'batch',
      recordId: id,
      before: { state: row.state, version: row.version },
      after: { state: to, count: saved.lineCount, totalFen: saved.totalFen, sha256: saved.sha256 },
    });
    return toBatch(unit.db, saved);
  });
}

/** Who made the batch may neither approve nor seal it. */
export function officersOf({ generatedBy, checkedBy }: BatchRow): (string | null)[] {
  return [generatedBy, checkedBy];
}

/** Refuses a batch out of reach and everybody who did an earlier part; throws SCOPE_FORBIDDEN or SEPARATION_OF_DUTIES. */
export function separate(
  kit: AppKit,
  ctx: Context,
  { divisionCode }: BatchRow,
  subjects: readonly (string | null)[],
): void {
  const separatedFrom = subjects
    .filter((subject) => subject !== null)
    .map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
  kit.authorize(ctx, { divisionCode, separatedFrom });
}

/** Writes a change of a batch under its next version. */
export async function saveBatch(db: Db, row: BatchRow, set: Updateable<BatchTable>): Promise<BatchRow> {
  const saved = await db
    .updateTable('batch')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return asBatchRow(saved);
}

function nextState(ctx: Context, { state }: BatchRow, action: BatchAction): BatchState {
  if (ctx.grant === undefined) throw fail('ROLE_NOT_PERMITTED');
  const decided = transition(batchTable, { state, action, role: ctx.grant.role, facts: undefined });
  if (!decided.ok) throw refusal(decided.reasons);
  return decided.value.to;
}
