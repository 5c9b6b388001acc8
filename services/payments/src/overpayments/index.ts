import {
  approveHardship,
  approveWriteOff,
  getOverpayment,
  listOverpayments,
  type OperationInputOf,
  type OperationOutputOf,
  overpaymentAssessed,
  overpaymentWithdrawn,
  proposeHardship,
  proposeWriteOff,
  recallOverpayment,
  recordRefund,
  recoverySuspended,
} from '@mz/contracts';
import { type Context, logPersonReads, pageOf, readCursor } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit } from '../app-kit.ts';
import { approveGivingUp, approveLowerShare, proposeGivingUp, proposeLowerShare } from './approvals.ts';
import { onAssessed, onSuspended, onWithdrawn } from './assessments.ts';
import { recall, refund } from './commands.ts';
import { listSummaries, showOverpayment } from './queries.ts';

export { offsetSettled } from './offsets.ts';

/** What was paid beyond what was due, and its recovery (payments.md §7). */
export function registerOverpayments(kit: AppKit): void {
  kit.consume(overpaymentAssessed, { apply: (unit, event, _, ctx) => onAssessed({ kit, ctx, unit }, event) });
  kit.consume(overpaymentWithdrawn, { apply: (unit, event, _, ctx) => onWithdrawn({ kit, ctx, unit }, event) });
  kit.consume(recoverySuspended, { apply: (unit, event, _, ctx) => onSuspended({ kit, ctx, unit }, event) });
  kit.operation(listOverpayments, (ctx, { query }) => list(kit, ctx, query));
  kit.operation(getOverpayment, (ctx, { params }) => read(kit, ctx, params.id));
  kit.operation(recordRefund, (ctx, input) => refund(kit, ctx, input));
  kit.operation(recallOverpayment, (ctx, input) => recall(kit, ctx, input));
  kit.operation(proposeHardship, (ctx, input) => proposeLowerShare(kit, ctx, input));
  kit.operation(approveHardship, (ctx, { params }) => approveLowerShare(kit, ctx, params.id));
  kit.operation(proposeWriteOff, (ctx, input) => proposeGivingUp(kit, ctx, input));
  kit.operation(approveWriteOff, (ctx, { params }) => approveGivingUp(kit, ctx, params.id));
}

function read(kit: AppKit, ctx: Context, id: string): Promise<OperationOutputOf<typeof getOverpayment>> {
  const persons = sql`select unnest(debtor_ids), null::text from overpayment where id = ${id}::uuid`;
  const reading = { persons, fieldClasses: ['OVERPAYMENT'], purpose: 'RECOVER' as const, basis: `overpayment/${id}` };
  return kit.read(ctx, async (db) => {
    const [shown] = await Promise.all([showOverpayment(db, id), logPersonReads(kit, ctx, db, reading)]);
    return shown;
  });
}

async function list(
  kit: AppKit,
  ctx: Context,
  { after, first = 50, ...filter }: OperationInputOf<typeof listOverpayments>['query'],
): Promise<OperationOutputOf<typeof listOverpayments>> {
  const key = readCursor(after, ['string']);
  const last = key === undefined ? null : String(key[0]);
  const [enrolmentId, state] = [filter.enrolmentId ?? null, filter.state ?? null];
  const where = sql`(${last}::uuid is null or o.id < ${last}::uuid)
    and (${enrolmentId}::uuid is null or o.enrolment_id = ${enrolmentId}::uuid)
    and (${state}::text is null or p.state = ${state})`;
  const rows = await kit.read(ctx, (db) => listSummaries(db, where, first + 1));
  return pageOf(rows, first, ({ id }) => [id]);
}
