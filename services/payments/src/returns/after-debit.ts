import {
  type OperationInputOf,
  type OperationOutputOf,
  paymentReturned,
  type recordReturnAfterDebit,
} from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import type { LineTable } from '../database.ts';
import { type Posting, postJournal } from '../funds/index.ts';
import { listLineViews, lockRun, type RunRow } from '../runs/index.ts';
import { tellLine } from '../screening/index.ts';

type Input = OperationInputOf<typeof recordReturnAfterDebit>;
type LineRow = Selectable<LineTable>;

/** Money of a settled line is back: BANK_SPECIAL / PAYABLE_RETURNED, the line FAILED until it is re-issued (payments.md §6). */
export async function recordAfterDebit(
  kit: AppKit,
  ctx: Context,
  { params: { id }, body }: Input,
): Promise<OperationOutputOf<typeof recordReturnAfterDebit>> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const found = await unit.db.selectFrom('line').select('runId').where('id', '=', id).executeTakeFirst();
    if (found === undefined) throw fail('LINE_UNKNOWN');
    const run = await lockRun(unit.db, found.runId);
    kit.authorize(ctx, { divisionCode: run.currentDivisionCode });
    const line = await unit.db.selectFrom('line').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    checkReturnable(kit, line, body.returnedOn);
    await book(work, run, line);
    await markReturned(work, line, body);
    tellLine(work, paymentReturned, run, {
      lineId: id,
      enrolmentId: line.enrolmentId,
      benefitMonth: line.benefitMonth,
      code: body.failCode,
    });
    unit.audit({
      action: 'returns.recordAfterDebit',
      recordType: 'line',
      recordId: id,
      after: { failCode: body.failCode, docNo: body.docNo },
    });
    const [view] = await listLineViews(unit.db, sql`l.id = ${id}`, 1);
    if (view === undefined) throw fail('LINE_UNKNOWN');
    return view;
  });
}

/** Only what the bank really debited comes back, on a day between its credit and today. */
function checkReturnable(kit: AppKit, line: LineRow, returnedOn: string): void {
  if (line.state !== 'SETTLED' || line.amountFen === line.deductionFen) throw fail('STATE_TRANSITION_INVALID');
  if (returnedOn > kit.clock.today() || returnedOn < (line.postedOn ?? '')) {
    throw fail('DATE_NOT_ALLOWED', { pointer: '/body/returnedOn' });
  }
}

async function book(work: Work, run: RunRow, line: LineRow): Promise<void> {
  if (line.fundId === null) throw new Error(`settled line ${line.id} has no fund`);
  const common = { fundId: line.fundId, programme: run.programme };
  const netFen = line.amountFen - line.deductionFen;
  const postings: Posting[] = [
    { ...common, account: 'BANK_SPECIAL', debitFen: netFen },
    { ...common, account: 'PAYABLE_RETURNED', creditFen: netFen },
  ];
  const reference = { type: 'line', id: line.id };
  await postJournal(work, { kind: 'RETURN', reference, divisionCode: run.currentDivisionCode, postings });
}

async function markReturned({ kit, ctx, unit }: Work, line: LineRow, body: Input['body']): Promise<void> {
  const { failCode, docNo, returnedOn } = body;
  const row = {
    id: kit.newId(),
    lineId: line.id,
    failCode,
    docNo,
    returnedOn,
    recordedBy: ctx.actor.subject,
    recordedAt: kit.clock.wall(),
    currentDivisionCode: line.currentDivisionCode,
  };
  await refusing(
    { return_after_debit_doc_no_key: 'DOC_DUPLICATE' },
    unit.db.insertInto('returnAfterDebit').values(row).execute(),
  );
  await sql`
    update line set state = 'FAILED', fail_code = ${failCode}, fail_count = fail_count + 1, version = version + 1,
      failed_on = ${kit.clock.today()}, liability = 'PAYABLE_RETURNED' where id = ${line.id}`.execute(unit.db);
  await sql`update benefit_entry set state = 'FAILED' where line_id = ${line.id}`.execute(unit.db);
}
