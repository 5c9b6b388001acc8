import type { BankFile } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';

/** Head of a file; throws BANK_FILE_UNKNOWN. */
export async function showBankFile(db: Db, id: string): Promise<Static<typeof BankFile>> {
  const row = await db
    .selectFrom('bankFile')
    .select(['id', 'runId', 'fileNo', 'bankCode', 'lineCount', 'totalFen', 'sha256', 'writtenOn', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw fail('BANK_FILE_UNKNOWN');
  return row;
}

/** A line that is ready to be paid, with the account in force. */
export interface PayableLine {
  readonly lineId: string;
  readonly netFen: number;
  readonly id: string;
  readonly bankCode: string;
  readonly number: Buffer;
  readonly holderName: Buffer;
  readonly idNo: Buffer | null;
}

/** READY lines of a run with something to pay, by id. */
export async function listPayable(db: Db, runId: string): Promise<PayableLine[]> {
  const { rows } = await sql<PayableLine>`
    select l.id as line_id, l.amount_fen - l.deduction_fen as net_fen, a.id, a.bank_code, a.number, a.holder_name, a.id_no
    from line l join account a on a.payee_id = l.payee_id and a.status in ('ACTIVE', 'CHANGE_PENDING')
    where l.run_id = ${runId} and l.state = 'READY' and l.amount_fen > l.deduction_fen order by l.id`.execute(db);
  return rows;
}
