import { randomUUID } from 'node:crypto';
import {
  type DeathConsequence,
  enrolmentChanged,
  overpaymentWithdrawn,
  paymentsDeathConsequences,
  paymentsPersonHoldings,
  personDeathReported,
  personMerged,
  personSplit,
} from '@mz/contracts';
import type { Static } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  answerFile,
  assess,
  benefitsOf,
  debtOf,
  died,
  lineStateOf,
  revoked,
  settle,
  toldOf,
  withdrawFinding,
  withdrawLine,
} from './recovery-steps.ts';
import { balancesOf, confirm, fileIt, linesOf, runOf } from './steps.ts';
import {
  county,
  type Enrolled,
  enrol,
  fundWith,
  payeeOf,
  regularLine,
  sendBatch,
  startWorld,
  type World,
} from './world.ts';

let world: World;
let one: Enrolled;
let two: Enrolled;
let single: Enrolled;
let payees: { one: string; two: string; single: string };

beforeAll(async () => {
  world = await startWorld();
  one = await enrol(world, 0, 3);
  two = await enrol(world, 1, 3);
  single = await enrol(world, 2, 1);
  payees = {
    one: await payeeOf(world, one, '6299990000000017'),
    two: await payeeOf(world, two, '6299990000000025'),
    single: await payeeOf(world, single, '6299990000000033'),
  };
  await fundWith(world, 10_000_000);
});
afterAll(() => world.stop());

/** The household without its second person. */
function without(household: Enrolled): Enrolled {
  return { ...household, personIds: household.personIds.filter((_, index) => index !== 1) };
}

async function consequencesOf(noticeId: string, personId: string): Promise<Static<typeof DeathConsequence>[]> {
  const token = await world.payments.serviceToken('people');
  const { body } = await world.payments.call(paymentsDeathConsequences, { token, body: { noticeId, personId } });
  return body.parts;
}

describe('a sharing member dies after the screening, the bureau is in time', () => {
  let noticeId: string;
  const member = () => one.personIds[1] ?? '';

  it('example P7 (a): the old line is CANCELLED, the new one paid, nothing for b2 in June; what was booked is taken back', async () => {
    const old = regularLine(one, payees.one, 54_000);
    const runId = await sendBatch(world, [
      old,
      regularLine(single, payees.single, 10_000, { benefitMonth: '2014-05' }),
    ]);
    await confirm(world, runId);
    noticeId = await died(world, member());
    expect(await lineStateOf(world, runId, old.lineId)).toEqual(['READY', 'DEAD_MEMBER FLAGGED']);
    expect((await balancesOf(world)).PAYABLE).toBe(-64_000);
    await withdrawLine(world, one, old.lineId);
    expect(await lineStateOf(world, runId, old.lineId)).toEqual(['CANCELLED', 'DEAD_MEMBER CANCELLED']);
    expect((await balancesOf(world)).PAYABLE).toBe(-10_000);
    expect(await toldOf(world, old.lineId)).toContain('payment.cancelled');
    const { head } = await fileIt(world, runId);
    expect(head).toMatchObject({ lineCount: 1, totalFen: 10_000 });
    await answerFile(world, head);
    const fresh = await sendBatch(world, [regularLine(without(one), payees.one, 6_000)]);
    await settle(world, fresh);
    expect(await linesOf(world, fresh)).toMatchObject([{ state: 'SETTLED', amountFen: 6_000 }]);
    expect(await benefitsOf(world, one, member())).toEqual([]);
    expect(await consequencesOf(noticeId, member())).toMatchObject([
      { kind: 'CANCELLED_LINE', state: 'STANDS', count: 1, amountFen: 54_000, reason: null },
    ]);
  });

  it('example P9: revoked, the SUPPLEMENT of the difference is paid, and b2 has June once, with the history', async () => {
    await revoked(world, member(), noticeId);
    expect(await consequencesOf(noticeId, member())).toMatchObject([{ kind: 'CANCELLED_LINE', state: 'NOT_UNDONE' }]);
    const supplement = regularLine(one, payees.one, 48_000, { kind: 'SUPPLEMENT', causeId: randomUUID() });
    const share = supplement.amountFen;
    const shares = [
      { personId: member(), amountFen: 18_000 },
      { personId: one.personIds[0] ?? '', amountFen: share - 18_000 },
    ];
    await settle(world, await sendBatch(world, [{ ...supplement, shares }]));
    expect(await benefitsOf(world, one, member())).toEqual([{ amountFen: 18_000, state: 'SETTLED' }]);
    const history = await world.payments.rows(
      `select state from benefit_entry where person_id = $1 and benefit_month = '2014-06' order by line_id`,
      [member()],
    );
    expect(history.map(({ state }) => state).sort()).toEqual(['CANCELLED', 'SETTLED']);
    expect(await consequencesOf(noticeId, member())).toMatchObject([{ kind: 'CANCELLED_LINE', state: 'UNDONE' }]);
    expect((await balancesOf(world)).PAYABLE).toBe(0);
  });
});

describe('the bureau is late', () => {
  const member = () => two.personIds[1] ?? '';
  const june = () => ({ benefitMonth: '2014-06', lineId, paidFen: 54_000, dueFen: 6_000 });
  let runId: string;
  let lineId: string;
  let noticeId: string;
  let debt: string;

  it('example P7 (b): 540.00 is at the bank and paid, the withdrawn line only marked; overpayment 480.00', async () => {
    const line = regularLine(two, payees.two, 54_000);
    lineId = line.lineId;
    runId = await sendBatch(world, [line]);
    await confirm(world, runId);
    const { head } = await fileIt(world, runId);
    noticeId = await died(world, member());
    await withdrawLine(world, two, lineId);
    expect(await lineStateOf(world, runId, lineId)).toEqual(['FILED', 'FILED_WITHDRAWN FLAGGED']);
    await answerFile(world, head);
    expect(await lineStateOf(world, runId, lineId)).toEqual(['SETTLED', 'FILED_WITHDRAWN LIFTED']);
    const before = await balancesOf(world);
    debt = await assess(world, two, { months: [june()] });
    const after = await balancesOf(world);
    expect(after.RECEIVABLE_OVERPAY).toBe(48_000);
    const changed = ['PROVINCE', 'CITY', 'COUNTY'].map(
      (level) => (after[`EXPENDITURE:${level}`] ?? 0) - (before[`EXPENDITURE:${level}`] ?? 0),
    );
    expect(changed).toEqual([-28_800, -9_600, -9_600]);
    expect(await toldOf(world, debt)).toEqual(['overpayment.opened', 'recovery-plan.changed']);
  });

  it('example P8: offset 20% of the new monthly 60.00 = 12.00; debt 480.00 → 40 months; a settled line pays it', async () => {
    const { enrolmentId, personIds } = two;
    await world.payments.deliver(enrolmentChanged, {
      subject: enrolmentId,
      divisionCode: county,
      aggregateVersion: 2,
      data: {
        enrolmentId,
        programme: 'URBAN_DIBAO',
        personIds: [...personIds],
        fromMonth: '2014-06',
        amountFen: 6_000,
        reason: 'DEATH',
      },
    });
    expect(await debtOf(world, debt)).toMatchObject({
      outstandingFen: 48_000,
      plan: { state: 'OFFSETTING', offsetBp: 2_000, monthlyFen: 6_000, instalmentFen: 1_200, monthsLeft: 40 },
    });
    const july = regularLine(without(two), payees.two, 6_000, { benefitMonth: '2014-05', deductionFen: 1_200 });
    const next = await sendBatch(world, [july]);
    await confirm(world, next);
    expect((await balancesOf(world)).PAYABLE).toBe(-6_000);
    const { head } = await fileIt(world, next);
    expect(head.totalFen).toBe(4_800);
    await answerFile(world, head);
    expect(await balancesOf(world)).toMatchObject({ PAYABLE: 0, RECEIVABLE_OVERPAY: 46_800 });
    expect(await debtOf(world, debt)).toMatchObject({
      outstandingFen: 46_800,
      plan: { monthsLeft: 39 },
      months: [{ recoveredFen: 1_200 }],
      entries: [{ kind: 'OFFSET', amountFen: 1_200, lineId: july.lineId }],
    });
    expect(await benefitsOf(world, two, member())).toEqual([{ amountFen: 18_000, state: 'SETTLED' }]);
  });

  it('example P9: the withdrawn finding leaves the books by what still stands; nothing is left to undone', async () => {
    expect(await consequencesOf(noticeId, member())).toMatchObject([
      { kind: 'OVERPAYMENT', state: 'STANDS', amountFen: 48_000 },
    ]);
    await revoked(world, member(), noticeId);
    await withdrawFinding(world, two, debt);
    expect(await balancesOf(world)).toMatchObject({ RECEIVABLE_OVERPAY: 0, PAYABLE: 0 });
    expect(await debtOf(world, debt)).toMatchObject({ state: 'WITHDRAWN', outstandingFen: 0, plan: { offsetBp: 0 } });
    expect((await toldOf(world, debt)).at(-1)).toBe('recovery-plan.changed');
    expect(await consequencesOf(noticeId, member())).toMatchObject([{ kind: 'OVERPAYMENT', state: 'UNDONE' }]);
    expect(await benefitsOf(world, two, member())).toEqual([{ amountFen: 18_000, state: 'SETTLED' }]);
  });

  it('a finding that is taken back before it comes waits for it, and then both are done', async () => {
    const overpaymentId = world.payments.kit.newId();
    const data = { overpaymentId, enrolmentId: two.enrolmentId, decisionId: randomUUID(), reason: 'DEATH_REVOKED' };
    const publication = { subject: overpaymentId, divisionCode: county, aggregateVersion: 2, data };
    await world.payments.deliver(overpaymentWithdrawn, publication);
    const waiting = await world.payments.rows(`select state from inbox where subject = $1`, [overpaymentId]);
    expect(waiting).toEqual([{ state: 'WAITING' }]);
    await assess(world, two, { overpaymentId, months: [june()] });
    // The waiting event is taken up by the worker that a moved clock starts.
    await world.payments.setToday('2014-05-27');
    expect((await debtOf(world, overpaymentId)).state).toBe('WITHDRAWN');
    expect((await balancesOf(world)).RECEIVABLE_OVERPAY).toBe(0);
  });
});

describe('the payee of a one-person household dies', () => {
  const payee = () => single.personIds[0] ?? '';

  it('example P7: the line is held before the file and ended by the bureau; the run is over', async () => {
    const line = regularLine(single, payees.single, 30_000);
    const runId = await sendBatch(world, [line]);
    await confirm(world, runId);
    const noticeId = await died(world, payee());
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['HELD', 'DEAD_PAYEE OPEN']);
    await withdrawLine(world, single, line.lineId);
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['CANCELLED', 'DEAD_PAYEE CANCELLED']);
    expect(await runOf(world, runId)).toMatchObject({ state: 'SETTLED', heldCount: 0 });
    expect((await balancesOf(world)).PAYABLE).toBe(0);
    await revoked(world, payee(), noticeId);
  });

  it('a line at the bank is marked for recall; a revocation takes the mark away; a failed withdrawn line is CANCELLED, never re-issued', async () => {
    const line = regularLine(single, payees.single, 30_000);
    const runId = await sendBatch(world, [line]);
    await confirm(world, runId);
    const { head } = await fileIt(world, runId);
    const first = await died(world, payee());
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['FILED', 'RECALL_AFTER_DEATH FLAGGED']);
    await revoked(world, payee(), first);
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['FILED', 'RECALL_AFTER_DEATH LIFTED']);
    const second = await died(world, payee());
    await withdrawLine(world, single, line.lineId);
    await answerFile(world, head, 'ACCOUNT_CLOSED');
    expect((await lineStateOf(world, runId, line.lineId))[0]).toBe('CANCELLED');
    expect(await toldOf(world, line.lineId)).toEqual(['payment.cancelled']);
    expect((await balancesOf(world)).PAYABLE).toBe(0);
    await revoked(world, payee(), second);
  });

  it('a line that is taken back before its batch comes is ended when it comes', async () => {
    const line = regularLine(single, payees.single, 30_000, { lineId: randomUUID() });
    await withdrawLine(world, single, line.lineId);
    const runId = await sendBatch(world, [line]);
    expect((await lineStateOf(world, runId, line.lineId))[0]).toBe('CANCELLED');
    expect(await toldOf(world, line.lineId)).toEqual(['payment.cancelled']);
  });

  it('DEATH_UNCONFIRMED holds for its month only: then the job lifts it, and the next screening does not hold again', async () => {
    const line = regularLine(single, payees.single, 30_000);
    const runId = await sendBatch(world, [line]);
    const data = {
      personId: payee(),
      noticeId: randomUUID(),
      deathDate: '2014-05-20',
      source: 'VILLAGE',
      confirmBy: '2014-06-03',
    };
    await world.payments.deliver(personDeathReported, {
      subject: payee(),
      divisionCode: county,
      aggregateVersion: 1,
      data,
    });
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['HELD', 'DEATH_UNCONFIRMED OPEN']);
    await world.payments.setToday('2014-06-26');
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['HELD', 'DEATH_UNCONFIRMED OPEN']);
    await world.payments.setToday('2014-06-27');
    expect(await lineStateOf(world, runId, line.lineId)).toEqual(['READY', 'DEATH_UNCONFIRMED LIFTED']);
    await settle(world, runId);
    expect((await lineStateOf(world, runId, line.lineId))[0]).toBe('SETTLED');
  });
});

describe('one person under two ids', () => {
  it('a merge holds the later sealed line under the kept id, a split frees it; holdings are told id by id', async () => {
    const benefitMonth = '2014-03';
    const early = regularLine(one, payees.one, 6_000, { benefitMonth });
    const late = regularLine(two, payees.two, 6_000, { benefitMonth });
    await sendBatch(world, [early]);
    const runId = await sendBatch(world, [late]);
    expect((await lineStateOf(world, runId, late.lineId))[0]).toBe('READY');
    const [kept = '', dropped = ''] = [one.personIds[2], two.personIds[2]];
    const publication = { subject: kept, divisionCode: county, data: { kept, dropped } };
    await world.payments.deliver(personMerged, { ...publication, aggregateVersion: 1 });
    expect(await lineStateOf(world, runId, late.lineId)).toContain('EXCLUSIVE_PROGRAMMES OPEN');
    const token = await world.payments.serviceToken('people');
    const { body } = await world.payments.call(paymentsPersonHoldings, { token, body: { personIds: [kept, dropped] } });
    const kinds = body.holdings.map(({ personId, kind }) => `${personId === kept ? 'kept' : 'dropped'} ${kind}`);
    expect(kinds.sort()).toEqual([
      'dropped BENEFIT_ENTRY',
      'dropped ENROLMENT',
      'dropped OVERPAYMENT',
      'kept BENEFIT_ENTRY',
      'kept ENROLMENT',
    ]);
    await world.payments.deliver(personSplit, { ...publication, aggregateVersion: 2 });
    expect((await lineStateOf(world, runId, late.lineId))[0]).toBe('READY');
  });

  it('only people may ask what lies here', async () => {
    const token = await world.payments.serviceToken('social-assistance');
    const personIds = [...one.personIds];
    expect(await world.payments.call(paymentsPersonHoldings, { token, body: { personIds } })).toMatchObject({
      status: 403,
    });
    const body = { noticeId: randomUUID(), personId: personIds[0] ?? '' };
    expect(await world.payments.call(paymentsDeathConsequences, { token, body })).toMatchObject({ status: 403 });
  });
});
