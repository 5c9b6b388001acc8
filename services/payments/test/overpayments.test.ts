import { randomUUID } from 'node:crypto';
import {
  approveHardship,
  approveWriteOff,
  getOverpayment,
  listOverpayments,
  type Operation,
  proposeHardship,
  proposeWriteOff,
  recallOverpayment,
  recordRefund,
} from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerFile,
  assess,
  benefitsOf,
  debtOf,
  died,
  lineStateOf,
  settle,
  suspendRecovery,
  toldOf,
  withdrawFinding,
} from './recovery-steps.ts';
import { balancesOf, confirm, fileIt, linesOf } from './steps.ts';
import { type Enrolled, enrol, fundWith, payeeOf, regularLine, sendBatch, startWorld, type World } from './world.ts';

let world: World;
let one: Enrolled;
let single: Enrolled;
let payees: { one: string; single: string };
let month = 0;

beforeAll(async () => {
  world = await startWorld();
  one = await enrol(world, 0, 3);
  single = await enrol(world, 2, 1);
  payees = {
    one: await payeeOf(world, one, '6299990000000017'),
    single: await payeeOf(world, single, '6299990000000033'),
  };
  await fundWith(world, 10_000_000);
});
afterAll(() => world.stop());

/** A month of 2014 or before that no other case uses. */
function freshMonth(year = 2014): string {
  month += 1;
  return `${year}-${String((month % 5) + 1).padStart(2, '0')}`;
}

/** A settled line of 540.00 and the finding that 60.00 of it was due. */
async function overpaid(household = one, payeeId = payees.one, finding: object = {}, benefitMonth = freshMonth()) {
  const line = regularLine(household, payeeId, 54_000, { benefitMonth, kind: 'SUPPLEMENT', causeId: randomUUID() });
  await settle(world, await sendBatch(world, [line]));
  const months = [{ benefitMonth, lineId: line.lineId, paidFen: 54_000, dueFen: 6_000 }];
  const id = await assess(world, household, { months, ...finding });
  return { id, lineId: line.lineId };
}

interface Call {
  readonly role?: Parameters<World['as']>[0];
  readonly subject?: string;
  readonly body?: object;
  readonly version?: number;
  readonly key?: string;
}

async function call<O extends Operation>(operation: O, id: string, input: Call = {}) {
  const { role = 'RECOVERY_OFFICER', subject, body = {}, key } = input;
  const version = input.version ?? (await debtOf(world, id)).version;
  const token = await world.as(role, subject);
  const answer = await world.payments.call<Operation>(operation, {
    token,
    params: { id },
    body,
    version,
    ...(key === undefined ? {} : { key }),
  } as never);
  // Debit and credit are the same after each step, or this throws.
  await balancesOf(world);
  return { status: answer.status, body: answer.body as { code?: string; state?: string } };
}

const refundBody = (amountFen: number, change = {}) => ({
  amountFen,
  receivedOn: '2014-05-26',
  documentNo: `回单${randomUUID()}`,
  from: 'DEBTOR',
  ...change,
});

describe('the debt', () => {
  it('concealment is demanded in full; nothing is offset', async () => {
    const { id } = await overpaid(one, payees.one, { fault: 'CITIZEN' });
    expect(await debtOf(world, id)).toMatchObject({ state: 'DEMANDED', plan: { offsetBp: 0, monthsLeft: null } });
    const refused = await call(proposeHardship, id, { body: { offsetBp: 0, reason: '困难' } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'HARDSHIP_NOT_ALLOWED' } });
    await withdrawFinding(world, one, id);
  });

  it('a month of the year before is a prior year’s recovery, not a lower expenditure', async () => {
    const before = await balancesOf(world);
    const { id } = await overpaid(one, payees.one, {}, '2013-11');
    const after = await balancesOf(world);
    expect((after['PRIOR_YEAR_RECOVERY:PROVINCE'] ?? 0) - (before['PRIOR_YEAR_RECOVERY:PROVINCE'] ?? 0)).toBe(-28_800);
    await withdrawFinding(world, one, id);
    expect((await balancesOf(world))['PRIOR_YEAR_RECOVERY:PROVINCE']).toBe(before['PRIOR_YEAR_RECOVERY:PROVINCE'] ?? 0);
  });

  it('OVERPAYMENT_UNKNOWN: another county sees none; no login and other roles are refused; pages are the caller’s', async () => {
    const { id } = await overpaid();
    const foreign = await world.payments.token({ role: 'RECOVERY_OFFICER', division: '371721' });
    expect(await world.payments.call(getOverpayment, { token: foreign, params: { id } })).toMatchObject({
      status: 404,
      body: { code: 'OVERPAYMENT_UNKNOWN' },
    });
    expect(await world.payments.call(getOverpayment, { params: { id } })).toMatchObject({ status: 401 });
    const refund = { body: refundBody(1) };
    for (const role of ['COUNTY_FINANCE', 'FUND_OFFICER', 'AUDITOR'] as const) {
      expect(await call(recordRefund, id, { ...refund, role })).toMatchObject({ status: 403 });
    }
    const token = await world.as('AUDITOR');
    const query = { first: 1, enrolmentId: one.enrolmentId };
    const first = await world.payments.call(listOverpayments, { token, query });
    expect(first.body.items).toMatchObject([{ id, outstandingFen: 48_000 }]);
    const next = await world.payments.call(listOverpayments, {
      token,
      query: { ...query, after: first.body.next ?? '' },
    });
    expect(next.body.items[0]?.id).not.toBe(id);
    await withdrawFinding(world, one, id);
  });
});

describe('offset', () => {
  it('several overpayments: the oldest first; net 0 too; the months of it RECOVERED at the end', async () => {
    const first = await overpaid(single, payees.single);
    const second = await overpaid(single, payees.single);
    const line = regularLine(single, payees.single, 50_000, { benefitMonth: freshMonth(), deductionFen: 50_000 });
    const runId = await sendBatch(world, [line]);
    await settle(world, runId);
    expect(await linesOf(world, runId)).toMatchObject([{ state: 'SETTLED' }]);
    expect(await debtOf(world, first.id)).toMatchObject({ state: 'RECOVERED', outstandingFen: 0 });
    expect(await debtOf(world, second.id)).toMatchObject({ state: 'OFFSETTING', outstandingFen: 46_000 });
    expect(await toldOf(world, first.id)).toEqual([
      'overpayment.opened',
      'recovery-plan.changed',
      'overpayment.recovered',
      'recovery-plan.changed',
    ]);
    await withdrawFinding(world, single, second.id);
  });

  it('DEDUCTION_EXCEEDS_DEBT: the line is held for the batch officer, the others are not; the debt of an earlier line counts', async () => {
    const { id } = await overpaid();
    const big = { benefitMonth: '2012-01', deductionFen: 40_000 };
    const runId = await sendBatch(world, [regularLine(one, payees.one, 50_000, big)]);
    const over = regularLine(one, payees.one, 50_000, { benefitMonth: '2012-02', deductionFen: 8_001 });
    const exact = regularLine(one, payees.one, 50_000, { benefitMonth: '2012-03', deductionFen: 8_000 });
    const held = await sendBatch(world, [over]);
    expect(await lineStateOf(world, held, over.lineId)).toEqual(['HELD', 'DEDUCTION_EXCEEDS_DEBT OPEN']);
    expect((await linesOf(world, held))[0]?.holds[0]).toMatchObject({ owner: 'BATCH_OFFICER' });
    await world.payments.rows(`update line set state = 'CANCELLED' where id = $1`, [over.lineId]);
    const fits = await sendBatch(world, [exact]);
    expect((await lineStateOf(world, fits, exact.lineId))[0]).toBe('READY');
    await withdrawFinding(world, one, id);
    expect(await lineStateOf(world, fits, exact.lineId)).toEqual(['HELD', 'DEDUCTION_EXCEEDS_DEBT OPEN']);
    expect((await linesOf(world, runId))[0]?.state).toBe('HELD');
  });

  it('a debt that goes while the line is at the bank: the deduction lowers the expenditure and the line is marked', async () => {
    const { id } = await overpaid();
    const line = regularLine(one, payees.one, 50_000, { benefitMonth: '2011-01', deductionFen: 1_200 });
    await world.payments.rows(`update line set state = 'CANCELLED' where deduction_fen > 0 and state = 'HELD'`);
    const runId = await sendBatch(world, [line]);
    await confirm(world, runId);
    const { head } = await fileIt(world, runId);
    await withdrawFinding(world, one, id);
    const before = await balancesOf(world);
    await answerFile(world, head);
    const after = await balancesOf(world);
    expect((after['EXPENDITURE:PROVINCE'] ?? 0) - (before['EXPENDITURE:PROVINCE'] ?? 0)).toBe(-720);
    expect(after.RECEIVABLE_OVERPAY).toBe(before.RECEIVABLE_OVERPAY);
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['SETTLED', 'DEDUCTION_EXCEEDS_DEBT FLAGGED']);
  });
});

describe('refunds', () => {
  it.each<[string, number, object]>([
    ['AMOUNT_INVALID', 422, { amountFen: 0 }],
    ['AMOUNT_INVALID', 422, { amountFen: -1 }],
    ['REFUND_EXCEEDS_DEBT', 422, { amountFen: 48_001 }],
    ['DATE_NOT_ALLOWED', 422, { receivedOn: '2014-05-27' }],
  ])('%s', async (code, status, change) => {
    const { id } = await overpaid();
    expect(await call(recordRefund, id, { body: refundBody(1, change) })).toMatchObject({ status, body: { code } });
    await withdrawFinding(world, one, id);
  });

  it('money comes back: BANK_SPECIAL / RECEIVABLE, a document once, a replay once, a stale version never, then RECOVERED', async () => {
    const { id, lineId } = await overpaid();
    const before = await balancesOf(world);
    const body = refundBody(8_000);
    const { version } = await debtOf(world, id);
    const once = { body, version, key: `refund-${id}` };
    const first = await call(recordRefund, id, once);
    expect(first).toMatchObject({ status: 200, body: { outstandingFen: 40_000 } });
    expect((await call(recordRefund, id, once)).body).toEqual(first.body);
    expect(await call(recordRefund, id, { body: refundBody(1), version })).toMatchObject({ status: 412 });
    const again = await call(recordRefund, id, { body: { ...body, amountFen: 1 } });
    expect(again).toMatchObject({ status: 409, body: { code: 'DOC_DUPLICATE' } });
    expect(await call(recordRefund, id, { body: refundBody(40_000) })).toMatchObject({ body: { state: 'RECOVERED' } });
    const after = await balancesOf(world);
    expect((after.BANK_SPECIAL ?? 0) - (before.BANK_SPECIAL ?? 0)).toBe(48_000);
    expect((after.RECEIVABLE_OVERPAY ?? 0) - (before.RECEIVABLE_OVERPAY ?? 0)).toBe(-48_000);
    expect(await call(recordRefund, id, { body: refundBody(1) })).toMatchObject({ status: 409 });
    const [sum] = await world.payments.rows(
      'select sum(recovered_fen)::int as fen from benefit_entry where line_id = $1',
      [lineId],
    );
    expect(sum).toEqual({ fen: 48_000 });
  });
});

describe('two persons', () => {
  it('hardship: TWO_PERSON_REQUIRED for the proposer; the second person lowers the share, then waives it', async () => {
    const { id } = await overpaid();
    const propose = (offsetBp: number) =>
      call(proposeHardship, id, { subject: 'recovery-1', body: { offsetBp, reason: '大病' } });
    expect(await propose(2_000)).toMatchObject({ status: 422, body: { code: 'OFFSET_NOT_LOWER' } });
    expect(await call(approveHardship, id)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    expect(await propose(1_000)).toMatchObject({
      status: 200,
      body: { plan: { offsetBp: 2_000, proposedOffsetBp: 1_000 } },
    });
    const own = await call(approveHardship, id, { subject: 'recovery-1' });
    expect(own).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    const approved = await call(approveHardship, id, { subject: 'recovery-2' });
    expect(approved).toMatchObject({ body: { plan: { offsetBp: 1_000, proposedOffsetBp: null } } });
    await propose(0);
    const waived = await call(approveHardship, id, { role: 'COUNTY_FINANCE', subject: 'finance-1' });
    expect(waived).toMatchObject({ body: { state: 'WAIVED', outstandingFen: 48_000, plan: { monthsLeft: null } } });
    await withdrawFinding(world, one, id);
  });

  it('write-off: TWO_PERSON_REQUIRED for one person in both offices; civil affairs and finance give up what is left', async () => {
    const { id } = await overpaid();
    const before = await balancesOf(world);
    const finance = (subject: string) => call(approveWriteOff, id, { role: 'COUNTY_FINANCE', subject });
    expect(await finance('finance-1')).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    await call(recordRefund, id, { body: refundBody(8_000) });
    const body = { reason: '家庭灭失', documentNo: '民核〔2014〕1号' };
    expect(await call(proposeWriteOff, id, { role: 'COUNTY_FINANCE', body })).toMatchObject({ status: 403 });
    expect(await call(proposeWriteOff, id, { subject: 'both', body })).toMatchObject({
      body: { plan: { writeOffProposed: true } },
    });
    expect(await finance('both')).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect(await call(approveWriteOff, id, { subject: 'recovery-2' })).toMatchObject({ status: 403 });
    expect(await finance('finance-1')).toMatchObject({
      body: { state: 'WRITTEN_OFF', writtenOffFen: 40_000, outstandingFen: 0 },
    });
    const after = await balancesOf(world);
    expect((after.WRITE_OFF ?? 0) - (before.WRITE_OFF ?? 0)).toBe(40_000);
    expect(await toldOf(world, id)).toContain('overpayment.written-off');
    await withdrawFinding(world, one, id);
    expect((await balancesOf(world)).WRITE_OFF).toBe(before.WRITE_OFF ?? 0);
  });
});

describe('appeals', () => {
  it('an appeal suspends what is being recovered and what is found later; its end frees both; an older word changes nothing', async () => {
    const early = await overpaid();
    await suspendRecovery(world, one, { suspended: true, version: 2 });
    const late = await overpaid(one, payees.one, { fault: 'CITIZEN' });
    for (const { id } of [early, late]) {
      expect(await debtOf(world, id)).toMatchObject({ state: 'SUSPENDED', plan: { offsetBp: 0 } });
      expect(await call(proposeWriteOff, id, { body: { reason: '试', documentNo: 'X' } })).toMatchObject({
        status: 409,
      });
    }
    await suspendRecovery(world, one, { suspended: false, version: 3 });
    await suspendRecovery(world, one, { suspended: true, version: 1 });
    expect(await debtOf(world, early.id)).toMatchObject({ state: 'OFFSETTING', plan: { offsetBp: 2_000 } });
    expect(await debtOf(world, late.id)).toMatchObject({ state: 'DEMANDED', plan: { offsetBp: 0 } });
    for (const { id } of [early, late]) await withdrawFinding(world, one, id);
  });
});

describe('recall after death', () => {
  it('the bank within its days, then the estate; DEBTOR_NOT_RECIPIENT for a relative who received nothing', async () => {
    const { id } = await overpaid(single, payees.single);
    const ask = (from: string, more = {}) =>
      call(recallOverpayment, id, { body: { from, documentNo: '追回函1号', ...more } });
    expect(await ask('BANK')).toMatchObject({ status: 409, body: { code: 'RECALL_WITHOUT_DEATH' } });
    await died(world, single.personIds[0] ?? '', '2013-12-20');
    expect(await ask('ESTATE')).toMatchObject({ status: 409, body: { code: 'RECALL_BANK_FIRST' } });
    expect(await ask('PERSON')).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
    expect(await ask('BANK')).toMatchObject({
      body: { state: 'DEMANDED', plan: { recallFrom: 'BANK', recallDueOn: '2014-06-25' } },
    });
    const relative = await ask('PERSON', { personId: randomUUID() });
    expect(relative).toMatchObject({ status: 422, body: { code: 'DEBTOR_NOT_RECIPIENT' } });
    await call(recordRefund, id, { body: refundBody(30_000, { from: 'BANK' }) });
    await world.payments.setToday('2014-06-26');
    expect(await ask('BANK')).toMatchObject({ status: 409, body: { code: 'RECALL_TOO_LATE' } });
    expect(await ask('ESTATE')).toMatchObject({ body: { plan: { recallFrom: 'ESTATE' }, outstandingFen: 18_000 } });
    await call(recordRefund, id, { body: refundBody(18_000, { from: 'ESTATE' }) });
    expect(await debtOf(world, id)).toMatchObject({
      state: 'RECOVERED',
      entries: [{ means: 'BANK' }, { means: 'ESTATE' }],
    });
    expect(await benefitsOf(world, single, single.personIds[0])).toEqual([]);
  });
});
