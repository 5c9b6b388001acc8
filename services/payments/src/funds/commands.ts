import type {
  closeMonth,
  OperationInputOf,
  OperationOutputOf,
  openFund,
  receiveFunds,
  reverseJournal,
} from '@mz/contracts';
import { monthOf, parseFen } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Db } from '../app-kit.ts';
import { refusing } from '../constraints.ts';
import { mirrorOf, postJournal } from './ledger.ts';
import { showFund } from './queries.ts';
import { bookReceipt, lockFund } from './receipts.ts';
import { decidePurpose, type FundPurpose } from './rules.ts';

type FundView = OperationOutputOf<typeof openFund>;

/** Opens a purse; its class must be one that each programme may be paid from. */
export async function open(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof openFund>['body'],
): Promise<FundView> {
  const { divisionCode, programmes, fundClass, donorPurpose = null } = body;
  if (!kit.divisions().validate(divisionCode, kit.clock.today()).ok) {
    throw fail('DIVISION_NOT_VALID', { pointer: '/body/divisionCode' });
  }
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode });
    await checkPurpose(unit.db, programmes, { fundClass, donorPurpose });
    const id = kit.newId();
    const { divisionCode: currentDivisionCode, ...fund } = body;
    const row = { ...fund, id, currentDivisionCode, openedBy: ctx.actor.subject, openedAt: kit.clock.wall() };
    await refusing({ fund_once: 'FUND_DUPLICATE' }, unit.db.insertInto('fund').values(row).execute());
    unit.audit({ action: 'funds.open', recordType: 'fund', recordId: id, after: body });
    return showFund(unit.db, id);
  });
}

async function checkPurpose(db: Db, programmes: readonly string[], purpose: FundPurpose): Promise<void> {
  const known = await db
    .selectFrom('programme')
    .selectAll()
    .where('code', 'in', [...programmes])
    .execute();
  if (known.length !== new Set(programmes).size) throw fail('PROGRAMME_UNKNOWN', { pointer: '/body/programmes' });
  if (known.some((programme) => !decidePurpose(purpose, programme).ok)) {
    throw fail('FUND_PURPOSE_VIOLATION', { pointer: '/body/fundClass' });
  }
}

/** Money enters the special account: BANK_SPECIAL / FUND_SOURCE of the level that gave it. */
export async function receive(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof receiveFunds>['body'],
): Promise<OperationOutputOf<typeof receiveFunds>> {
  const { fundId, amountFen } = body;
  const amount = parseFen(amountFen);
  if (!amount.ok || amountFen === 0) throw fail('AMOUNT_INVALID', { pointer: '/body/amountFen' });
  return kit.write(ctx, async (unit) => {
    const fund = await lockFund(unit.db, fundId);
    kit.authorize(ctx, { divisionCode: fund.currentDivisionCode });
    const { id, journalId } = await bookReceipt({ kit, ctx, unit }, fund, body);
    return { id, journalId, fund: await showFund(unit.db, fundId) };
  });
}

/** Closes a past month of a county for good. */
export async function close(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeMonth>,
): Promise<OperationOutputOf<typeof closeMonth>> {
  const { month } = params;
  const { divisionCode } = body;
  const closedOn = kit.clock.today();
  if (month >= monthOf(closedOn)) throw fail('PERIOD_INVALID', { pointer: '/params/month' });
  return kit.write(ctx, async (unit) => {
    kit.authorize(ctx, { divisionCode });
    const row = { currentDivisionCode: divisionCode, month, closedOn, closedBy: ctx.actor.subject };
    await refusing({ ledger_month_pkey: 'PERIOD_CLOSED' }, unit.db.insertInto('ledgerMonth').values(row).execute());
    unit.audit({ action: 'ledger.closeMonth', recordType: 'ledger_month', recordId: `${divisionCode}/${month}` });
    return { month, divisionCode, closedOn };
  });
}

/** Corrects a receipt by its mirror image in the open month; what runs posted is undone by the runs' own steps. */
export async function reverse(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof reverseJournal>,
): Promise<OperationOutputOf<typeof reverseJournal>> {
  return kit.write(ctx, async (unit) => {
    const journal = await unit.db.selectFrom('journal').selectAll().where('id', '=', params.id).executeTakeFirst();
    if (journal === undefined) throw fail('JOURNAL_UNKNOWN');
    kit.authorize(ctx, { divisionCode: journal.currentDivisionCode });
    if (journal.kind !== 'RECEIPT') throw fail('LEDGER_IMMUTABLE');
    const journalId = await postJournal(
      { kit, ctx, unit },
      {
        kind: 'REVERSAL',
        reference: { type: 'journal', id: journal.id },
        divisionCode: journal.currentDivisionCode,
        postings: await mirrorOf(unit.db, journal.id),
        reverses: journal.id,
        reason: body.reason,
      },
    );
    if (journalId === undefined) throw new Error('a reversal without a journal');
    return { journalId, reverses: journal.id, month: monthOf(kit.clock.today()) };
  });
}
