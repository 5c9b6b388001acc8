import {
  approveParameter,
  approveStandard,
  listParameters,
  listStandards,
  proposeParameter,
  proposeStandard,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSeedParameters } from '../../seed/read-seed.ts';
import { service } from '../app.ts';
import type { DB } from '../database.ts';
import { inUnit } from '../factories.ts';
import { getParameter, listParameterRows, regionGroupOf } from './index.ts';

let app: TestService<DB>;
let author: string;
let second: string;
beforeAll(async () => {
  app = await startTestService(service, { seed: true });
  author = await app.token({ role: 'PROVINCE_POLICY', subject: 'author' });
  second = await app.token({ role: 'PROVINCE_POLICY', subject: 'second' });
});
afterAll(() => app.stop());

// 济南, 青岛 …: one city for each test, so that none stands in another's way.
const cities = ['3701', '3702', '3703', '3704', '3705', '3706', '3707'].map((code) => code.padEnd(12, '0'));

function proposal(divisionCode: string, change: object = {}) {
  return {
    programme: 'URBAN_DIBAO',
    divisionCode,
    amountFen: 52_000,
    period: 'MONTH',
    validFrom: '2014-07-01',
    publishedDocNo: '样例〔2014〕1号',
    publishedOn: '2014-04-20',
    consumptionFen: 1_711_200,
    ...change,
  };
}

const propose = (body: object, token = author) => app.call(proposeStandard, { token, body });
const approve = (id: string, version = 1, token = second) =>
  app.call(approveStandard, { token, params: { id }, version, body: {} });

describe('a standard by two persons', () => {
  test('is in force when another person has approved it; the one before ends; standard.adjusted is told', async () => {
    const [city = ''] = cities;
    const first = await propose(proposal(city, { validFrom: '2014-05-01' }));
    expect(first.body).toMatchObject({ status: 'PROPOSED', validTo: null, version: 1 });
    expect((await app.published()).some(({ subject }) => subject === first.body.id)).toBe(false);
    const approved = await approve(first.body.id);
    expect(approved.body).toMatchObject({ status: 'IN_FORCE', version: 2 });
    const next = await propose(proposal(city, { amountFen: 53_000, validFrom: '2014-07-01' }));
    expect((await approve(next.body.id)).status).toBe(200);

    const asOf = (day: string) =>
      app.call(listStandards, { token: author, query: { programme: 'URBAN_DIBAO', divisionCode: city, asOf: day } });
    expect((await asOf('2014-06-30')).body.items).toMatchObject([{ amountFen: 52_000, validTo: '2014-07-01' }]);
    expect((await asOf('2014-07-01')).body.items).toMatchObject([{ amountFen: 53_000, validTo: null }]);
    const told = (await app.published()).filter(({ subject }) => subject === next.body.id);
    expect(told).toMatchObject([
      {
        type: 'cn.gov.sd.mz.standard.adjusted.v1',
        divisioncode: city,
        data: { programme: 'URBAN_DIBAO', amountFen: 53_000, validFrom: '2014-07-01' },
      },
    ]);
    expect(
      await app.rows('select action, actor from audit_log where record_id = $1 order by seq', [next.body.id]),
    ).toEqual([
      { action: 'standards.propose', actor: 'author' },
      { action: 'standards.approve', actor: 'second' },
    ]);
  });

  test('TWO_PERSON_REQUIRED: nobody approves what they proposed', async () => {
    const { body } = await propose(proposal(cities[1] ?? ''));
    const own = await approve(body.id, 1, author);
    expect([own.status, own.body]).toMatchObject([403, { code: 'TWO_PERSON_REQUIRED' }]);
  });

  test('STATE_TRANSITION_INVALID, VERSION_CONFLICT, NOT_FOUND and a replay of the same key', async () => {
    const key = 'propose-once';
    const body = proposal(cities[2] ?? '');
    const made = await app.call(proposeStandard, { token: author, body, key });
    expect((await app.call(proposeStandard, { token: author, body, key })).body).toEqual(made.body);
    const stale = await approve(made.body.id, 9);
    expect([stale.status, stale.body]).toMatchObject([412, { code: 'VERSION_CONFLICT' }]);
    expect((await approve(made.body.id)).status).toBe(200);
    const again = await approve(made.body.id, 2);
    expect([again.status, again.body]).toMatchObject([409, { code: 'STATE_TRANSITION_INVALID' }]);
    const none = await approve('018f0000-0000-7000-8000-0000000000ff');
    expect([none.status, none.body]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });

  test('STANDARD_OVERLAP: of two proposals for one day the second cannot be approved any more', async () => {
    const city = cities[3] ?? '';
    const [one, other] = [await propose(proposal(city)), await propose(proposal(city, { amountFen: 54_000 }))];
    expect((await approve(one.body.id)).status).toBe(200);
    const late = await approve(other.body.id);
    expect([late.status, late.body]).toMatchObject([409, { code: 'STANDARD_OVERLAP' }]);
    expect((await propose(proposal(city))).body).toMatchObject({ code: 'STANDARD_OVERLAP' });
  });

  test('STANDARD_OVERLAP: approved in the same moment exactly one stands', async () => {
    const city = cities[4] ?? '';
    const [one, other] = [await propose(proposal(city)), await propose(proposal(city, { amountFen: 54_000 }))];
    const answers = await Promise.all([approve(one.body.id), approve(other.body.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(
      await app.rows(`select 1 from policy_standard where division_code = $1 and status = 'IN_FORCE'`, [city]),
    ).toHaveLength(1);
  });

  test.each([
    ['STANDARD_BELOW_FLOOR', { amountFen: 35_600 }, 422],
    ['PROGRAMME_UNKNOWN', { programme: 'LOTTERY' }, 422],
    ['DIVISION_NOT_VALID', { divisionCode: '370112000000' }, 422],
    ['DIVISION_NOT_VALID', { divisionCode: '371200000001' }, 422],
    ['PARAMETER_MISSING', { validFrom: '2013-12-01', publishedOn: '2013-11-01' }, 409],
    ['AMOUNT_INVALID', { amountFen: 0.5 }, 422],
  ])('%s', async (code, change, status) => {
    const answer = await propose(proposal(cities[5] ?? '', change));
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });

  test('a policy officer of one city proposes for it alone: SCOPE_FORBIDDEN; a clerk not at all', async () => {
    const city = await app.token({ role: 'PROVINCE_POLICY', division: '3706', subject: 'city' });
    expect((await propose(proposal(cities[5] ?? ''), city)).status).toBe(201);
    for (const divisionCode of [cities[6] ?? '', '370000000000']) {
      const answer = await propose(proposal(divisionCode), city);
      expect([answer.status, answer.body]).toMatchObject([403, { code: 'SCOPE_FORBIDDEN' }]);
    }
    const clerk = await app.token({ role: 'COUNTY_APPROVER', division: '370112' });
    expect((await propose(proposal(cities[6] ?? ''), clerk)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await app.call(proposeStandard, { body: proposal(cities[6] ?? '') })).status).toBe(401);
  });

  test('a county reads the standards of the city and the province', async () => {
    const clerk = await app.token({ role: 'COUNTY_APPROVER', division: '371702' });
    const query = { programme: 'RURAL_DIBAO', divisionCode: '370000000000', asOf: '2014-04-28' };
    const answer = await app.call(listStandards, { token: clerk, query });
    expect(answer.body.items).toMatchObject([{ amountFen: 280_000, period: 'YEAR', status: 'IN_FORCE' }]);
  });
});

describe('a parameter by two persons', () => {
  const body = {
    key: 'term.ACCEPTANCE.days',
    divisionCode: '370112000000',
    value: 7,
    validFrom: '2014-06-01',
    legalBasis: '样例〔2014〕2号',
  };
  const put = (change: object = {}, token = author) =>
    app.call(proposeParameter, { token, body: { ...body, ...change } });
  const accept = (id: string, token = second) =>
    app.call(approveParameter, { token, params: { id }, version: 1, body: {} });

  test('counts from its day for its division, and the province’s row for all others', async () => {
    const made = await put();
    expect(made.body).toMatchObject({ status: 'PROPOSED', value: 7 });
    expect((await accept(made.body.id, author)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await accept(made.body.id)).body).toMatchObject({ status: 'IN_FORCE', version: 2 });
    const value = (divisionCode: string, date: string) =>
      inUnit(app.kit, async ({ unit }) => (await getParameter(unit.db, body.key, { divisionCode, date })).value);
    expect(await value('370112008201', '2014-05-31')).toBe(5);
    expect(await value('370112008201', '2014-06-01')).toBe(7);
    expect(await value('370102001001', '2014-06-01')).toBe(5);
  });

  test('a successor ends an open row on the day before; listed by day', async () => {
    const key = 'members.adult_age';
    const first = await put({ key, value: 18, validFrom: '2014-05-01' });
    await accept(first.body.id);
    const next = await put({ key, value: 16, validFrom: '2014-09-01' });
    expect((await accept(next.body.id)).status).toBe(200);
    const on = async (asOf: string) => {
      const { body: page } = await app.call(listParameters, { token: author, query: { key, asOf } });
      return page.items.filter(({ divisionCode }) => divisionCode === body.divisionCode);
    };
    expect(await on('2014-08-31')).toMatchObject([{ value: 18, validTo: '2014-09-01' }]);
    expect(await on('2014-09-01')).toMatchObject([{ value: 16, validTo: null }]);
  });

  test.each([
    ['PARAMETER_UNKNOWN', { key: 'moon.phase' }, 422],
    ['INPUT_INVALID', { value: 'seven' }, 400],
    ['DATE_ORDER_INVALID', { validTo: '2014-05-01' }, 422],
    ['DIVISION_NOT_VALID', { divisionCode: '370112008000' }, 422],
    ['SCOPE_FORBIDDEN', {}, 403],
  ])('%s', async (code, change, status) => {
    const elsewhere = await app.token({ role: 'PROVINCE_POLICY', division: '3702', subject: 'elsewhere' });
    const answer = await put(change, code === 'SCOPE_FORBIDDEN' ? elsewhere : author);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
  });
});

describe('start data', () => {
  test('is loaded once however often the seed runs, and a succeeded row does not come back', async () => {
    const count = () => app.rows<{ n: number }>('select count(*)::int as n from policy_parameter');
    const before = await count();
    await service.seed?.(app.kit);
    expect(await count()).toEqual(before);
    expect(before[0]?.n).toBeGreaterThanOrEqual(readSeedParameters().length);
  });

  test('a city belongs to its region group', async () => {
    const groups = await inUnit(app.kit, async ({ unit }) =>
      Promise.all(
        ['370112008201', '370812001201', '371722001201'].map(async (divisionCode) =>
          regionGroupOf(await listParameterRows(unit.db, divisionCode), { divisionCode, date: '2014-04-28' }),
        ),
      ),
    );
    expect(groups).toEqual(['EAST', 'CENTRAL', 'WEST']);
  });

  test('nobody but the start data writes the nation’s rows', async () => {
    const insert = inUnit(app.kit, ({ unit }) =>
      unit.db
        .updateTable('policyParameter')
        .set({ legalBasis: 'x' })
        .where('divisionCode', '=', '000000000000')
        .executeTakeFirst(),
    );
    expect((await insert).numUpdatedRows).toBe(0n);
  });
});
