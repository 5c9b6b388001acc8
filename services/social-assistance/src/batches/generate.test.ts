import { randomUUID } from 'node:crypto';
import { generateBatch, getBatch, personDied, personMerged } from '@mz/contracts';
import type { TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anOffice, expected, monthsOf, startPayments, tell } from '../../test/payments.ts';
import type { DB } from '../database.ts';
import { anEnrolment } from '../enrolments/factories.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments();
});
afterAll(() => app.stop());

function died(personId: string, deathDate: string) {
  return tell(app, personDied, { personId, noticeId: randomUUID(), deathDate, source: 'PSB_CANCEL' });
}

describe('batches.generate', () => {
  test('example 9: the first month is June, 540.00 whole, with shares and the levels that pay', async () => {
    const office = await anOffice(app, '370102');
    const enrolment = await anEnrolment(app.kit, { divisionCode: office.village });
    const answer = await office.generate();
    expect(answer.status).toBe(201);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.body).toMatchObject({ state: 'DRAFT', count: 1, totalFen: 54_000, sha256: null, anomalies: [] });
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR BATCHED 54000']);
    const [line] = await app.rows('select * from batch_line where batch_id = $1', [answer.body.id]);
    expect(line).toMatchObject({ kind: 'REGULAR', cause_id: enrolment.id, decision_id: enrolment.decisionId });
    expect(line?.fund_split).toEqual([
      { level: 'PROVINCE', amountFen: 10_800 },
      { level: 'CITY', amountFen: 16_200 },
      { level: 'COUNTY', amountFen: 27_000 },
    ]);
    const shares = line?.shares as { personId: string; amountFen: number }[];
    expect(shares.map(({ amountFen }) => amountFen)).toEqual([18_000, 18_000, 18_000]);
    expect(await app.rows('select action from audit_log where record_id = $1', [answer.body.id])).toEqual([
      { action: 'batches.generate' },
    ]);
  });

  test('only active enrolments of the county, the programme and the month; amount 0 gives no line', async () => {
    const office = await anOffice(app, '370103');
    const divisionCode = office.village;
    const paid = await anEnrolment(app.kit, { divisionCode });
    const others = [
      await anEnrolment(app.kit, { divisionCode, fromMonth: '2014-07' }),
      await anEnrolment(app.kit, { divisionCode, fromMonth: '2014-01', lastMonth: '2014-05' }),
      await anEnrolment(app.kit, { divisionCode, state: 'SUSPENDED' }),
      await anEnrolment(app.kit, { divisionCode, programme: 'RURAL_DIBAO' }),
    ];
    const alone = await anEnrolment(app.kit, { divisionCode, members: 1, wageFen: 0 });
    await died(alone.personIds[0] ?? '', '2014-05-20');
    const batch = expected(await office.generate(), 201);
    expect(batch.count).toBe(1);
    expect(await monthsOf(app, office, paid.id)).toHaveLength(1);
    for (const { id } of [...others, alone]) expect(await monthsOf(app, office, id)).toEqual([]);
  });

  test('NOTHING_TO_PAY for a second run; a late enrolment gets the only line of a third', async () => {
    const office = await anOffice(app, '370104');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const first = expected(await office.generate(), 201);
    const again = await office.generate();
    expect([again.status, again.body]).toMatchObject([409, { code: 'NOTHING_TO_PAY' }]);
    const late = await anEnrolment(app.kit, { divisionCode: office.village });
    const third = expected(await office.generate(), 201);
    expect(third.id).not.toBe(first.id);
    const lines = await app.rows('select enrolment_id from batch_line where batch_id = $1', [third.id]);
    expect(lines).toEqual([{ enrolment_id: late.id }]);
  });

  test('eight runs at once give one batch and seven refusals', async () => {
    const office = await anOffice(app, '370105');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const answers = await Promise.all(Array.from({ length: 8 }, () => office.generate()));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  });

  test('a replay of the same Idempotency-Key answers the same batch', async () => {
    const office = await anOffice(app, '370112');
    await anEnrolment(app.kit, { divisionCode: office.village });
    const body = { programme: 'URBAN_DIBAO', divisionCode: office.county, benefitMonth: '2014-06' };
    const call = { token: office.officer, body, key: randomUUID() };
    const first = await app.call(generateBatch, call);
    const second = await app.call(generateBatch, call);
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  test('a death lowers the amount from the month after it, and is not taken for a jump', async () => {
    const office = await anOffice(app, '370113');
    const enrolment = await anEnrolment(app.kit, { divisionCode: office.village });
    await died(enrolment.personIds[1] ?? '', '2014-06-18');
    expect(expected(await office.generate(), 201).totalFen).toBe(54_000);
    await app.setToday('2014-06-25');
    const july = expected(await office.generate({ benefitMonth: '2014-07' }), 201);
    // Example 11: two persons and 900 a month leave 60.00.
    expect(july.totalFen).toBe(6_000);
    expect((await office.check(july)).anomalies).toEqual([]);
  });

  test.each([
    ['BATCH_TOO_EARLY', 'a month whose 25th before has not come', 'officer', { benefitMonth: '2014-12' }, 409],
    ['DIVISION_NOT_VALID', 'a city', 'officer', { divisionCode: '370100000000' }, 422],
    ['DIVISION_NOT_VALID', 'a code that was never given', 'officer', { divisionCode: '370199000000' }, 422],
    ['SCOPE_FORBIDDEN', 'another county', 'officer', { divisionCode: '370103000000' }, 403],
    ['INPUT_INVALID', 'a thirteenth month', 'officer', { benefitMonth: '2014-13' }, 400],
    ['ROLE_NOT_PERMITTED', 'the approver', 'approver', {}, 403],
  ] as const)('%s: %s', async (code, _, who, change, status) => {
    const office = await anOffice(app, '370124');
    const body = { programme: 'URBAN_DIBAO', divisionCode: office.county, benefitMonth: '2014-06', ...change };
    const answer = await app.call(generateBatch, { token: office[who], body });
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });

  test('TOKEN_MISSING without a log-in', async () => {
    const answer = await app.call(generateBatch, { body: {} });
    expect([answer.status, answer.body]).toMatchObject([401, { code: 'TOKEN_MISSING' }]);
  });
});

describe('batches.check', () => {
  test('DEAD_MEMBER: a death after the run takes the line out at once; the next run pays the rest', async () => {
    const office = await anOffice(app, '370125');
    const enrolment = await anEnrolment(app.kit, { divisionCode: office.village });
    const batch = expected(await office.generate(), 201);
    await died(enrolment.personIds[2] ?? '', '2014-05-02');
    const read = await app.call(getBatch, { token: office.approver, params: { id: batch.id } });
    expect(read.body).toMatchObject({ state: 'DRAFT', count: 0, totalFen: 0 });
    expect(await monthsOf(app, office, enrolment.id)).toEqual(['2014-06 REGULAR OWED 6000']);
    const again = expected(await office.generate(), 201);
    expect(again).toMatchObject({ count: 1, totalFen: 6_000 });
    expect((await office.check(again)).anomalies).toEqual([]);
  });

  test('DUP_PERSON: after a merge the later of two enrolments is held, in whatever county, and stays out', async () => {
    const [here, there] = [await anOffice(app, '370126'), await anOffice(app, '370181')];
    const earlier = await anEnrolment(app.kit, { divisionCode: there.village });
    const later = await anEnrolment(app.kit, { divisionCode: here.village });
    await tell(app, personMerged, { kept: earlier.personIds[0] ?? '', dropped: later.personIds[0] ?? '' });
    const checked = await here.check(expected(await here.generate(), 201));
    expect(checked.anomalies).toEqual([{ enrolmentId: later.id, code: 'DUP_PERSON', act: 'BLOCK' }]);
    expect((await here.generate()).body).toMatchObject({ code: 'NOTHING_TO_PAY' });
    expect((await there.check(expected(await there.generate(), 201))).anomalies).toEqual([]);
  });

  test('REVIEW_OVERDUE warns and pays', async () => {
    const office = await anOffice(app, '370202');
    const enrolment = await anEnrolment(app.kit, { divisionCode: office.village, nextReviewOn: '2013-01-01' });
    const checked = await office.check(expected(await office.generate(), 201));
    expect(checked).toMatchObject({ count: 1, anomalies: [{ enrolmentId: enrolment.id, act: 'WARN' }] });
    const read = await app.call(getBatch, { token: office.approver, params: { id: checked.id } });
    expect(read.body).toEqual(checked);
  });
});
