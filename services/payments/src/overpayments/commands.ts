import type { OperationInputOf, recallOverpayment, recordRefund } from '@mz/contracts';
import { addDays, parseFen } from '@mz/domain';
import { type Context, expectVersion, fail, numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { changePlan, recoveredOf, tellPlan } from './events.ts';
import { clear } from './ledger.ts';
import { type Debt, lockDebt, type OverpaymentView, showOverpayment } from './queries.ts';
import { recover } from './recover.ts';
import { decideRecall, decideRefund, type Recipient } from './rules.ts';

/** A command on one overpayment: locked, its version and region checked; answers how it stands then. */
export async function onDebt(
  kit: AppKit,
  ctx: Context,
  { id, run }: { readonly id: string; readonly run: (work: Work, debt: Debt) => Promise<void> },
): Promise<OverpaymentView> {
  return kit.write(ctx, async (unit) => {
    const debt = await lockDebt(unit.db, id);
    expectVersion(ctx, debt.plan.version);
    kit.authorize(ctx, { divisionCode: debt.overpayment.currentDivisionCode });
    await run({ kit, ctx, unit }, debt);
    return showOverpayment(unit.db, id);
  });
}

/** Money came back to the special account: BANK_SPECIAL / RECEIVABLE_OVERPAY (payments.md §6). */
export async function refund(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof recordRefund>,
): Promise<OverpaymentView> {
  const { amountFen, receivedOn, documentNo, from } = body;
  const amount = parseFen(amountFen);
  if (!amount.ok || amountFen === 0) throw fail('AMOUNT_INVALID', { pointer: '/body/amountFen' });
  const run = async (work: Work, debt: Debt): Promise<void> => {
    const { state } = debt.plan;
    const { outstandingFen } = debt;
    const decision = decideRefund({ state, outstandingFen, amountFen, receivedOn, today: kit.clock.today() });
    if (!decision.ok) throw fail(decision.code, refundPointer(decision.code));
    const { programme, id } = debt.overpayment;
    const postings = (months: Parameters<typeof clear>[2]) => clear(programme, 'BANK_SPECIAL', months);
    await recover(work, debt, { amountFen, kind: 'REFUND', means: from, receivedOn, documentNo, postings });
    const after = { amountFen, from, documentNo };
    work.unit.audit({ action: 'overpayments.recordRefund', recordType: 'overpayment', recordId: id, after });
  };
  return onDebt(kit, ctx, { id: params.id, run });
}

function refundPointer(code: string): { pointer?: string } {
  if (code === 'DATE_NOT_ALLOWED') return { pointer: '/body/receivedOn' };
  return code === 'REFUND_EXCEEDS_DEBT' ? { pointer: '/body/amountFen' } : {};
}

/** After a death: who is asked for the money, and until when; nothing is offset from then on (payments.md §7). */
export async function recall(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof recallOverpayment>,
): Promise<OverpaymentView> {
  if ((body.from === 'PERSON') !== (body.personId !== undefined)) {
    throw fail('INPUT_INVALID', { pointer: '/body/personId' });
  }
  return onDebt(kit, ctx, { id: params.id, run: (work, debt) => recallDebt(work, debt, body) });
}

type RecallBody = OperationInputOf<typeof recallOverpayment>['body'];

async function recallDebt(work: Work, debt: Debt, body: RecallBody): Promise<void> {
  const { kit, ctx, unit } = work;
  const { overpayment, plan, outstandingFen } = debt;
  if (!['OFFSETTING', 'DEMANDED'].includes(plan.state)) throw fail('STATE_TRANSITION_INVALID');
  const today = kit.clock.today();
  const bankDays = (await numbersOn(unit.db, today))('recall.bank-days');
  const decision = decideRecall({
    from: body.from,
    ...(body.personId === undefined ? {} : { personId: body.personId }),
    recipients: await recipientsOf(unit.db, debt),
    openedOn: overpayment.openedOn,
    bankDays,
    askedBank: plan.recallFrom !== null,
    today,
  });
  if (!decision.ok) throw fail(decision.code);
  const told = await changePlan(work, debt, {
    state: 'DEMANDED',
    offsetBp: 0,
    recallFrom: body.from,
    recallPersonId: body.personId ?? null,
    recallDueOn: body.from === 'BANK' ? decision.value : addDays(today, bankDays),
    recallDocumentNo: body.documentNo,
    recalledBy: ctx.actor.subject,
  });
  unit.audit({ action: 'overpayments.recall', recordType: 'overpayment', recordId: overpayment.id, after: body });
  tellPlan(work, told, { outstandingFen, recoveredFen: recoveredOf(debt) });
}

/** Payees of the overpaid lines and those who had a share in them, each with whether they are dead. */
async function recipientsOf(db: Db, debt: Debt): Promise<Recipient[]> {
  const lineIds = debt.months.map(({ lineId }) => lineId);
  const { rows } = await sql<Recipient>`
    select r.person_id, bool_or(r.is_payee) as is_payee,
      exists (select from death_notice d where d.kind = 'CONFIRMED' and d.revoked_by_notice is null
        and d.person_id in (select ids_of_person(r.person_id))) as is_dead
    from (
      select p.person_id, true as is_payee from line l join payee p on p.id = l.payee_id
      where l.id = any (${lineIds}::uuid[]) and p.person_id is not null
      union select b.person_id, false from benefit_entry b where b.line_id = any (${lineIds}::uuid[]) and b.amount_fen > 0
    ) r group by r.person_id order by r.person_id`.execute(db);
  return rows;
}
