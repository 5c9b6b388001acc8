import { type Fen, monthOf } from '@mz/domain';
import { sql } from 'kysely';
import type { Db, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';

/** Accounts of the ledger (payments.md §6). */
export type LedgerAccount =
  | 'BANK_SPECIAL'
  | 'FUND_SOURCE'
  | 'EXPENDITURE'
  | 'PAYABLE'
  | 'PAYABLE_RETURNED'
  | 'RECEIVABLE_OVERPAY'
  | 'PRIOR_YEAR_RECOVERY'
  | 'WRITE_OFF'
  | 'ALLOCATED_DOWN'
  | 'CARRIED_FORWARD';

/** One side of a journal; exactly one of the amounts is above zero. */
export interface Posting {
  readonly account: LedgerAccount;
  readonly level?: string;
  readonly fundId: string;
  readonly programme: string | null;
  readonly debitFen?: Fen;
  readonly creditFen?: Fen;
}

/** What a journal records. */
export interface JournalInput {
  readonly kind:
    | 'RECEIPT'
    | 'CONFIRMATION'
    | 'SETTLEMENT'
    | 'RETURN'
    | 'CANCELLATION'
    | 'REVERSAL'
    | 'OVERPAYMENT'
    | 'OFFSET'
    | 'REFUND'
    | 'WRITE_OFF'
    | 'ALLOCATION'
    | 'OPENING';
  readonly reference: { readonly type: string; readonly id: string };
  readonly divisionCode: string;
  /** The month of today unless told. */
  readonly month?: string;
  readonly postings: readonly Posting[];
  readonly reverses?: string;
  readonly reason?: string;
}

const ledgerRefusals = {
  ledger_unbalanced: 'LEDGER_UNBALANCED',
  bank_special_covered: 'FUND_INSUFFICIENT',
  month_is_open: 'PERIOD_CLOSED',
  journal_reverses_key: 'LEDGER_IMMUTABLE',
  fund_purpose: 'FUND_PURPOSE_VIOLATION',
};

/** Posts one journal and has its constraints checked at once; nothing is posted when every amount is zero. */
export async function postJournal(work: Work, input: JournalInput): Promise<string | undefined> {
  const postings = input.postings.filter(({ debitFen = 0, creditFen = 0 }) => debitFen !== 0 || creditFen !== 0);
  if (postings.length === 0) return undefined;
  const id = work.kit.newId();
  await refusing(ledgerRefusals, insertJournal(work, id, { ...input, postings }));
  work.unit.audit({
    action: 'ledger.post',
    recordType: 'journal',
    recordId: id,
    after: { kind: input.kind, reference: input.reference, entries: postings.length },
  });
  return id;
}

async function insertJournal({ kit, ctx, unit }: Work, id: string, input: JournalInput): Promise<void> {
  const today = kit.clock.today();
  const month = input.month ?? monthOf(today);
  const place = { month, currentDivisionCode: input.divisionCode };
  await unit.db
    .insertInto('journal')
    .values({
      id,
      kind: input.kind,
      referenceType: input.reference.type,
      referenceId: input.reference.id,
      reverses: input.reverses ?? null,
      reason: input.reason ?? null,
      postedOn: today,
      postedBy: ctx.actor.subject,
      postedAt: kit.clock.wall(),
      ...place,
    })
    .execute();
  const year = Number(month.slice(0, 4));
  await unit.db
    .insertInto('entry')
    .values(
      input.postings.map(({ account, level = null, fundId, programme, debitFen = 0, creditFen = 0 }, index) => {
        return {
          journalId: id,
          seq: index + 1,
          account,
          level,
          fundId,
          programme,
          year,
          debitFen,
          creditFen,
          ...place,
        };
      }),
    )
    .execute();
  await sql`set constraints all immediate`.execute(unit.db);
  await sql`set constraints all deferred`.execute(unit.db);
}

/** The mirror image of a journal's entries. */
export async function mirrorOf(db: Db, journalId: string): Promise<Posting[]> {
  const entries = await db.selectFrom('entry').selectAll().where('journalId', '=', journalId).orderBy('seq').execute();
  return entries.map(({ account, level, fundId, programme, debitFen, creditFen }) => ({
    // The column's check admits exactly these accounts.
    account: account as LedgerAccount,
    ...(level === null ? {} : { level }),
    fundId,
    programme,
    debitFen: creditFen,
    creditFen: debitFen,
  }));
}

/** What a fund has left: BANK_SPECIAL less what is reserved in PAYABLE and what came back for a re-issue. */
export async function coverOf(db: Db, fundId: string): Promise<Fen> {
  const { rows } = await sql<{ cover: number }>`
    select coalesce(sum(debit_fen - credit_fen), 0)::bigint as cover from entry
    where fund_id = ${fundId} and account in ('BANK_SPECIAL', 'PAYABLE', 'PAYABLE_RETURNED')`.execute(db);
  return rows[0]?.cover ?? 0;
}
