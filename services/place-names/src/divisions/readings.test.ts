import { countDivisions, getDivision, resolveDivision } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { service } from '../app.ts';
import type { DB } from '../database.ts';

let test: TestService<DB, unknown>;

beforeAll(async () => {
  test = await startTestService(service, { seed: 'copied' });
});
afterAll(() => test.stop());

describe('place-names §16 through HTTP', () => {
  it('settled reading 6: codes below the county are mapped by explicit rows; CH-17 changes 106 to 105, villages too', async () => {
    const query = { code: '370686106200', from: '2020-06-30', to: '2020-07-01' };
    const { body } = await test.call(resolveDivision, { query });
    expect(body.results).toMatchObject([{ code: '370611105200', extent: 'FULL', coarser: false }]);
    const [row] = await test.rows(`select to_code, extent from code_map where from_code = '370686106200'`);
    expect(row).toEqual({ to_code: '370611105200', extent: 'FULL' });
  });

  it.each([
    ['2011-12-31', true],
    ['2012-01-01', false],
  ])('settled reading 7: an answer for %s carries history_incomplete %s', async (asOf, historyIncomplete) => {
    const at = await test.call(getDivision, { params: { code: '370102' }, query: { asOf } });
    expect(at.body.historyIncomplete).toBe(historyIncomplete);
    const query = { code: '370102', from: asOf, to: '2020-01-01' };
    expect((await test.call(resolveDivision, { query })).body.historyIncomplete).toBe(historyIncomplete);
  });

  it.each([
    ['2014-04-28', 17, 137],
    ['2018-12-25', 17, 137],
    ['2018-12-26', 16, 137],
    ['2023-06-30', 16, 136],
  ])(
    'settled reading 8: counts use effective days: on %s there are %i prefectures and %i counties',
    async (asOf, prefectures, countyLevel) => {
      const { body } = await test.call(countDivisions, { params: { code: '370000' }, query: { asOf } });
      expect(body).toMatchObject({ prefectures, countyLevel });
    },
  );
});
