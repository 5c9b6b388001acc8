import { paymentBatchRefused, paymentCancelled, paymentFailed, paymentReturned, paymentSettled } from '@mz/contracts';
import { jsonb } from '@mz/db';
import type { LegalMonth } from '@mz/domain';
import type { Outcome, Unit } from '@mz/service-kit';
import { type SqlBool, sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { refuseBatch } from '../batches/index.ts';
import type { DB } from '../database.ts';
import { loadEnrolment, lockEnrolment, type SupplementMonth } from './load.ts';
import { monthFacts } from './months.ts';
import { compareMonths, type MonthPlan } from './rules.ts';
import type { Change } from './types.ts';
import { writePlan } from './write-plan.ts';

const done: Outcome = { kind: 'done' };

type Ending = 'SETTLED' | 'FAILED' | 'CANCELLED';
type Closed = {
  readonly batchId: string;
  readonly lineIds: readonly string[];
  readonly to: Ending;
  readonly code?: string;
};
type ClosedRow = {
  readonly enrolmentId: string;
  readonly benefitMonth: LegalMonth;
  readonly months: readonly SupplementMonth[] | null;
  readonly decisionId: string;
  readonly lineId: string;
  readonly was: string;
  readonly state: string;
};

/** Follows how payments ends the lines of this bureau; what had been asked back is looked at again with its outcome. */
export function consumeOutcomes(kit: AppKit): void {
  kit.consume(paymentSettled, {
    async apply(unit, { data: { batchId, lines } }, _, ctx) {
      const lineIds = lines.map(({ lineId }) => lineId);
      await close({ kit, ctx, unit }, { batchId, lineIds, to: 'SETTLED' });
      await takeReturned(unit, lineIds);
      return done;
    },
  });
  kit.consume(paymentFailed, {
    apply: (unit, { data: { batchId, lineId, code } }, _, ctx) =>
      close({ kit, ctx, unit }, { batchId, lineIds: [lineId], to: 'FAILED', code }),
  });
  kit.consume(paymentCancelled, {
    apply: (unit, { data: { batchId, lineId, code } }, _, ctx) =>
      close({ kit, ctx, unit }, { batchId, lineIds: [lineId], to: 'CANCELLED', code }),
  });
  kit.consume(paymentBatchRefused, {
    async apply(unit, { data }, _, ctx) {
      const { batchId, code } = data;
      await refuseBatch(unit, data);
      const lineIds = await listAskedBack(unit.db, batchId);
      return close({ kit, ctx, unit }, { batchId, lineIds, to: 'CANCELLED', code });
    },
  });
  kit.consume(paymentReturned, {
    async apply(unit, { data: { lineId, code } }) {
      // Noted first: the return may come before the outcome of its line.
      await unit.db
        .updateTable('entitlement')
        .set({ returnedCode: code })
        .where('lineId', '=', lineId)
        .where('state', 'in', ['BATCHED', 'HELD', 'WITHDRAWN', 'SETTLED'])
        .execute();
      await takeReturned(unit, [lineId]);
      return done;
    },
  });
}

/** Money that came back after it had been debited: the line is owed again as a failed one. */
async function takeReturned({ db, audit }: Unit<DB>, lineIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; code: string }>`
    update entitlement set state = 'FAILED', fail_code = returned_code, returned_code = null
    where line_id = any(${[...lineIds]}::uuid[]) and state = 'SETTLED' and returned_code is not null
    returning id, fail_code as code`.execute(db);
  for (const { id, code } of rows) {
    audit({ action: 'payment.returned', recordType: 'entitlement', recordId: id, after: { state: 'FAILED', code } });
  }
}

/** The outcome of lines: final for the line, whatever holds were told before or after. */
async function close(work: Work, { batchId, lineIds, to, code }: Closed): Promise<Outcome> {
  const { db } = work.unit;
  const rows = await closeRows(db, lineIds, to);
  if (rows.length === 0) return done;
  if (to === 'FAILED' && code !== undefined) await noteFailure(db, lineIds, code);
  const cancelled = rows.filter(({ state }) => state === 'CANCELLED').map(({ lineId }) => lineId);
  await db
    .updateTable('batchLine')
    .set({ refused: true })
    .where(sql<SqlBool>`line_id = any(${cancelled}::uuid[])`)
    .execute();
  work.unit.audit({
    action: `payment.${to.toLowerCase()}`,
    recordType: 'batch',
    recordId: batchId,
    after: { lineIds: rows.map(({ lineId }) => lineId), ...(code === undefined ? {} : { code }) },
  });
  for (const row of rows) {
    if (row.was === 'WITHDRAWN' || row.state === 'CANCELLED') await lookAgain(work, row);
  }
  return done;
}

/** What the bank said of a failed line: its own error needs no other account. */
async function noteFailure(db: Db, lineIds: readonly string[], failCode: string): Promise<void> {
  await db
    .updateTable('entitlement')
    .set({ failCode })
    .where(sql<SqlBool>`line_id = any(${[...lineIds]}::uuid[])`)
    .where('state', '=', 'FAILED')
    .execute();
}

/** Locks the enrolments first, as every adjustment does; a line that was asked back and fails was not paid. */
async function closeRows(db: Db, lineIds: readonly string[], to: Ending): Promise<ClosedRow[]> {
  const ids = [...lineIds];
  await sql`select id from enrolment where id in (select enrolment_id from entitlement where line_id = any(${ids}::uuid[]))
    order by id for update`.execute(db);
  const from = to === 'CANCELLED' ? ['BATCHED', 'HELD', 'WITHDRAWN', 'FAILED'] : ['BATCHED', 'HELD', 'WITHDRAWN'];
  const { rows } = await sql<ClosedRow>`
    with open as (
      select id, state as was from entitlement where line_id = any(${ids}::uuid[]) and state = any(${from})
      order by id for update
    )
    update entitlement set state = case when ${to} = 'FAILED' and was = 'WITHDRAWN' then 'CANCELLED' else ${to} end
    from open where entitlement.id = open.id
    returning enrolment_id, benefit_month, months, decision_id, line_id, was, state`.execute(db);
  return rows;
}

async function listAskedBack(db: Db, batchId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('entitlement')
    .innerJoin('batchLine', 'batchLine.lineId', 'entitlement.lineId')
    .select('batchLine.lineId')
    .where('batchId', '=', batchId)
    .where('entitlement.state', '=', 'WITHDRAWN')
    .orderBy('batchLine.lineId')
    .execute();
  return rows.map(({ lineId }) => lineId);
}

/** The months of a line that was asked back or ended are compared again: owed anew, supplemented or claimed. */
async function lookAgain(work: Work, row: ClosedRow): Promise<void> {
  const { db } = work.unit;
  const loaded = await loadEnrolment(db, await lockEnrolment(db, row.enrolmentId));
  const parts = row.months ?? [{ month: row.benefitMonth, amountFen: 0 }];
  const only = new Set(parts.filter(({ offset }) => offset !== true).map(({ month }) => month));
  const { months, dues } = monthFacts(loaded, loaded.known, { only });
  const plan = compareMonths(months);
  const behind = await findAdjustment(db, row.enrolmentId);
  const newest = [...dues.values()].at(-1);
  if (newest === undefined) return;
  const offsets = row.state === 'CANCELLED' ? parts.filter(({ offset }) => offset === true) : [];
  const sums = await writePlan(work, loaded, {
    plan,
    carried: {
      decisionId: behind?.decisionId ?? row.decisionId,
      adjustmentId: behind?.id ?? '',
      supplementCause: row.lineId,
      fault: behind?.fault ?? 'NONE',
      partnerCode: behind?.partnerCode ?? undefined,
      reason: behind?.cause ?? 'RECOMPUTED',
      dues,
      newest,
      offsets,
    },
  });
  if (behind !== undefined) await addToAdjustment(db, behind.id, { months: plan.months, ...sums });
}

/** The adjustment under which what is left is done. */
export type Behind = {
  readonly id: string;
  readonly decisionId: string;
  readonly cause: string;
  readonly fault: NonNullable<Change['fault']>;
  readonly partnerCode: string | null;
};

/** The latest adjustment of an enrolment: what is still to be done about its months is done under it. */
export async function findAdjustment(db: Db, enrolmentId: string): Promise<Behind | undefined> {
  const { rows } = await sql<Behind>`
    select adjustment.id, decision_id, cause, capsule #>> '{facts,change,fault}' as fault,
      capsule #>> '{facts,change,partnerCode}' as partner_code
    from adjustment join decision on decision.id = decision_id
    where adjustment.enrolment_id = ${enrolmentId}
    order by adjustment.recorded_at desc, adjustment.id desc limit 1`.execute(db);
  return rows[0];
}

/** What was done about months under an adjustment after it was made. */
export async function addToAdjustment(
  db: Db,
  id: string,
  more: { readonly months: readonly MonthPlan[]; readonly supplementFen: number; readonly overpaidFen: number },
): Promise<void> {
  const looked = more.months.map(({ month, owedFen, dueFen, act }) => ({ month, owedFen, dueFen, act }));
  await sql`
    update adjustment set months = months || ${jsonb(looked)}, supplement_fen = supplement_fen + ${more.supplementFen},
      overpaid_fen = overpaid_fen + ${more.overpaidFen} where id = ${id}`.execute(db);
}
