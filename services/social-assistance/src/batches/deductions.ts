import type { Fen } from '@mz/domain';
import { type SqlBool, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { type Offset, shareDeductions } from './rules.ts';

/** A line or what will be one. */
type Payable = {
  readonly id: string;
  readonly enrolmentId: string;
  readonly kind: string;
  readonly causeId: string;
  readonly amountFen: Fen;
};

/**
 * What each of these keeps back, by its id: a regular one by the recovery (reading 10), in the order of ids; a re-issue what
 * its failed line kept back, for it pays the same net amount (payments.md §5).
 */
export async function deductionsOf(db: Db, payable: readonly Payable[]): Promise<Map<string, Fen>> {
  return new Map([...(await keptByFailed(db, payable)), ...(await offsetsOf(db, payable))]);
}

async function keptByFailed(db: Db, payable: readonly Payable[]): Promise<[string, Fen][]> {
  const again = payable.filter(({ kind }) => kind === 'REISSUE');
  if (again.length === 0) return [];
  const { rows } = await sql<{ lineId: string; deductionFen: Fen }>`
    select line_id, deduction_fen from batch_line
    where line_id = any(${again.map(({ causeId }) => causeId)}::uuid[]) and deduction_fen > 0`.execute(db);
  const kept = new Map(rows.map(({ lineId, deductionFen }) => [lineId, deductionFen]));
  return again.map(({ id, causeId }): [string, Fen] => [id, kept.get(causeId) ?? 0]);
}

async function offsetsOf(db: Db, payable: readonly Payable[]): Promise<Map<string, Fen>> {
  const regular = payable.filter(({ kind }) => kind === 'REGULAR');
  if (regular.length === 0) return new Map();
  const plans = await listOffsets(db, {
    enrolmentIds: [...new Set(regular.map(({ enrolmentId }) => enrolmentId))],
    except: regular.map(({ id }) => id),
  });
  return new Map(
    [...Map.groupBy(regular, ({ enrolmentId }) => enrolmentId)].flatMap(([enrolmentId, lines]) => {
      const plan = plans.get(enrolmentId);
      return plan === undefined ? [] : [...shareDeductions(lines, plan)];
    }),
  );
}

/** Lines of open batches follow the plans as they are now: those of a batch, or those of an enrolment. */
export async function refreshDeductions(
  db: Db,
  of: { readonly batchId: string } | { readonly enrolmentId: string },
): Promise<void> {
  const wanting = 'batchId' in of ? sql`batch_id = ${of.batchId}` : sql`enrolment_id = ${of.enrolmentId}`;
  // All others keep nothing back and never did.
  const { rows } = await sql<Payable & { readonly deductionFen: Fen }>`
    select entitlement_id as id, enrolment_id, batch_line.kind, cause_id, amount_fen, deduction_fen from batch_line
    join batch on batch.id = batch_line.batch_id and batch.sealed_on is null
    where ${wanting} and (deduction_fen > 0 or batch_line.kind = 'REISSUE' or exists (
      select from recovery_copy as owing where owing.enrolment_id = batch_line.enrolment_id and owing.state = 'OFFSETTING'))
    order by entitlement_id`.execute(db);
  const wanted = await deductionsOf(db, rows);
  const changed = rows
    .map(({ id, deductionFen }) => ({ id, from: deductionFen, to: wanted.get(id) ?? 0 }))
    .filter(({ from, to }) => from !== to);
  if (changed.length === 0) return;
  await sql`
    update batch_line set deduction_fen = "to" from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
      as changed (id uuid, "to" bigint)
    where entitlement_id = changed.id and not refused`.execute(db);
}

async function listOffsets(
  db: Db,
  { enrolmentIds, except }: { readonly enrolmentIds: readonly string[]; readonly except: readonly string[] },
): Promise<Map<string, Offset>> {
  const rows = await db
    .selectFrom('recoveryCopy')
    .select('enrolmentId')
    .select(sql<Fen>`sum(outstanding_fen)::bigint`.as('outstandingFen'))
    .select(sql<number>`max(offset_bp)`.as('offsetBp'))
    .where(sql<SqlBool>`enrolment_id = any(${[...enrolmentIds]}::uuid[])`)
    .where('state', '=', 'OFFSETTING')
    .where('offsetBp', '>', 0)
    // Withdrawn here, whether or not payments has said so yet.
    .where(
      sql<SqlBool>`not exists (select from overpayment_claim where id = overpayment_id and overpayment_claim.state = 'WITHDRAWN')`,
    )
    .groupBy('enrolmentId')
    .execute();
  const pending = await listPending(db, { enrolmentIds: rows.map(({ enrolmentId }) => enrolmentId), except });
  return new Map(
    rows.map(({ enrolmentId, outstandingFen, offsetBp }) => [
      enrolmentId,
      { offsetBp, leftFen: outstandingFen - (pending.get(enrolmentId) ?? 0) },
    ]),
  );
}

/**
 * What lines of these enrolments keep back and payments has not booked yet. Asked only for those who owe, and by the key:
 * else it reads every month that was ever paid.
 */
async function listPending(
  db: Db,
  { enrolmentIds, except }: { readonly enrolmentIds: readonly string[]; readonly except: readonly string[] },
): Promise<ReadonlyMap<string, Fen>> {
  if (enrolmentIds.length === 0) return new Map();
  const { rows } = await sql<{ enrolmentId: string; deductionFen: Fen }>`
    select line.enrolment_id, sum(line.deduction_fen)::bigint as deduction_fen
    from unnest(${[...enrolmentIds]}::uuid[]) as owing (id)
      cross join lateral (select line_id, enrolment_id, deduction_fen from batch_line
        where enrolment_id = owing.id and not refused and deduction_fen > 0 offset 0) as line
      cross join lateral (select * from entitlement where line_id = line.line_id offset 0) as entitled
    where (entitled.state in ('BATCHED', 'HELD', 'WITHDRAWN') or (entitled.state = 'FAILED' and not exists (
        select from entitlement as again where again.enrolment_id = entitled.enrolment_id and again.kind = 'REISSUE'
          and again.cause_id = entitled.line_id and again.line_id is not null and again.state <> 'CANCELLED')))
      and entitled.id <> all(${[...except]}::uuid[])
    group by line.enrolment_id`.execute(db);
  return new Map(rows.map(({ enrolmentId, deductionFen }) => [enrolmentId, deductionFen]));
}
