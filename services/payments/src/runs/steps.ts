import {
  type paymentBatchClosed,
  type paymentBatchConfirmed,
  type paymentBatchFiled,
  paymentBatchRefused,
  paymentBatchSettled,
} from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { RunRow } from './queries.ts';

/** The states from which a step may start (payments.md §3.3). */
const from = {
  confirm: ['SCREENED'],
  file: ['FINANCE_CONFIRMED', 'FILED', 'SENT', 'PARTIAL_RETURN'],
  cancel: ['PULLED', 'SCREENED', 'FINANCE_CONFIRMED'],
  release: ['SCREENED', 'FINANCE_CONFIRMED', 'FILED', 'SENT', 'PARTIAL_RETURN'],
  return: ['FILED', 'SENT', 'PARTIAL_RETURN'],
  close: ['SETTLED'],
} as const;

/** Throws STATE_TRANSITION_INVALID when the run's state does not allow the step. */
export function requireState(run: Pick<RunRow, 'state'>, step: keyof typeof from): void {
  const states: readonly string[] = from[step];
  if (!states.includes(run.state)) throw fail('STATE_TRANSITION_INVALID');
}

/** Writes fields of a run and counts its version. */
export async function changeRun(
  { kit, unit }: Work,
  run: Pick<RunRow, 'id'>,
  set: Partial<Omit<RunRow, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'seal'>>,
): Promise<void> {
  await unit.db
    .updateTable('run')
    .set({ ...set, version: sql`version + 1`, updatedAt: kit.clock.wall() })
    .where('id', '=', run.id)
    .execute();
}

type BatchEvent =
  | typeof paymentBatchConfirmed
  | typeof paymentBatchFiled
  | typeof paymentBatchSettled
  | typeof paymentBatchClosed;

/** Tells the bureau how far its batch is. */
export function tellBatch({ unit }: Work, event: BatchEvent, run: RunRow): void {
  unit.publish(event, { ...headOf(run), data: batchOf(run) });
}

/** Tells the bureau that its batch will not be paid. */
export function tellRefused({ unit }: Work, run: RunRow, code: string): void {
  unit.publish(paymentBatchRefused, { ...headOf(run), data: { ...batchOf(run), code } });
}

function headOf(run: RunRow) {
  return { subject: run.id, divisionCode: run.currentDivisionCode, aggregateVersion: run.version + 1 };
}

function batchOf({ id, bureau, programme, currentDivisionCode, benefitMonth }: RunRow) {
  return { batchId: id, bureau, programme, divisionCode: currentDivisionCode, benefitMonth };
}

/** SETTLED when every line has its final outcome, else what is told; publishes the end of the batch. */
export async function settleRun(work: Work, run: RunRow, otherwise: string): Promise<void> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from line
    where run_id = ${run.id} and state in ('PULLED', 'READY', 'HELD', 'FILED')`.execute(work.unit.db);
  const isOver = rows[0]?.open === 0;
  await changeRun(work, run, { state: isOver ? 'SETTLED' : otherwise });
  if (isOver) tellBatch(work, paymentBatchSettled, run);
}
