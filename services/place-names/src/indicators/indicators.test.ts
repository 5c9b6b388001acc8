import { getPlaceIndicator, listPlaceIndicators } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../app.ts';

let places: Pick<TestService, 'call' | 'rows' | 'token' | 'serviceToken' | 'inject' | 'stop'>;
const officer = (): Promise<string> => places.token({ role: 'PLACE_PROVINCE_OFFICER' });

beforeAll(async () => {
  places = await startTestService(service);
});
afterAll(() => places?.stop());

async function compared(month: string, differences: number): Promise<void> {
  await places.rows(
    `insert into node_reconciliation (id, month, taken_on, taken_at, taken_by, groups, differences, differing)
     values (gen_random_uuid(), $1, ($1 || '-01')::date, clock_timestamp(), 'test', 10, $2, '[]')`,
    [month, differences],
  );
}

const pn12 = async () => {
  const { body } = await places.call(listPlaceIndicators, { token: await officer(), query: { year: 2014 } });
  return body.items.find(({ code }) => code === 'PN-12');
};

test('PN-12: no comparison is not done; differences are not done; each month’s last comparison counts', async () => {
  expect(await pn12()).toMatchObject({ reached: 0, target: 0, comparator: '<=', done: false, planItem: 'T-27-6' });
  await compared('2014-04', 3);
  expect(await pn12()).toMatchObject({ reached: 3, done: false, rowCount: 1 });
  await compared('2014-04', 0);
  await compared('2014-05', 0);
  await compared('2013-12', 9);
  expect(await pn12()).toMatchObject({ reached: 0, done: true, rowCount: 2 });
});

test('an indicator shows its rows, those of a division when one is given', async () => {
  const token = await officer();
  const params = { code: 'PN-12' };
  const all = await places.call(getPlaceIndicator, { token, params, query: { year: 2014 } });
  expect(all.body.rows.map(({ title, counted }) => [title, counted])).toEqual([
    ['2014-04 部节点月度核对', true],
    ['2014-05 部节点月度核对', true],
  ]);
  const county = await places.call(getPlaceIndicator, {
    token,
    params,
    query: { year: 2014, division: '370102000000' },
  });
  expect(county.body.rows).toEqual([]);
});

test('REST and the graph say the same', async () => {
  const token = await officer();
  const rest = await places.call(listPlaceIndicators, { token, query: { year: 2014 } });
  const fields = 'code title titleEn unit reached target comparator percent done planItem rowCount';
  const query = `{ placeIndicators(year: 2014) { ${fields} } placeIndicatorRows(code: "PN-12", year: 2014) { title } }`;
  const answer = await places.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${await places.serviceToken('gateway')}`, 'x-user-token': token },
    payload: { query },
  });
  const { data } = answer.json();
  expect(data.placeIndicators).toEqual(rest.body.items);
  expect(data.placeIndicatorRows).toHaveLength(2);
});

test.each([
  ['a year without a plan', 'PN-12', 2015, 404, 'INDICATOR_YEAR_UNKNOWN'],
  ['an indicator that there is not', 'PN-99', 2014, 404, 'INDICATOR_UNKNOWN'],
  ['a code of another form', 'PN-1', 2014, 400, 'INPUT_INVALID'],
  ['a year that is none', 'PN-12', 1, 400, 'INPUT_INVALID'],
] as const)('%s is refused', async (_, code, year, status, problem) => {
  const answer = await places.call(getPlaceIndicator, { token: await officer(), params: { code }, query: { year } });
  expect([answer.status, answer.body]).toMatchObject([status, { code: problem }]);
});

test('the plan’s figures of 2014 are dated parameters, each with its line of the plan', async () => {
  const rows = await places.rows<{ key: string; value: number; legal_basis: string }>(
    `select key, value, legal_basis, valid_to::text from policy_parameter where key like 'indicators.%' order by key`,
  );
  expect(rows.map(({ key, value }) => [key.slice(11), value])).toEqual([
    ['PN-01', 114],
    ['PN-02', 5865],
    ['PN-03', 220],
    ['PN-04', 1],
    ['PN-05', 1],
    ['PN-07', 10],
    ['PN-11', 1],
    ['PN-12', 0],
    ['PN-13', 300],
  ]);
  expect(rows.filter(({ legal_basis: basis }) => !/第2[5-8]条（|（第27条，/.test(basis))).toEqual([]);
});

test('nobody without a log-in or of another trade', async () => {
  expect((await places.call(listPlaceIndicators, { query: { year: 2014 } })).body).toMatchObject({
    code: 'TOKEN_MISSING',
  });
  const token = await places.token({ role: 'PLACE_TOWN_CLERK', division: '370102001000' });
  expect((await places.call(listPlaceIndicators, { token, query: { year: 2014 } })).body).toMatchObject({
    code: 'ROLE_NOT_PERMITTED',
  });
});
