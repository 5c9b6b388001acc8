import type { OperationInputOf, proposeHardship, proposeWriteOff } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { postJournal } from '../funds/index.ts';
import { onDebt } from './commands.ts';
import { changePlan, recoveredOf, tellPlan, tellWrittenOff } from './events.ts';
import { clear } from './ledger.ts';
import type { Debt, OverpaymentView } from './queries.ts';
import { insertEntry, takeOff } from './recover.ts';
import { decideHardship } from './rules.ts';

/** One person proposes a lower share for a household in hardship; a newer proposal stands for the older one. */
export function proposeLowerShare(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposeHardship>,
): Promise<OverpaymentView> {
  const run = async (work: Work, debt: Debt): Promise<void> => {
    const { state, offsetBp } = debt.plan;
    const decision = decideHardship({ fault: debt.overpayment.fault, state, offsetBp }, body.offsetBp);
    if (!decision.ok) throw fail(decision.code);
    await changePlan(work, debt, {
      hardshipBp: body.offsetBp,
      hardshipReason: body.reason,
      hardshipProposedBy: ctx.actor.subject,
      hardshipApprovedBy: null,
    });
    note(work, debt, 'overpayments.proposeHardship', { offsetBp: body.offsetBp });
  };
  return onDebt(kit, ctx, { id: params.id, run });
}

/** The second person lowers the share; at 0 the offset is waived and the debt stands (payments.md §7). */
export function approveLowerShare(kit: AppKit, ctx: Context, id: string): Promise<OverpaymentView> {
  const run = async (work: Work, debt: Debt): Promise<void> => {
    const { state, offsetBp, hardshipBp, hardshipProposedBy, hardshipApprovedBy } = debt.plan;
    if (hardshipBp === null || hardshipApprovedBy !== null) throw fail('STATE_TRANSITION_INVALID');
    if (hardshipProposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    const decision = decideHardship({ fault: debt.overpayment.fault, state, offsetBp }, hardshipBp);
    if (!decision.ok) throw fail(decision.code);
    const told = await changePlan(work, debt, {
      state: hardshipBp === 0 ? 'WAIVED' : 'OFFSETTING',
      offsetBp: hardshipBp,
      hardshipApprovedBy: ctx.actor.subject,
    });
    note(work, debt, 'overpayments.approveHardship', { offsetBp: hardshipBp });
    tellPlan(work, told, { outstandingFen: debt.outstandingFen, recoveredFen: recoveredOf(debt) });
  };
  return onDebt(kit, ctx, { id, run });
}

const writable = ['OFFSETTING', 'DEMANDED', 'WAIVED'];

/** Civil affairs propose that what is left is given up. */
export function proposeGivingUp(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof proposeWriteOff>,
): Promise<OverpaymentView> {
  const run = async (work: Work, debt: Debt): Promise<void> => {
    if (!writable.includes(debt.plan.state)) throw fail('STATE_TRANSITION_INVALID');
    await changePlan(work, debt, {
      writeOffReason: body.reason,
      writeOffDocumentNo: body.documentNo,
      writeOffProposedBy: ctx.actor.subject,
    });
    note(work, debt, 'overpayments.proposeWriteOff', { documentNo: body.documentNo });
  };
  return onDebt(kit, ctx, { id: params.id, run });
}

/** Finance agree, by another person: WRITE_OFF / RECEIVABLE_OVERPAY of what is outstanding (payments.md §7). */
export function approveGivingUp(kit: AppKit, ctx: Context, id: string): Promise<OverpaymentView> {
  const run = async (work: Work, debt: Debt): Promise<void> => {
    const { state, writeOffProposedBy } = debt.plan;
    if (!writable.includes(state) || writeOffProposedBy === null) throw fail('STATE_TRANSITION_INVALID');
    if (writeOffProposedBy === ctx.actor.subject) throw fail('TWO_PERSON_REQUIRED');
    await writeOff(work, debt);
  };
  return onDebt(kit, ctx, { id, run });
}

async function writeOff(work: Work, debt: Debt): Promise<void> {
  const { ctx, kit } = work;
  const { overpayment, plan, months, outstandingFen: amountFen } = debt;
  const { id, programme, currentDivisionCode: divisionCode } = overpayment;
  const parts = months
    .filter(({ outstandingFen }) => outstandingFen > 0)
    .map((part) => ({ part, amountFen: part.outstandingFen }));
  const journalId = await postJournal(work, {
    kind: 'WRITE_OFF',
    reference: { type: 'overpayment', id },
    divisionCode,
    postings: clear(programme, 'WRITE_OFF', parts),
    ...(plan.writeOffReason === null ? {} : { reason: plan.writeOffReason }),
  });
  if (journalId === undefined) throw new Error('a write-off of nothing');
  const documentNo = plan.writeOffDocumentNo ?? '';
  const receivedOn = kit.clock.today();
  const entry = { kind: 'WRITE_OFF', means: 'WRITE_OFF', amountFen, receivedOn, documentNo, journalId } as const;
  await insertEntry(work, debt, entry);
  for (const { part } of parts) await takeOff(work, id, part, { writtenOffFen: part.outstandingFen });
  const set = { state: 'WRITTEN_OFF', offsetBp: 0, writeOffApprovedBy: ctx.actor.subject };
  const told = await changePlan(work, debt, set);
  note(work, debt, 'overpayments.approveWriteOff', { amountFen });
  tellWrittenOff(work, told, amountFen);
  tellPlan(work, told, { outstandingFen: 0, recoveredFen: recoveredOf(debt) });
}

function note({ unit }: Work, { overpayment }: Debt, action: string, after: object): void {
  unit.audit({ action, recordType: 'overpayment', recordId: overpayment.id, after });
}
