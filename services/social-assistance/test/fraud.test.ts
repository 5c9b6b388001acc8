import {
  answerAppeal,
  dropFraud,
  establishFraud,
  getEnrolment,
  getFraudCase,
  lodgeAppeal,
  type Operation,
  orderStay,
  paymentSettled,
  proposeFraud,
  type Role,
} from '@mz/contracts';
import { addDays, firstDayOf } from '@mz/domain';
import type { TestAnswer, TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DB } from '../src/database.ts';
import { anEnrolment } from '../src/enrolments/factories.ts';
import { refusalOf } from './office.ts';
import { anOffice, aPayee, expected, monthsOf, type Office, startPayments, tell } from './payments.ts';

let app: TestService<DB>;
beforeAll(async () => {
  app = await startPayments('2014-11-26');
});
afterAll(() => app?.stop());

interface Paid {
  readonly office: Office;
  readonly id: string;
  readonly headId: string;
}

const six = ['2014-06', '2014-07', '2014-08', '2014-09', '2014-10', '2014-11'];

/** Example 1, paid for some months from June on. */
async function paidFor(county: string, months: readonly string[]): Promise<Paid> {
  const office = await anOffice(app, county);
  const enrolment = await anEnrolment(app.kit, { divisionCode: office.village, nextReviewOn: '2016-01-01' });
  await aPayee(app, enrolment.id, '2014-05-26');
  for (const benefitMonth of months) {
    const { id: batchId } = await office.run({ benefitMonth });
    const lines = await app.rows<{ line_id: string; amount_fen: string }>(
      'select line_id, amount_fen from batch_line where batch_id = $1',
      [batchId],
    );
    await tell(app, paymentSettled, {
      batchId,
      lines: lines.map(({ line_id: lineId, amount_fen: amountFen }) => ({
        lineId,
        enrolmentId: enrolment.id,
        benefitMonth,
        amountFen: Number(amountFen),
        postedOn: addDays(firstDayOf(benefitMonth), 4),
      })),
    });
  }
  return { office, id: enrolment.id, headId: enrolment.personIds[0] ?? '' };
}

interface Acting {
  readonly role?: Role;
  readonly at?: string;
  readonly version?: number;
  readonly key?: string;
  readonly subject?: string;
  readonly body?: object;
}

async function step(operation: Operation, id: string, office: Office, acting: Acting): Promise<TestAnswer> {
  const { role = 'COUNTY_APPROVER', at = office.county, body = {}, version, key, subject } = acting;
  const token = await app.token({ role, division: at, ...(subject === undefined ? {} : { subject }) });
  return app.call(operation, {
    token,
    params: { id },
    body,
    ...(version === undefined ? {} : { version }),
    ...(key === undefined ? {} : { key }),
  } as never);
}

const aCar = (personId: string) => ({
  personId,
  kind: 'VEHICLE',
  usage: 'PRIVATE_CAR',
  asOf: '2014-04-01',
  shareBp: 10_000,
  provenance: 'VERIFIED',
});

const propose = ({ office, id, headId }: Paid, body: object = {}, acting: Acting = {}) =>
  step(proposeFraud, id, office, {
    role: 'COUNTY_REVIEWER',
    body: { fromMonth: '2014-06', assets: [aCar(headId)], findings: '名下小汽车未申报', ...body },
    ...acting,
  });

const establish = (paid: Paid, found: { id: string; version: number }, body: object = {}, acting: Acting = {}) =>
  step(establishFraud, found.id, paid.office, { version: found.version, body, ...acting });

async function enrolment({ office, id }: Paid) {
  const token = await app.token({ role: 'COUNTY_REVIEWER', division: office.county });
  return expected(await app.call(getEnrolment, { token, params: { id } }), 200);
}

async function eventsOf(name: string, enrolmentId: string) {
  return (await app.published()).filter(
    ({ type, data }) => type.includes(name) && (data as { enrolmentId?: string }).enrolmentId === enrolmentId,
  );
}

describe('a concealed car (§4.11, reading 10)', () => {
  test('example 12: after 6 payments of 540.00: terminated, 3,240.00 demanded for the family’s fault, a fine of 9,720.00', async () => {
    const paid = await paidFor('370112', six);
    const found = expected(await propose(paid), 201);
    expect((await enrolment(paid)).state).toBe('ACTIVE');
    for (const fineFen of [323_999, 972_001]) {
      const refused = refusalOf(await establish(paid, found, { fineFen }));
      expect(refused).toMatchObject({ status: 422, code: 'FINE_OUT_OF_RANGE' });
    }
    expect(await eventsOf('overpayment.assessed', paid.id)).toEqual([]);
    const done = expected(await establish(paid, found, { fineFen: 972_000 }), 200);
    expect(done).toMatchObject({ state: 'ESTABLISHED', unlawfulFen: 324_000, fineFen: 972_000 });
    expect(await enrolment(paid)).toMatchObject({ state: 'TERMINATED', lastMonth: '2014-05' });
    const [claim, ...more] = await eventsOf('overpayment.assessed', paid.id);
    expect(more).toEqual([]);
    const data = claim?.data as { fault: string; months: { paidFen: number; dueFen: number }[] };
    expect(data.fault).toBe('CITIZEN');
    expect(data.months.map(({ paidFen, dueFen }) => paidFen - dueFen)).toEqual(Array(6).fill(54_000));
    expect(await eventsOf('enrolment.terminated', paid.id)).toHaveLength(1);
    const fines = await app.rows('select base_fen::int, amount_fen::int from fine where enrolment_id = $1', [paid.id]);
    expect(fines).toEqual([{ base_fen: 324_000, amount_fen: 972_000 }]);
    const [decision] = await app.rows('select cause, outcome, decided_by from decision where id = $1', [
      done.decisionId,
    ]);
    expect(decision).toMatchObject({ cause: 'FRAUD', outcome: 'TERMINATED' });
    expect((await paid.office.generate({ benefitMonth: '2014-12' })).status).toBe(409);
    expect(await monthsOf(app, paid.office, paid.id)).toHaveLength(6);
  });

  test('example 12: a fine of 3,240.00 is the least; it is never sent to payments', async () => {
    const paid = await paidFor('370102', six);
    const found = expected(await propose(paid), 201);
    expected(await establish(paid, found, { fineFen: 324_000 }), 200);
    const sent = (await app.published()).filter((event) => JSON.stringify(event).includes('fine'));
    expect(sent).toEqual([]);
  });

  test('concealed since September: only what was drawn since is unlawful, without a fine none is set', async () => {
    const paid = await paidFor('370103', six);
    const found = expected(await propose(paid, { fromMonth: '2014-09' }), 201);
    expect(expected(await establish(paid, found), 200)).toMatchObject({ unlawfulFen: 162_000, fineFen: null });
    expect((await enrolment(paid)).lastMonth).toBe('2014-08');
  });

  test('REFUSAL_GROUND_MISSING: what changes nothing by the rules is no fraud; dropped, it may be proposed anew', async () => {
    const paid = await paidFor('370104', ['2014-06']);
    const exempt = { ...aCar(paid.headId), usage: 'TWO_WHEELER' };
    const found = expected(await propose(paid, { assets: [exempt] }), 201);
    expect(refusalOf(await establish(paid, found)).code).toBe('REFUSAL_GROUND_MISSING');
    expect(refusalOf(await propose(paid)).code).toBe('FRAUD_DUPLICATE');
    const drop = { version: found.version, body: { reason: '不影响待遇' } };
    expect(expected(await step(dropFraud, found.id, paid.office, drop), 200).state).toBe('DROPPED');
    expect((await enrolment(paid)).state).toBe('ACTIVE');
    expected(await propose(paid), 201);
  });

  test('SEPARATION_OF_DUTIES: two people; ROLE_NOT_PERMITTED, region, 412, replay, state', async () => {
    const paid = await paidFor('370105', ['2014-06']);
    expect(refusalOf(await propose(paid, {}, { role: 'TOWNSHIP_LEAD' })).code).toBe('ROLE_NOT_PERMITTED');
    expect(refusalOf(await propose(paid, {}, { role: 'COUNTY_REVIEWER', at: '370902' })).status).toBe(404);
    const key = `propose-${paid.id}`;
    const body = { fromMonth: '2014-06', assets: [aCar(paid.headId)], findings: '未申报' };
    const acting = { role: 'COUNTY_REVIEWER' as const, key, body, subject: 'one-person' };
    const found = expected(await step(proposeFraud, paid.id, paid.office, acting), 201);
    expect(expected(await step(proposeFraud, paid.id, paid.office, acting), 201)).toEqual(found);
    const own = refusalOf(await establish(paid, found, {}, { subject: 'one-person' }));
    expect(own).toMatchObject({ status: 403, code: 'SEPARATION_OF_DUTIES' });
    expect(refusalOf(await establish(paid, { ...found, version: 9 })).status).toBe(412);
    expect(refusalOf(await establish(paid, found, {}, { at: '370902' })).code).toBe('FRAUD_UNKNOWN');
    const done = expected(await establish(paid, found), 200);
    expect(refusalOf(await establish(paid, done)).code).toBe('STATE_TRANSITION_INVALID');
    expect(refusalOf(await propose(paid)).code).toBe('STATE_TRANSITION_INVALID');
    const token = await app.token({ role: 'AUDITOR' });
    expect(expected(await app.call(getFraudCase, { token, params: { id: done.id } }), 200)).toEqual(done);
    // The ledger keeps whom the read showed, under the auditor who read.
    const shown = await app.rows(
      'select actor, role, field_classes from person_read where person_id = $1 and role = $2',
      [paid.headId, 'AUDITOR'],
    );
    expect(shown).toMatchObject([{ field_classes: ['INCOME', 'ASSETS', 'BENEFIT'] }]);
  });

  test('CONCEALED_MISSING, PERIOD_INVALID, PERSON_NOT_IN_HOUSEHOLD', async () => {
    const paid = await paidFor('370113', ['2014-06']);
    expect(refusalOf(await propose(paid, { assets: [] })).code).toBe('CONCEALED_MISSING');
    for (const fromMonth of ['2014-05', '2014-12']) {
      expect(refusalOf(await propose(paid, { fromMonth }))).toMatchObject({ status: 422, code: 'PERIOD_INVALID' });
    }
    const stranger = aCar('00000000-0000-4000-8000-0000000000ff');
    expect(refusalOf(await propose(paid, { assets: [stranger] })).code).toBe('PERSON_NOT_IN_HOUSEHOLD');
  });
});

describe('an appeal against a stop', () => {
  async function appealed(county: string) {
    const paid = await paidFor(county, ['2014-06', '2014-07']);
    const found = expected(await propose(paid), 201);
    const { decisionId } = expected(await establish(paid, found), 200);
    const acting = { role: 'COUNTY_REVIEWER' as const };
    const body = { kind: 'RECONSIDERATION', lodgedOn: app.kit.clock.today(), grounds: '车辆非本人所有' };
    const appeal = expected(await step(lodgeAppeal, decisionId, paid.office, { ...acting, body }), 201);
    return { paid, decisionId, appeal };
  }
  const city = { role: 'CITY_SUPERVISOR' as const, at: '370100' };

  test('an open appeal suspends recovery and stops nothing else: the enrolment stays terminated', async () => {
    const { paid } = await appealed('370124');
    expect(await enrolment(paid)).toMatchObject({ state: 'TERMINATED', underAppeal: true });
    expect((await eventsOf('recovery.suspended', paid.id)).map(({ data }) => data)).toMatchObject([
      { suspended: true },
    ]);
  });

  test('appeals.orderStay undoes the stop until the answer; upheld, it runs again from its month', async () => {
    const { paid, appeal } = await appealed('370125');
    const order = { ...city, version: appeal.version, body: { text: '停止执行' } };
    const stayed = expected(await step(orderStay, appeal.id, paid.office, order), 200);
    expect(stayed.stayed).toBe(true);
    expect(await enrolment(paid)).toMatchObject({ state: 'ACTIVE', lastMonth: null, amountFen: 54_000 });
    expect(await eventsOf('overpayment.withdrawn', paid.id)).toHaveLength(1);
    const again = await step(orderStay, appeal.id, paid.office, { ...order, version: stayed.version });
    expect(refusalOf(again).code).toBe('STATE_TRANSITION_INVALID');
    const answer = { ...city, version: stayed.version, body: { result: 'UPHELD', text: '维持' } };
    const upheld = expected(await step(answerAppeal, appeal.id, paid.office, answer), 200);
    expect(upheld.answerDecisionId).not.toBeNull();
    expect(await enrolment(paid)).toMatchObject({ state: 'TERMINATED', lastMonth: '2014-05', underAppeal: false });
    expect(await eventsOf('overpayment.assessed', paid.id)).toHaveLength(2);
  });

  test('changed without other facts: the stop is taken back under a decision of cause APPEAL', async () => {
    const { paid, appeal } = await appealed('370126');
    const answer = { ...city, version: appeal.version, body: { result: 'CHANGED', text: '撤销' } };
    const changed = expected(await step(answerAppeal, appeal.id, paid.office, answer), 200);
    expect(await enrolment(paid)).toMatchObject({ state: 'ACTIVE', lastMonth: null, amountFen: 54_000 });
    const [decision] = await app.rows('select cause, outcome from decision where id = $1', [changed.answerDecisionId]);
    expect(decision).toEqual({ cause: 'APPEAL', outcome: 'RESUMED' });
    expect((await eventsOf('recovery.suspended', paid.id)).map(({ data }) => data)).toMatchObject([
      { suspended: true },
      { suspended: false },
    ]);
  });

  test('changed with other facts: decided anew by them, from the month that the answer says', async () => {
    const { paid, appeal } = await appealed('370181');
    const change = { fromMonth: '2014-06', assets: [], incomes: [] };
    const answer = { ...city, version: appeal.version, body: { result: 'CHANGED', text: '重新认定', change } };
    expected(await step(answerAppeal, appeal.id, paid.office, answer), 200);
    expect(await enrolment(paid)).toMatchObject({ state: 'ACTIVE', amountFen: 144_000 });
  });
});
