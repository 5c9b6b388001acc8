import { type EventPayload, paymentFailed, paymentSettled, paymentSuspended } from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from './app-kit.ts';
import { type Posting, postJournal } from './funds/index.ts';
import { endWithdrawn } from './line-end.ts';
import { offsetSettled } from './overpayments/index.ts';
import type { RunRow } from './runs/queries.ts';
import { tellLine } from './screening/index.ts';

/** A line that the bank credited. */
export interface Credited {
  readonly lineId: string;
  readonly postedOn: LegalDay;
}

/** A line that the bank returned. */
export interface Returned {
  readonly lineId: string;
  readonly failCode: string;
}

interface SettledLine {
  readonly id: string;
  readonly enrolmentId: string;
  readonly benefitMonth: string;
  readonly amountFen: number;
  readonly postedOn: LegalDay;
}

const chunk = 1_000;

/** SETTLED, the failed line of a re-issue REISSUED, the benefit ledger with them; `payment.settled` by the thousand. */
export async function settleLines(work: Work, run: RunRow, credited: readonly Credited[]): Promise<void> {
  if (credited.length === 0) return;
  const { db } = work.unit;
  const ids = credited.map(({ lineId }) => lineId);
  const { rows } = await sql<SettledLine>`
    update line set state = 'SETTLED', fail_code = null, posted_on = t.posted_on, version = version + 1,
      fund_id = coalesce(fund_id, ${run.fundId})
    from unnest(${ids}::uuid[], ${credited.map(({ postedOn }) => postedOn)}::date[]) as t(id, posted_on)
    where line.id = t.id
    returning line.id, line.enrolment_id, line.benefit_month, line.amount_fen, line.posted_on`.execute(db);
  await sql`update benefit_entry set state = 'SETTLED' where line_id = any (${ids}::uuid[])`.execute(db);
  await sql`
    update line set state = 'REISSUED', version = version + 1
    where id in (select cause_id from line where id = any (${ids}::uuid[]) and kind = 'REISSUE')`.execute(db);
  await closeFlags(work, ids, ['FILED_WITHDRAWN']);
  await offsetSettled(work, ids);
  const lines = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let start = 0; start < lines.length; start += chunk) {
    tellSettled(work, run, lines.slice(start, start + chunk));
  }
}

function tellSettled({ unit }: Work, run: RunRow, lines: readonly SettledLine[]): void {
  unit.publish(paymentSettled, {
    subject: run.id,
    divisionCode: run.currentDivisionCode,
    aggregateVersion: run.version + 1,
    data: { batchId: run.id, lines: lines.map(({ id, ...line }) => ({ lineId: id, ...line })) },
  });
}

/** FAILED, or SUSPENDED after too many tries; the money stays in PAYABLE, for it never left the account. */
export async function failLines(work: Work, run: RunRow, returned: readonly Returned[]): Promise<void> {
  if (returned.length === 0) return;
  const { db } = work.unit;
  const parameters = await numbersOn(db, work.kit.clock.today());
  const ids = returned.map(({ lineId }) => lineId);
  const { rows } = await sql<{
    id: string;
    enrolmentId: string;
    benefitMonth: string;
    failCode: string;
    state: string;
  }>`
    update line set fail_code = t.code, fail_count = fail_count + 1, version = version + 1,
      failed_on = ${work.kit.clock.today()},
      state = case when fail_count + 1 >= ${parameters('line.failures-before-suspension')}::int
        then 'SUSPENDED' else 'FAILED' end
    from unnest(${ids}::uuid[], ${returned.map(({ failCode }) => failCode)}::text[]) as t(id, code)
    where line.id = t.id
    returning line.id, line.enrolment_id, line.benefit_month, line.fail_code, line.state`.execute(db);
  await sql`update benefit_entry set state = 'FAILED' where line_id = any (${ids}::uuid[])`.execute(db);
  const withdrawn = await closeFlags(work, ids, ['FILED_WITHDRAWN', 'RECALL_AFTER_DEATH']);
  for (const { id, failCode, state, enrolmentId, benefitMonth } of rows) {
    const line = { lineId: id, enrolmentId, benefitMonth };
    // Nobody re-issues what its bureau took back while it was at the bank.
    if (withdrawn.has(id)) await endWithdrawn(work, id, 'LEAVE_RUN');
    else {
      tellLine(work, paymentFailed, run, { ...line, code: failCode });
      if (state === 'SUSPENDED') tellSuspended(work, run, { ...line, code: 'TOO_MANY_FAILURES' });
    }
  }
}

/** A failed line waits for two persons from now on: its bureau is told. */
export function tellSuspended(
  { unit }: Work,
  run: Pick<RunRow, 'id' | 'currentDivisionCode'>,
  line: Omit<EventPayload<typeof paymentSuspended>, 'batchId'>,
): void {
  unit.publish(paymentSuspended, {
    subject: line.lineId,
    divisionCode: run.currentDivisionCode,
    aggregateVersion: 1,
    data: { batchId: run.id, ...line },
  });
}

/** Marks that the bank's answer has closed; gives the lines that were taken back while they were at the bank. */
async function closeFlags({ unit }: Work, ids: readonly string[], codes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ lineId: string; code: string }>`
    update hold set state = 'LIFTED' where line_id = any (${[...ids]}::uuid[]) and code = any (${[...codes]}::text[])
      and state = 'FLAGGED' returning line_id, code`.execute(unit.db);
  return new Set(rows.filter(({ code }) => code === 'FILED_WITHDRAWN').map(({ lineId }) => lineId));
}

/** The bank confirms: PAYABLE / BANK_SPECIAL of each fund, for a re-issue what its failed line left, returned or never debited. */
export async function bookSettlement(
  work: Work,
  run: RunRow,
  file: { id: string; lineIds: readonly string[] },
): Promise<void> {
  const { rows } = await sql<{ fundId: string; liability: 'PAYABLE' | 'PAYABLE_RETURNED'; netFen: number }>`
    select fund_id, liability, sum(amount_fen - deduction_fen)::bigint as net_fen from line
    where id = any (${[...file.lineIds]}::uuid[]) group by fund_id, liability order by fund_id, liability`.execute(
    work.unit.db,
  );
  const postings = rows.flatMap(({ fundId, liability, netFen }): Posting[] => [
    { account: liability, fundId, programme: run.programme, debitFen: netFen },
    { account: 'BANK_SPECIAL', fundId, programme: run.programme, creditFen: netFen },
  ]);
  const reference = { type: 'bank_file', id: file.id };
  await postJournal(work, { kind: 'SETTLEMENT', reference, divisionCode: run.currentDivisionCode, postings });
}
