import type { Fen, LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { type Posting, postJournal } from '../funds/index.ts';
import { type LevelPart, splitAs } from '../level-split.ts';
import { flagLines } from '../line-end.ts';
import { type OffsetSource, offset } from './ledger.ts';
import { lockOpenDebts } from './queries.ts';
import { recover } from './recover.ts';
import { allocate } from './rules.ts';

interface DeductedLine {
  readonly id: string;
  readonly enrolmentId: string;
  readonly programme: string;
  readonly deductionFen: Fen;
  readonly fundId: string | null;
  readonly fundSplit: readonly LevelPart[];
  readonly liability: OffsetSource['liability'];
  readonly postedOn: LegalDay;
  readonly currentDivisionCode: string;
}

/**
 * Settled lines pay their deduction to the debts of their enrolment, the oldest first (payments.md §7). A re-issue carries
 * what was kept back from the failed line.
 */
export async function offsetSettled(work: Work, lineIds: readonly string[]): Promise<void> {
  const { rows } = await sql<DeductedLine>`
    select l.id, l.enrolment_id, r.programme, greatest(l.deduction_fen, c.deduction_fen) as deduction_fen,
      l.fund_id, l.fund_split, l.liability, l.posted_on, l.current_division_code
    from line l join run r on r.id = l.run_id left join line c on l.kind = 'REISSUE' and c.id = l.cause_id
    where l.id = any (${[...lineIds]}::uuid[]) and greatest(l.deduction_fen, c.deduction_fen) > 0
      and not exists (select from recovery_entry re where re.line_id in (l.id, l.cause_id))
    order by l.benefit_month, l.id`.execute(work.unit.db);
  for (const line of rows) await offsetLine(work, line);
}

async function offsetLine(work: Work, line: DeductedLine): Promise<void> {
  const { fundId, liability, deductionFen, programme, id: lineId, postedOn: receivedOn } = line;
  if (fundId === null) throw new Error(`line ${lineId} was settled without a fund`);
  const debts = await lockOpenDebts(work.unit.db, line.enrolmentId);
  const { taken, restFen } = allocate(deductionFen, debts);
  for (const { part: debt, amountFen } of taken) {
    await recover(work, debt, {
      amountFen,
      kind: 'OFFSET',
      means: 'OFFSET',
      lineId,
      receivedOn,
      postings: (months) => offset(programme, { fundId, liability }, months),
    });
  }
  if (restFen > 0) await giveBack(work, { ...line, fundId }, restFen);
}

/** The debt went while the line was at the bank: the expenditure was not made, and its bureau must pay it again. */
async function giveBack(work: Work, line: DeductedLine & { readonly fundId: string }, restFen: Fen): Promise<void> {
  const { id, programme, fundId, liability, currentDivisionCode } = line;
  const postings: Posting[] = [
    { account: liability, fundId, programme, debitFen: restFen },
    ...splitAs(restFen, line.fundSplit).map(
      ({ level, amountFen }): Posting => ({ account: 'EXPENDITURE', level, fundId, programme, creditFen: amountFen }),
    ),
  ];
  const reference = { type: 'line', id };
  await postJournal(work, { kind: 'OFFSET', reference, divisionCode: currentDivisionCode, postings });
  await flagLines(work, { code: 'DEDUCTION_EXCEEDS_DEBT', owner: 'BATCH_OFFICER', lineIds: [id] });
  work.kit.log.warn({ lineId: id, restFen }, 'a settled line kept back more than was owed');
}
