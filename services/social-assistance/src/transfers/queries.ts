import type { CaseFacts, getTransfer, getTransferFile, OperationOutputOf } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import type { EnrolmentTable, TransferTable } from '../database.ts';
import { listDutyDays } from '../deadlines/index.ts';
import { logShown, transferredBy } from '../readings.ts';

/** A transfer as the API shows it. */
export type Transfer = OperationOutputOf<typeof getTransfer>;

/** A transfer as stored. */
export type TransferRow = Selectable<TransferTable>;

/** An enrolment as stored. */
export type EnrolmentRow = Selectable<EnrolmentTable>;

/** One transfer, for both counties; throws TRANSFER_UNKNOWN. */
export function findTransfer(kit: AppKit, ctx: Context, id: string): Promise<Transfer> {
  return kit.read(ctx, async (db) => toTransfer(db, await getRow(db, id)));
}

/** The file of a transfer, for both counties; throws TRANSFER_UNKNOWN. */
export function findTransferFile(
  kit: AppKit,
  ctx: Context,
  id: string,
): Promise<OperationOutputOf<typeof getTransferFile>> {
  return kit.read(ctx, async (db) => {
    const shown = {
      persons: transferredBy(id),
      facts: ['FAMILY', 'HEALTH', 'INCOME', 'ASSETS'],
      basis: `transfer/${id}`,
    };
    const [{ capsuleHash, facts }] = await Promise.all([getRow(db, id), logShown(kit, ctx, db, shown)]);
    return { capsuleHash, facts: factsIn(facts) };
  });
}

/** One transfer, locked until the transaction ends; throws TRANSFER_UNKNOWN. */
export async function getTransferForUpdate(db: Db, id: string): Promise<TransferRow> {
  const row = await db.selectFrom('transfer').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('TRANSFER_UNKNOWN');
  return row;
}

/** An enrolment, locked until the transaction ends; throws NOT_FOUND. */
export async function getEnrolmentForUpdate(db: Db, id: string): Promise<EnrolmentRow> {
  const row = await db.selectFrom('enrolment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw fail('NOT_FOUND');
  return row;
}

/** The shape of a stored transfer. */
export async function toTransfer(db: Db, row: TransferRow): Promise<Transfer> {
  return {
    id: row.id,
    enrolmentId: row.enrolmentId,
    programme: row.programme,
    fromDivision: row.fromDivision,
    toDivision: row.toDivision,
    state: row.state,
    offeredOn: row.offeredOn,
    acceptedOn: row.acceptedOn,
    reviewDueOn: (await listDutyDays(db, [row.id])).get(row.id) ?? null,
    capsuleHash: row.capsuleHash,
    newApplicationId: row.newApplicationId,
    newEnrolmentId: row.newEnrolmentId,
    version: row.version,
  };
}

/** Parse border: the offer wrote the rules' own facts. */
export function factsIn(facts: unknown): CaseFacts {
  return facts as CaseFacts;
}

/**
 * Lets the rest of a transaction reach both counties of a transfer that the caller may decide on: the old enrolment ends
 * with the step of the new county.
 */
export async function reachBothCounties(db: Db): Promise<void> {
  await sql`select set_config('app.division', '37', true)`.execute(db);
}

async function getRow(db: Db, id: string): Promise<TransferRow> {
  const row = await db.selectFrom('transfer').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw fail('TRANSFER_UNKNOWN');
  return row;
}
