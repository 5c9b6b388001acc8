import { fundReceived } from '@mz/contracts';
import { daysBetween, type Fen, type LegalDay, monthOf } from '@mz/domain';
import { fail } from '@mz/service-kit';
import type { Selectable } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import type { FundTable } from '../database.ts';
import { postJournal } from './ledger.ts';
import { decideReceipt } from './rules.ts';

export type FundRow = Selectable<FundTable>;

/** The fund, locked; throws FUND_UNKNOWN. */
export async function lockFund(db: Db, id: string, pointer = '/body/fundId'): Promise<FundRow> {
  const fund = await db.selectFrom('fund').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (fund === undefined) throw fail('FUND_UNKNOWN', { pointer });
  return fund;
}

/** Money that arrived, by its document. */
export interface Receipt {
  readonly docNo: string;
  readonly fromLevel: string;
  readonly amountFen: Fen;
  readonly appropriatedOn: LegalDay;
  readonly receivedOn: LegalDay;
  readonly appropriationId?: string;
}

/** Books BANK_SPECIAL / FUND_SOURCE of the giving level, a document once, and tells it. */
export async function bookReceipt(
  work: Work,
  fund: FundRow,
  receipt: Receipt,
): Promise<{ id: string; journalId: string }> {
  const { kit, ctx, unit } = work;
  const { docNo, fromLevel, amountFen, appropriatedOn, receivedOn, appropriationId = null } = receipt;
  const decision = decideReceipt({ appropriatedOn, receivedOn, today: kit.clock.today(), fund });
  if (!decision.ok) throw fail(decision.code, { pointer: '/body/receivedOn' });
  const id = kit.newId();
  const divisionCode = fund.currentDivisionCode;
  const row = { id, fundId: fund.id, docNo, fromLevel, amountFen, appropriatedOn, receivedOn, appropriationId };
  await refusing(
    { fund_receipt_doc_no_key: 'DOC_DUPLICATE' },
    unit.db
      .insertInto('fundReceipt')
      .values({ ...row, receivedBy: ctx.actor.subject, currentDivisionCode: divisionCode })
      .execute(),
  );
  const programme = fund.programmes.length === 1 ? (fund.programmes[0] ?? null) : null;
  const common = { fundId: fund.id, programme };
  const journalId = await postJournal(work, {
    kind: 'RECEIPT',
    reference: { type: 'fund_receipt', id },
    divisionCode,
    month: monthOf(receivedOn),
    postings: [
      { ...common, account: 'BANK_SPECIAL', debitFen: amountFen },
      { ...common, account: 'FUND_SOURCE', level: fromLevel, creditFen: amountFen },
    ],
  });
  if (journalId === undefined) throw new Error('a receipt without a journal');
  unit.audit({ action: 'funds.receive', recordType: 'fund_receipt', recordId: id, after: { docNo, amountFen } });
  const daysInTransit = daysBetween(appropriatedOn, receivedOn);
  unit.publish(fundReceived, {
    subject: id,
    divisionCode,
    aggregateVersion: 1,
    data: { fundId: fund.id, receiptId: id, amountFen, daysInTransit },
  });
  return { id, journalId };
}
