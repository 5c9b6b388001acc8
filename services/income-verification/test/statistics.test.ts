import { readVerificationStatistics, verificationStatisticsCsv } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

let iv: Pick<TestService, 'call' | 'rows' | 'token' | 'inject' | 'serviceToken' | 'setToday' | 'stop'>;
let tokens: Record<'admin' | 'city' | 'county', string>;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  tokens = {
    admin: await iv.token({ role: 'PROVINCE_ADMIN' }),
    city: await iv.token({ role: 'CITY_SUPERVISOR', division: '370100000000' }),
    county: await iv.token({ role: 'CITY_SUPERVISOR', division: '370102000000' }),
  };
  await issued('370102001001', 'DIBAO', 'CONSISTENT', 40);
  await issued('370102001001', 'DIBAO', 'INCOMPLETE', 3);
  await issued('370103001001', 'DIBAO', 'CONSISTENT', 30);
  await issued('370103001001', 'DIBAO', 'INCOMPLETE', 20);
  await issued('370102001001', 'MEDICAL', 'CONSISTENT', 25);
  await issued('370102001001', 'MEDICAL', 'INCOMPLETE', 12);
  await issued('370103001001', 'MEDICAL', 'CONSISTENT', 22);
  await issued('370103001001', 'MEDICAL', 'INCOMPLETE', 9);
  await issued('371721101001', 'DIBAO', 'CONSISTENT', 50);
});
afterAll(() => iv?.stop());

/** Checks of a village whose reports were issued on 2014-04-20. */
async function issued(division: string, purpose: string, verdict: string, count: number): Promise<void> {
  await iv.rows(
    `with asked as (
       insert into verification_request (id, no, application_id, case_id, household_id, purpose, programme, kind,
         event_division_code, current_division_code, brief, declared_hash, state, as_of, due_on, created_at)
       select gen_random_uuid(), gen_random_uuid()::text, gen_random_uuid(), 'social-assistance/x', gen_random_uuid(), $2, $2,
         'INITIAL', $1, $1, '{}', repeat('0', 64), 'REPORT_ISSUED', '2014-04-20', '2014-04-20', now()
       from generate_series(1, $4::int) returning id)
     insert into report (id, report_no, report_version, request_id, application_id, event_division_code,
       current_division_code, state, verdict, content, compiler_id, checker_id, compiled_on, issued_on, valid_to,
       objection_until, sha256, created_at)
     select gen_random_uuid(), gen_random_uuid()::text, 1, id, gen_random_uuid(), $1, $1, 'ISSUED', $3, '{}', 'a', 'b',
       '2014-04-20', '2014-04-20', '2014-10-20', '2014-05-05', repeat('0', 64), now() from asked`,
    [division, purpose, verdict, count],
  );
}

const month = { fromMonth: '2014-04', toMonth: '2014-04' };
const ask = (query: object = {}, token: string | undefined = tokens.admin) =>
  iv.call(readVerificationStatistics, { ...(token === undefined ? {} : { token }), query: { ...month, ...query } });

interface Cell {
  readonly divisionCode: string;
  readonly purpose: string;
  readonly verdict: string;
  readonly reports: number | null;
}
const at = (items: readonly Cell[], name: string) =>
  items.find(({ divisionCode, purpose, verdict }) => `${divisionCode.slice(0, 6)} ${purpose} ${verdict}` === name)
    ?.reports;

describe('aggregate statistics with cells < 5 suppressed (income-verification.md §9)', () => {
  test('STATISTICS_NOT_PUBLISHED: a month is published ten days after its end, not before', async () => {
    await iv.setToday('2014-05-10');
    expect((await ask()).body).toMatchObject({ status: 409, code: 'STATISTICS_NOT_PUBLISHED' });
    await iv.setToday('2014-05-11');
    const { status, body } = await ask();
    expect([status, body.months]).toEqual([200, [{ month: '2014-04', publishedOn: '2014-05-11' }]]);
  });

  test('the small figure is hidden, and so are others without which it could be computed; large sums stand', async () => {
    const { items } = (await ask()).body;
    expect(at(items, '370102 DIBAO INCOMPLETE')).toBeNull();
    expect([at(items, '370102 DIBAO ALL'), at(items, '370102 DIBAO CONSISTENT')]).toContain(null);
    expect([at(items, '370100 DIBAO INCOMPLETE'), at(items, '370103 DIBAO INCOMPLETE')]).toContain(null);
    expect([at(items, '370000 ALL ALL'), at(items, '371721 DIBAO CONSISTENT')]).toEqual([211, 50]);
    const shown = items.flatMap(({ reports }: Cell) => reports ?? []);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(5);
  });

  test('differencing of two exports: what was issued or superseded later changes no figure of a published month', async () => {
    const before = (await ask()).body;
    await issued('370102001001', 'DIBAO', 'INCOMPLETE', 1);
    await iv.setToday('2014-05-13');
    expect((await ask()).body).toEqual(before);
    // The hidden figure is kept nowhere beside the checks themselves.
    const kept = await iv.rows(
      "select reports from statistics_cell where verdict = 'INCOMPLETE' and purpose = 'DIBAO'",
    );
    expect(kept.map(({ reports }) => reports)).not.toContain(3);
  });

  test('a narrower export is part of the wider one: a city of the province, a county of the city, a purpose', async () => {
    const whole: Cell[] = (await ask()).body.items;
    const city: Cell[] = (await ask({}, tokens.city)).body.items;
    expect(city).toEqual(whole.filter(({ divisionCode }) => divisionCode.startsWith('3701')));
    expect((await ask({ division: '370102000000' }, tokens.city)).body.items).toEqual(
      city.filter(({ divisionCode }) => divisionCode.startsWith('370102')),
    );
    expect((await ask({ purpose: 'MEDICAL' })).body.items).toEqual(
      whole.filter(({ purpose }) => purpose === 'MEDICAL'),
    );
    expect((await ask({}, tokens.county)).body.items).toEqual(
      city.filter(({ divisionCode }) => divisionCode.startsWith('370102')),
    );
  });

  test('as CSV the same cells, hidden ones marked; each export stands in the audit trail', async () => {
    const url = `${verificationStatisticsCsv.path}?fromMonth=2014-04&toMonth=2014-04`;
    const answer = await iv.inject({ method: 'GET', url, headers: { authorization: `Bearer ${tokens.city}` } });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = answer.payload.trim().split('\r\n');
    expect(lines[0]).toContain('月份,区划代码,核对目的,核对结论,报告数');
    expect(lines).toHaveLength(1 + (await ask({}, tokens.city)).body.items.length);
    expect(lines).toContain('2014-04,370102000000,最低生活保障,必查项目尚不完整,隐去');
    const audit = await iv.rows(
      "select after from audit_log where action = 'verificationStatistics.export' order by seq",
    );
    expect(audit.at(-1)).toMatchObject({ after: { divisionCode: '370100000000', fromMonth: '2014-04' } });
  });

  test.each([
    ['months in the wrong order', { fromMonth: '2014-05' }, 422, 'PERIOD_INVALID'],
    ['more than three years', { fromMonth: '2011-01' }, 422, 'PERIOD_INVALID'],
    ['no month', { fromMonth: '2014-13' }, 400, 'INPUT_INVALID'],
    ['a division that there is not', { division: '370199000000' }, 422, 'DIVISION_NOT_VALID'],
  ])('%s is refused', async (_, query, status, code) => {
    expect((await ask(query)).body).toMatchObject({ status, code });
  });

  test('no log-in, another role, another region', async () => {
    expect((await iv.call(readVerificationStatistics, { query: month })).status).toBe(401);
    const auditor = await iv.token({ role: 'AUDITOR' });
    expect((await ask({}, auditor)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await ask({ division: '371721000000' }, tokens.city)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    expect((await ask({ division: '370000000000' }, tokens.city)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
  });

  test('the graph answers as REST does', async () => {
    const query = `{ verificationStatistics(fromMonth: "2014-04", toMonth: "2014-04") { month divisionCode purpose verdict
      reports } }`;
    const gateway = await iv.serviceToken('gateway');
    const headers = {
      authorization: `Bearer ${gateway}`,
      'x-user-token': tokens.city,
      'content-type': 'application/json',
    };
    const answer = await iv.inject({ method: 'POST', url: '/graphql', headers, payload: JSON.stringify({ query }) });
    expect(answer.json().data.verificationStatistics).toEqual((await ask({}, tokens.city)).body.items);
  });
});
