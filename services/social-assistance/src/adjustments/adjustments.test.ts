import {
  approveStandard,
  getDecision,
  listStandards,
  paymentFailed,
  paymentSettled,
  proposeStandard,
  recoveryPlanChanged,
  standardAdjusted,
} from '@mz/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { type Assessed, aScene, type Scene } from '../../test/adjusting.ts';
import { expected, tell } from '../../test/payments.ts';
import { anEnrolment } from '../enrolments/factories.ts';

// Months are batched, sealed and settled one by one, each scene on a database of its own.
let scene: Scene;
afterEach(() => scene.app.stop());

/** A standard of a city by two persons, published and told; answers its id. */
async function raiseStandard(given: Scene, amountFen: number, validFrom: string): Promise<string> {
  const id = await proposed(given, amountFen, validFrom);
  await tellStandard(id);
  return id;
}

/** Proposed and approved, and not told yet. */
async function proposed({ app }: Scene, amountFen: number, validFrom: string): Promise<string> {
  const [author, second] = [
    await app.token({ role: 'PROVINCE_POLICY', subject: 'author' }),
    await app.token({ role: 'PROVINCE_POLICY', subject: 'second' }),
  ];
  const publishedOn = app.kit.clock.today();
  const body = {
    ...{ programme: 'URBAN_DIBAO', divisionCode: '370100000000', amountFen, period: 'MONTH', validFrom, publishedOn },
    publishedDocNo: '样例〔2014〕1号',
    consumptionFen: 1_711_200,
  };
  const { id } = expected(await app.call(proposeStandard, { token: author, body }), 201);
  expected(await app.call(approveStandard, { token: second, params: { id }, version: 1, body: {} }), 200);
  return id;
}

async function tellStandard(standardId: string): Promise<void> {
  const told = (await scene.app.published()).find(({ subject }) => subject === standardId);
  await tell(scene.app, standardAdjusted, told?.data as Parameters<typeof tell<typeof standardAdjusted>>[2]);
}

describe('a raised standard (handbook §4.8)', () => {
  test('example 10: raised from July, known on 08-20: September 660.00 and one SUPPLEMENT 240.00, never a second', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07', '2014-08');
    await scene.app.setToday('2014-08-20');
    const standardId = await raiseStandard(scene, 52_000, '2014-07-01');
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'ACTIVE', amount_fen: 66_000 });
    await tellStandard(standardId);
    await scene.app.setToday('2014-08-26');
    const batch = await scene.office.run({ benefitMonth: '2014-09' });
    expect(batch).toMatchObject({ count: 2, totalFen: 90_000 });
    expect((await scene.office.generate({ benefitMonth: '2014-09' })).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    expect((await scene.months()).slice(3)).toEqual(
      expect.arrayContaining(['2014-09 REGULAR BATCHED 66000', '2014-09 SUPPLEMENT BATCHED 24000']),
    );
    expect(await scene.months()).toHaveLength(5);
    expect(await scene.decisions()).toEqual(['STANDARD CHANGED same bytes']);
    const [adjustment] = await scene.app.rows('select months, supplement_fen::int, cause_id from adjustment');
    expect(adjustment).toMatchObject({ supplement_fen: 24_000, cause_id: standardId });
    expect(adjustment?.months).toMatchObject([
      { month: '2014-07', owedFen: 54_000, dueFen: 66_000, act: 'SUPPLEMENT' },
      { month: '2014-08', owedFen: 54_000, dueFen: 66_000, act: 'SUPPLEMENT' },
    ]);
    expect(await scene.told('enrolment.changed')).toMatchObject([
      { fromMonth: '2014-07', amountFen: 66_000, reason: 'STANDARD_ADJUSTED' },
    ]);
    await scene.settle(batch.id);
    await scene.pay('2014-10');
    expect((await scene.months()).at(-1)).toBe('2014-10 REGULAR SETTLED 66000');
  });

  test('a standard that is told before its month changes the amount alone; another city’s changes nothing', async () => {
    scene = await aScene('370102');
    await raiseStandard(scene, 52_000, '2014-08-01');
    expect(await scene.enrolmentRow()).toMatchObject({ amount_fen: 66_000 });
    await scene.pay('2014-06', '2014-07', '2014-08');
    expect(await scene.months()).toEqual([
      '2014-06 REGULAR SETTLED 54000',
      '2014-07 REGULAR SETTLED 54000',
      '2014-08 REGULAR SETTLED 66000',
    ]);
    expect(await scene.app.rows('select 1 from decision where cause = $1', ['STANDARD'])).toHaveLength(1);
  });
});

describe('a standard of many enrolments', () => {
  test('a broken-off application goes on after the last enrolment that was looked at, and the standard shows how far it is', async () => {
    scene = await aScene('370102');
    const { app, office, enrolment } = scene;
    await scene.pay('2014-06', '2014-07');
    const [first, second] = [
      await anEnrolment(app.kit, { divisionCode: office.village }),
      await anEnrolment(app.kit, { divisionCode: office.village }),
    ];
    const standardId = await proposed(scene, 52_000, '2014-08-01');
    // The first run broke off after the scene's own enrolment and the first of the others.
    const after = [enrolment.id, first.id].sort().at(-1);
    await app.rows(
      `insert into standard_application (standard_id, division_code, after_enrolment, looked_at, started_on)
       values ($1, '370100000000', $2, 2, '2014-07-26')`,
      [standardId, after],
    );
    await tellStandard(standardId);
    await tellStandard(standardId);
    const amounts = await app.rows('select id, amount_fen::int from enrolment order by id');
    expect(amounts).toEqual(
      [
        { id: enrolment.id, amount_fen: 54_000 },
        { id: first.id, amount_fen: 54_000 },
        { id: second.id, amount_fen: 66_000 },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const token = await app.token({ role: 'PROVINCE_POLICY' });
    const query = { programme: 'URBAN_DIBAO', divisionCode: '370100000000' };
    const { items } = expected(await app.call(listStandards, { token, query }), 200);
    expect(items.find(({ id }) => id === standardId)?.application).toEqual({
      ...{ lookedAt: 3, startedOn: '2014-07-26', finishedOn: app.kit.clock.today() },
    });
  });
});

describe('a death (handbook §4.7, reading 9; payments.md §8)', () => {
  test('example 11: known after August was paid: 60.00 from July, claim 960.00 without fault, next line less 12.00', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07', '2014-08');
    await scene.app.setToday('2014-08-03');
    const noticeId = await scene.die(1, '2014-06-18');
    expect(await scene.enrolmentRow()).toEqual({ state: 'ACTIVE', last_month: null, amount_fen: 6_000 });
    const [claim, ...more] = await scene.told<Assessed>('overpayment.assessed');
    expect(more).toEqual([]);
    expect(claim).toMatchObject({
      fault: 'NONE',
      months: [
        { benefitMonth: '2014-07', paidFen: 54_000, dueFen: 6_000 },
        { benefitMonth: '2014-08', paidFen: 54_000, dueFen: 6_000 },
      ],
    });
    const { personIds } = scene.enrolment;
    expect(claim?.debtorIds).toEqual([personIds[0], personIds[2]].sort());
    expect(await scene.told('enrolment.changed')).toMatchObject([
      { fromMonth: '2014-07', amountFen: 6_000, personIds: [personIds[0], personIds[2]].sort() },
    ]);
    const plan = { state: 'OFFSETTING', outstandingFen: 96_000, offsetBp: 2000 };
    const overpaymentId = claim?.overpaymentId ?? '';
    await tell(scene.app, recoveryPlanChanged, { overpaymentId, enrolmentId: scene.enrolment.id, ...plan });
    const september = await scene.seal('2014-09');
    const lines = await scene.app.rows(
      'select amount_fen::int, deduction_fen::int from batch_line where batch_id = $1',
      [september],
    );
    expect(lines).toEqual([{ amount_fen: 6_000, deduction_fen: 1_200 }]);
    expect(await scene.decisions()).toEqual(['DEATH CHANGED same bytes']);
    await scene.die(1, '2014-06-18', noticeId);
    expect(await scene.decisions()).toHaveLength(1);
    expect(await scene.told('overpayment.assessed')).toHaveLength(1);
  });

  test('the notice names cause, first month, amount, reasons and the ways of appeal', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07');
    await scene.app.setToday('2014-08-03');
    await scene.die(1, '2014-06-18');
    const [row] = await scene.app.rows<{ id: string }>("select id from decision where cause = 'DEATH'");
    const token = await scene.app.token({ role: 'COUNTY_REVIEWER', division: scene.office.county });
    const notice = expected(await scene.app.call(getDecision, { token, params: { id: row?.id ?? '' } }), 200);
    expect(notice).toMatchObject({
      outcome: 'CHANGED',
      cause: 'DEATH',
      enrolmentId: scene.enrolment.id,
      decidedOn: '2014-08-03',
      fromMonth: '2014-07',
      amountFen: 6_000,
      reasons: [{ code: 'MEMBER_DIED' }],
      appeal: { reconsiderationUntil: '2014-10-02', litigationUntil: '2014-11-03' },
    });
  });

  test('P7 (a): the line is with payments: it is asked back, cancelled, owed anew and goes out with the next run', async () => {
    scene = await aScene('370102');
    const batchId = await scene.seal('2014-06');
    await scene.die(1, '2014-05-20');
    expect(await scene.months()).toEqual(['2014-06 REGULAR WITHDRAWN 54000']);
    const line = await scene.lineOf(batchId);
    const [withdrawn] = await scene.told<object>('entitlement.withdrawn');
    expect(withdrawn).toMatchObject({ benefitMonth: '2014-06', lineId: line.lineId, programme: 'URBAN_DIBAO' });
    await scene.cancel(line);
    await scene.cancel(line);
    const owed = ['2014-06 REGULAR CANCELLED 54000', '2014-06 REGULAR OWED 6000'];
    expect((await scene.months()).sort()).toEqual(owed);
    expect(await scene.app.rows('select refused from batch_line')).toEqual([{ refused: true }]);
    await scene.app.setToday('2014-06-26');
    const next = await scene.office.run({ benefitMonth: '2014-07' });
    expect(next).toMatchObject({ count: 2, totalFen: 12_000 });
    await scene.settle(next.id);
    expect((await scene.months()).filter((month) => !month.includes('CANCELLED'))).toEqual([
      '2014-06 REGULAR SETTLED 6000',
      '2014-07 REGULAR SETTLED 6000',
    ]);
    expect(await scene.told('overpayment.assessed')).toEqual([]);
  });

  test('P7 (b): the bank has the file: 540.00 is settled, and 480.00 is claimed', async () => {
    scene = await aScene('370102');
    const batchId = await scene.seal('2014-06');
    await scene.die(1, '2014-05-20');
    expect(await scene.told('overpayment.assessed')).toEqual([]);
    await scene.settle(batchId);
    await scene.settle(batchId);
    expect(await scene.months()).toEqual(['2014-06 REGULAR SETTLED 54000']);
    expect(await scene.told('overpayment.assessed')).toMatchObject([
      { months: [{ benefitMonth: '2014-06', paidFen: 54_000, dueFen: 6_000 }] },
    ]);
    const [adjustment] = await scene.app.rows('select overpaid_fen::int, months from adjustment');
    expect(adjustment).toMatchObject({ overpaid_fen: 48_000, months: [{ act: 'WITHDRAWN' }, { act: 'OVERPAID' }] });
  });

  test('an asked-back line that the bank refuses is cancelled and owed anew', async () => {
    scene = await aScene('370102');
    const batchId = await scene.seal('2014-06');
    await scene.die(1, '2014-05-20');
    await tell(scene.app, paymentFailed, { ...(await scene.lineOf(batchId)), code: 'ACCOUNT_CLOSED' });
    expect((await scene.months()).sort()).toEqual(['2014-06 REGULAR CANCELLED 54000', '2014-06 REGULAR OWED 6000']);
  });

  test('a line of an open batch leaves it: count and total follow, and the batch is a draft again', async () => {
    scene = await aScene('370102');
    const { app, office } = scene;
    const checked = await office.check(expected(await office.generate(), 201));
    await scene.die(1, '2014-05-20');
    const [row] = await app.rows('select state, line_count, total_fen::int from batch where id = $1', [checked.id]);
    expect(row).toEqual({ state: 'DRAFT', line_count: 0, total_fen: 0 });
    expect(await scene.months()).toEqual(['2014-06 REGULAR OWED 6000']);
    expect(expected(await office.generate(), 201)).toMatchObject({ count: 1, totalFen: 6_000 });
  });

  test('a single recipient: ended with the month of death, what came after is claimed from the estate', async () => {
    scene = await aScene('370102', { members: 1, wageFen: 0 });
    await scene.pay('2014-06', '2014-07');
    await scene.app.setToday('2014-07-20');
    await scene.die(0, '2014-06-18');
    expect(await scene.enrolmentRow()).toEqual({ state: 'TERMINATED', last_month: '2014-06', amount_fen: 0 });
    const [person] = scene.enrolment.personIds;
    expect(await scene.told('enrolment.terminated')).toMatchObject([
      { lastMonth: '2014-06', personIds: [person], reason: 'DECEASED' },
    ]);
    expect(await scene.told('overpayment.assessed')).toMatchObject([
      { debtorIds: [person], months: [{ benefitMonth: '2014-07', paidFen: 48_000, dueFen: 0 }] },
    ]);
    await scene.app.setToday('2014-07-26');
    expect((await scene.office.generate({ benefitMonth: '2014-08' })).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    expect(await scene.decisions()).toEqual(['DEATH TERMINATED same bytes']);
  });

  test('the rest no longer passes: ended with the reason of the rules', async () => {
    // Two members and 900.00 a month leave 450.00 a head; one alone has 900.00.
    scene = await aScene('370102', { members: 2 });
    await scene.pay('2014-06');
    await scene.die(1, '2014-06-18');
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'TERMINATED', last_month: '2014-06' });
    expect(await scene.told('enrolment.terminated')).toMatchObject([{ reason: 'INCOME_NOT_BELOW_STANDARD' }]);
  });

  test('reading 9: the death of who alone had the income raises the amount: one SUPPLEMENT from the month after', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07', '2014-08');
    await scene.app.setToday('2014-08-03');
    await scene.die(0, '2014-06-18');
    expect(await scene.enrolmentRow()).toMatchObject({ amount_fen: 96_000 });
    expect((await scene.months()).filter((month) => month.includes('SUPPLEMENT'))).toEqual([
      '2014-09 SUPPLEMENT OWED 84000',
    ]);
  });
});

describe('a revoked death (people.md §3, payments.md P9)', () => {
  test('P9: the claim is withdrawn, what was offset comes back, and all is paid once', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07', '2014-08');
    await scene.app.setToday('2014-08-03');
    const noticeId = await scene.die(1, '2014-06-18');
    const [claim] = await scene.told<Assessed>('overpayment.assessed');
    const of = { overpaymentId: claim?.overpaymentId ?? '', enrolmentId: scene.enrolment.id, state: 'OFFSETTING' };
    await tell(scene.app, recoveryPlanChanged, { ...of, outstandingFen: 96_000, offsetBp: 2000 });
    await scene.pay('2014-09');
    const told = { ...of, outstandingFen: 94_800, offsetBp: 2000 };
    const head = { subject: of.overpaymentId, divisionCode: '370102000000', aggregateVersion: 2 };
    await scene.app.deliver(recoveryPlanChanged, { ...head, data: told });
    await scene.revoke(1, noticeId);
    expect(await scene.told('overpayment.withdrawn')).toMatchObject([{ overpaymentId: of.overpaymentId }]);
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'ACTIVE', amount_fen: 54_000 });
    // 480.00 of September and the 12.00 that its line was less.
    expect((await scene.months()).filter((month) => month.includes('SUPPLEMENT'))).toEqual([
      '2014-10 SUPPLEMENT OWED 49200',
    ]);
    await scene.pay('2014-10');
    expect(await scene.app.rows('select sum(amount_fen - deduction_fen)::int as paid from batch_line')).toEqual([
      { paid: 5 * 54_000 },
    ]);
    expect(await scene.decisions()).toEqual(['DEATH CHANGED same bytes', 'DEATH_REVOKED CHANGED same bytes']);
    const [undone] = await scene.app.rows('select undone_by from adjustment where cause_id = $1', [noticeId]);
    const [undoing] = await scene.app.rows('select id from adjustment where cause_id <> $1', [noticeId]);
    expect(undone?.undone_by).toBe(undoing?.id);
    await scene.revoke(1, noticeId);
    expect(await scene.decisions()).toHaveLength(2);
  });

  test('an enrolment that the death ended is active again, and its months are owed', async () => {
    scene = await aScene('370102', { members: 1, wageFen: 0 });
    const batchId = await scene.seal('2014-06');
    const noticeId = await scene.die(0, '2014-05-20');
    await scene.cancel(await scene.lineOf(batchId));
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'TERMINATED', last_month: '2014-05' });
    await scene.revoke(0, noticeId);
    expect(await scene.enrolmentRow()).toEqual({ state: 'ACTIVE', last_month: null, amount_fen: 48_000 });
    expect((await scene.months()).at(-1)).toBe('2014-06 REGULAR OWED 48000');
    expect(await scene.decisions()).toEqual(['DEATH TERMINATED same bytes', 'DEATH_REVOKED RESUMED same bytes']);
  });

  test('a revocation that overtakes its death waits for it, and nothing is left of both', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06');
    const noticeId = '018f0000-0000-7000-8000-00000000d1ed';
    await scene.revoke(1, noticeId);
    expect(await scene.decisions()).toEqual([]);
    await scene.die(1, '2014-05-20', noticeId);
    // The waiting event is taken up by the worker that a moved clock starts.
    await scene.app.setToday('2014-07-02');
    expect(await scene.decisions()).toHaveLength(2);
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'ACTIVE', amount_fen: 54_000 });
    expect(await scene.app.rows('select 1 from person_death')).toEqual([]);
    expect(await scene.told('overpayment.withdrawn')).toHaveLength(1);
  });

  test.each([
    ['in their order', ['error', 'revoked', 'true']],
    ['the true one first', ['true', 'error', 'revoked']],
    ['the true one before the revocation', ['error', 'true', 'revoked']],
  ])('an erroneous notice that is undone and the true one, told %s, end the same', async (_, order) => {
    scene = await aScene('370102', { members: 1, wageFen: 0 });
    await scene.pay('2014-06');
    const [error, truth] = ['018f0000-0000-7000-8000-00000000d1ed', '018f0000-0000-7000-8000-00000000d1ee'];
    const tell = {
      error: () => scene.die(0, '2014-05-20', error),
      revoked: () => scene.revoke(0, error),
      true: () => scene.die(0, '2014-07-10', truth),
    };
    for (const step of order) await tell[step as keyof typeof tell]();
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'TERMINATED', last_month: '2014-07' });
    expect(await scene.app.rows('select notice_id::text as id from person_death')).toEqual([{ id: truth }]);
    await scene.revoke(0, truth);
    expect(await scene.enrolmentRow()).toMatchObject({ state: 'ACTIVE', last_month: null });
  });

  test('a death while the standard rises, in either order, pays and claims the same in the end', async () => {
    scene = await aScene('370102');
    await scene.pay('2014-06', '2014-07', '2014-08');
    await scene.app.setToday('2014-08-20');
    await raiseStandard(scene, 52_000, '2014-07-01');
    const noticeId = await scene.die(1, '2014-06-18');
    // Two members at 520.00 and 900.00 a month: 140.00; the supplement of 240.00 was not paid yet and goes.
    const [claim] = await scene.told<Assessed>('overpayment.assessed');
    expect(claim?.months).toMatchObject([
      { paidFen: 54_000, dueFen: 14_000 },
      { paidFen: 54_000, dueFen: 14_000 },
    ]);
    expect((await scene.months()).filter((month) => month.includes('SUPPLEMENT'))).toEqual([
      '2014-09 SUPPLEMENT CANCELLED 24000',
    ]);
    await scene.revoke(1, noticeId);
    expect((await scene.months()).filter((month) => month.includes('SUPPLEMENT OWED'))).toEqual([
      '2014-09 SUPPLEMENT OWED 24000',
    ]);
  });
});

test('a settled line that nobody asked back settles its month, and a late outcome changes nothing', async () => {
  scene = await aScene('370102');
  const batchId = await scene.seal('2014-06');
  const line = await scene.lineOf(batchId);
  const { lineId, enrolmentId, benefitMonth } = line;
  const lines = [{ lineId, enrolmentId, benefitMonth, amountFen: 54_000, postedOn: '2014-06-05' }];
  await tell(scene.app, paymentSettled, { batchId, lines });
  await tell(scene.app, paymentFailed, line);
  await scene.cancel(line);
  expect(await scene.months()).toEqual(['2014-06 REGULAR SETTLED 54000']);
});
