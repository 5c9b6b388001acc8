import type { EventOf, overpaymentAssessed, overpaymentWithdrawn, recoverySuspended } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Fen, fen } from '@mz/domain';
import type { Outcome } from '@mz/service-kit';
import { numbersOn } from '@mz/service-kit';
import { sql } from 'kysely';
import type { Work } from '../app-kit.ts';
import { postJournal } from '../funds/index.ts';
import { type LevelPart, splitAs } from '../level-split.ts';
import { screenDeductions } from './deductions.ts';
import { changePlan, recoveredOf, tellOpened, tellPlan } from './events.ts';
import { establish, type MonthPart, undo } from './ledger.ts';
import { type Debt, findDebt, lockDebt } from './queries.ts';
import { refreshShares } from './recover.ts';
import { firstPlan, isSameYear } from './rules.ts';

type Assessed = EventOf<typeof overpaymentAssessed>;

const done: Outcome = { kind: 'done' };

/** The bureau's finding becomes a debt in the books with its plan; once, whatever is told again (payments.md §7). */
export async function onAssessed(work: Work, { data }: Assessed): Promise<Outcome> {
  const { kit, unit } = work;
  if ((await findDebt(unit.db, data.overpaymentId)) !== undefined) return done;
  const { months, divisionCode } = await monthsOf(work, data);
  const journalId = await postJournal(work, {
    kind: 'OVERPAYMENT',
    reference: { type: 'overpayment', id: data.overpaymentId },
    divisionCode,
    postings: establish(data.programme, months),
  });
  if (journalId === undefined) throw new Error(`overpayment ${data.overpaymentId} has no amount`);
  const debt = await insertDebt(work, data, { months, divisionCode, journalId });
  // The debt has a clock of its own: the mark on the line has done its work.
  await sql`update hold set state = 'LIFTED' where code = 'RECALL_AFTER_DEATH' and state = 'FLAGGED'
    and line_id = any (${months.map(({ part }) => part.lineId)}::uuid[])`.execute(unit.db);
  unit.audit({
    action: 'overpayments.open',
    recordType: 'overpayment',
    recordId: data.overpaymentId,
    after: { amountFen: debt.outstandingFen, fault: data.fault, state: debt.plan.state },
    decisionId: data.decisionId,
  });
  tellOpened(work, debt);
  tellPlan(work, debt, { outstandingFen: debt.outstandingFen, recoveredFen: fen(0) });
  await kit.wake(unit, causeOf(data.overpaymentId));
  return done;
}

interface PaidLine {
  readonly id: string;
  readonly fundId: string | null;
  readonly fundSplit: readonly LevelPart[];
  readonly currentDivisionCode: string;
}

interface Months {
  readonly months: readonly (MonthPart & { readonly paidFen: Fen; readonly dueFen: Fen })[];
  readonly divisionCode: string;
}

/** The months with a difference, each in the purse of its line; a line that is not ours or was never confirmed is a fault. */
async function monthsOf({ kit, unit }: Work, data: Assessed['data']): Promise<Months> {
  const lines = await unit.db
    .selectFrom('line')
    .innerJoin('run', 'run.id', 'line.runId')
    .select(['line.id', 'line.fundSplit', 'line.currentDivisionCode'])
    .select(({ fn }) => fn.coalesce('line.fundId', 'run.fundId').as('fundId'))
    .where('line.enrolmentId', '=', data.enrolmentId)
    .where(
      'line.id',
      'in',
      data.months.map(({ lineId }) => lineId),
    )
    .orderBy('line.id')
    .execute();
  // The split of a line is what its batch sealed: parts by level.
  const byId = new Map(lines.map((line) => [line.id, line as PaidLine]));
  const today = kit.clock.today();
  const months = data.months.map(({ lineId, benefitMonth, paidFen, dueFen }) => {
    const line = byId.get(lineId);
    if (line === undefined || line.fundId === null) throw new Error(`line ${lineId} was not paid for the enrolment`);
    const amountFen = fen(paidFen - dueFen);
    const { fundId, fundSplit } = line;
    const sameYear = isSameYear(benefitMonth, today);
    const part = { lineId, benefitMonth, fundId, fundSplit: splitAs(amountFen, fundSplit), sameYear };
    const nothingYet = { outstandingFen: amountFen, recoveredFen: fen(0), writtenOffFen: fen(0) };
    return { part: { ...part, ...nothingYet }, amountFen, paidFen, dueFen };
  });
  const [first] = lines;
  if (first === undefined) throw new Error(`overpayment ${data.overpaymentId} names no line`);
  return { months, divisionCode: first.currentDivisionCode };
}

async function insertDebt(
  { kit, unit }: Work,
  data: Assessed['data'],
  { months, divisionCode, journalId }: Months & { readonly journalId: string },
): Promise<Debt> {
  const { overpaymentId: id, enrolmentId, programme, debtorIds, fault, partnerCode = null, decisionId } = data;
  const amountFen = months.reduce((sum, month) => sum + month.amountFen, 0);
  const today = kit.clock.today();
  const place = { currentDivisionCode: divisionCode };
  const named = { enrolmentId, programme, debtorIds, fault, partnerCode, decisionId, amountFen };
  await unit.db
    .insertInto('overpayment')
    .values({ id, ...named, ...place, openedOn: today, openedAt: kit.clock.wall(), journalId })
    .execute();
  await unit.db
    .insertInto('overpaymentMonth')
    .values(
      months.map(({ part, paidFen, dueFen }) => {
        const { lineId, benefitMonth, fundId, fundSplit, sameYear } = part;
        const purse = { fundId, fundSplit: jsonb(fundSplit), sameYear };
        return { overpaymentId: id, lineId, benefitMonth, paidFen, dueFen, ...purse, ...place };
      }),
    )
    .execute();
  const suspension = await unit.db
    .selectFrom('recoverySuspension')
    .select('suspended')
    .where('enrolmentId', '=', enrolmentId)
    .executeTakeFirst();
  const offsetBp = (await numbersOn(unit.db, today))('recovery.offset-bp');
  const plan = firstPlan(fault, offsetBp, suspension?.suspended ?? false);
  await unit.db
    .insertInto('recoveryPlan')
    .values({ overpaymentId: id, ...plan, ...place })
    .execute();
  return lockDebt(unit.db, id);
}

/** The finding is undone: what still stands leaves the books; what came back is the bureau's to pay again. */
export async function onWithdrawn(work: Work, { data }: EventOf<typeof overpaymentWithdrawn>): Promise<Outcome> {
  const { kit, unit } = work;
  const debt = await findDebt(unit.db, data.overpaymentId);
  if (debt === undefined) return { kind: 'waiting', for: causeOf(data.overpaymentId) };
  if (debt.plan.state === 'WITHDRAWN') return done;
  const { id, programme, journalId, currentDivisionCode } = debt.overpayment;
  await postJournal(work, {
    kind: 'REVERSAL',
    reference: { type: 'overpayment', id },
    divisionCode: currentDivisionCode,
    postings: undo(programme, debt.months),
    reverses: journalId,
    reason: data.reason,
  });
  await unit.db
    .updateTable('overpayment')
    .set({ withdrawnOn: kit.clock.today(), withdrawnReason: data.reason })
    .where('id', '=', id)
    .execute();
  const told = await changePlan(work, debt, { state: 'WITHDRAWN', offsetBp: 0, resumeState: null, resumeBp: null });
  await refreshShares(work, [...new Set(debt.months.map(({ lineId }) => lineId))]);
  unit.audit({ action: 'overpayments.withdraw', recordType: 'overpayment', recordId: id, decisionId: data.decisionId });
  tellPlan(work, told, { outstandingFen: fen(0), recoveredFen: recoveredOf(debt) });
  await screenDeductions(work, debt.overpayment.enrolmentId);
  return done;
}

/** An appeal suspends the recovery of an enrolment, or no longer does; what is found later is suspended too. */
export async function onSuspended(work: Work, { data }: EventOf<typeof recoverySuspended>): Promise<Outcome> {
  const { unit } = work;
  const { enrolmentId, suspended, reason } = data;
  await unit.db
    .insertInto('recoverySuspension')
    .values({ enrolmentId, suspended, reason })
    .onConflict((conflict) => conflict.column('enrolmentId').doUpdateSet({ suspended, reason }))
    .execute();
  const { rows } = await sql<{ id: string }>`
    select o.id from overpayment o join recovery_plan p on p.overpayment_id = o.id
    where o.enrolment_id = ${enrolmentId}
      and p.state = any (${suspended ? ['OFFSETTING', 'DEMANDED'] : ['SUSPENDED']}::text[])
    order by o.id`.execute(unit.db);
  for (const { id } of rows) await suspend(work, await lockDebt(unit.db, id), data);
  return done;
}

async function suspend(
  work: Work,
  debt: Debt,
  { suspended, reason }: { suspended: boolean; reason: string },
): Promise<void> {
  const { state, offsetBp, resumeState, resumeBp } = debt.plan;
  const set = suspended
    ? { state: 'SUSPENDED', offsetBp: 0, resumeState: state, resumeBp: offsetBp }
    : { state: resumeState ?? 'OFFSETTING', offsetBp: resumeBp ?? 0, resumeState: null, resumeBp: null };
  const told = await changePlan(work, debt, set);
  work.unit.audit({
    action: suspended ? 'overpayments.suspend' : 'overpayments.resume',
    recordType: 'overpayment',
    recordId: debt.overpayment.id,
    after: { state: told.plan.state, reason },
  });
  tellPlan(work, told, { outstandingFen: debt.outstandingFen, recoveredFen: recoveredOf(debt) });
}

function causeOf(overpaymentId: string): string {
  return `overpayment:${overpaymentId}`;
}
