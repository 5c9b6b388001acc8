import { describe, expect, test } from 'vitest';
import { aVersion, fixtureHistory } from '../test/division-fixture.ts';
import { createDivisionHistory } from './lineage.ts';

const history = fixtureHistory();

describe('holders and held', () => {
  test('the holders of a township of a county city: city, managing prefecture, province', () => {
    const answer = history.ancestors('370181003', '2014-01-01');
    expect(answer.ok && answer.value.map((version) => version.name)).toEqual(['章丘市', '济南市', '山东省']);
  });

  test('the province holds its prefectures, not the county cities that they manage', () => {
    const answer = history.children('370000', '2014-01-01');
    expect(answer.ok && answer.value.length).toBe(17);
  });

  test('a statistical zone is known, held only when asked for, and never counted', () => {
    expect(history.at('370176', '2014-01-01').ok).toBe(true);
    const zones = history.children('370100', '2014-01-01', { includeTypes: ['STATISTICAL_ZONE'] });
    expect(zones.ok && zones.value.map((version) => version.code)).toEqual(['370176000000']);
  });

  test('a statistical zone is never an ancestor', () => {
    const versions = [
      aVersion({ code: '370100000000', type: 'PREFECTURE_CITY', parentCode: null }),
      aVersion({ code: '370176000000', type: 'STATISTICAL_ZONE' }),
      aVersion({ code: '370176001000', type: 'SUBDISTRICT' }),
    ];
    const answer = createDivisionHistory({ versions, items: [] }).ancestors('370176001', '2014-01-01');
    expect(answer.ok && answer.value.map((version) => version.code)).toEqual(['370100000000']);
  });

  test('children can be asked by type', () => {
    const answer = history.children('370100', '2014-06-01', { includeTypes: ['COUNTY'] });
    expect(answer.ok && answer.value.map((version) => version.name)).toEqual(['平阴县', '济阳县', '商河县']);
  });

  test('CODE_NOT_VALID_ON: a prefecture that has ended holds nothing', () => {
    expect(history.children('371200', '2019-06-01')).toMatchObject({ ok: false, code: 'CODE_NOT_VALID_ON' });
  });
});
