import { describe, expect, test } from 'vitest';
import { aVersion, fixtureHistory, short } from '../test/division-fixture.ts';
import { createDivisionHistory } from './lineage.ts';

const history = fixtureHistory();

function resolved(code: string, from: string, to: string): string[] {
  const answer = history.resolve(code, from, to);
  if (!answer.ok) return [answer.code];
  return answer.value.results.map((result) => `${short(result.code)} ${result.extent}`);
}

function nameAt(code: string, date: string): string {
  const answer = history.at(code, date);
  return answer.ok ? answer.value.name : answer.code;
}

function territory(code: string, dateA: string, dateB: string): { codes: string[]; residual: string[] } | string {
  const answer = history.sameTerritory(code, dateA, dateB);
  if (!answer.ok) return answer.code;
  return { codes: answer.value.codes.map(short), residual: answer.value.residual.map(short) };
}

describe('worked examples of place-names §4.3', () => {
  test('example 1: at() ends with the last day of a code and suggests the successor', () => {
    expect(nameAt('370181', '2016-09-13')).toBe('章丘市');
    expect(history.at('370181', '2016-09-14')).toMatchObject({
      ok: false,
      code: 'CODE_NOT_VALID_ON',
      suggestions: [{ code: '370114000000', name: '章丘区' }],
    });
  });

  test('example 2: 即墨市 became 即墨区', () => {
    expect(resolved('370282', '2014-01-01', '2018-01-01')).toEqual(['370215 FULL']);
  });

  test('example 3: 四方区 went into 市北区, which came from both', () => {
    expect(resolved('370205', '2012-01-01', '2014-01-01')).toEqual(['370203 FULL']);
    expect(history.predecessors('370203', '2014-01-01')).toEqual(['370203000000', '370205000000']);
  });

  test('example 4: the 2003 part and the 2012 rest of 胶南市 both end in 黄岛区, so the answer is FULL', () => {
    expect(resolved('370284', '2012-01-01', '2014-01-01')).toEqual(['370211 FULL']);
    expect(resolved('370284', '2002-01-01', '2014-01-01')).toEqual(['370211 FULL']);
    expect(resolved('370284', '2002-01-01', '2012-01-01')).toEqual(['370284 PART', '370211 PART']);
  });

  test('example 5: 兖州市 became 兖州区, 市中区 of 济宁 went into 任城区', () => {
    expect(resolved('370882', '2013-01-01', '2014-01-01')).toEqual(['370812 FULL']);
    expect(resolved('370802', '2013-01-01', '2014-01-01')).toEqual(['370811 FULL']);
  });

  test('example 6: 文登市 was split; a township code decides', () => {
    expect(resolved('371081', '2013-01-01', '2015-01-01')).toEqual(['371003 PART', '371002 PART']);
    expect(resolved('371081112', '2013-01-01', '2015-01-01')).toEqual(['371002112 FULL']);
    expect(resolved('371081108', '2013-01-01', '2015-01-01')).toEqual(['371003108 FULL']);
  });

  test('example 7: 苍山县 was renamed: same code, same unit', () => {
    expect([nameAt('371324', '2014-01-05'), nameAt('371324', '2014-01-06')]).toEqual(['苍山县', '兰陵县']);
    expect(resolved('371324', '2014-01-05', '2014-01-06')).toEqual(['371324 FULL']);
    const units = ['2014-01-05', '2014-01-06'].map((date) => {
      const answer = history.at('371324', date);
      return answer.ok ? answer.value.unitId : undefined;
    });
    expect(units[0]).toBe(units[1]);
  });

  test('example 8: 陵县 became 陵城区', () => {
    expect(resolved('371421', '2014-01-01', '2015-01-01')).toEqual(['371403 FULL']);
  });

  test('example 9: 邹平县 was recoded in 2000 and became a city in 2018: two steps', () => {
    expect(resolved('372330', '1999-06-01', '2019-01-01')).toEqual(['371681 FULL']);
    expect(history.resolve('372330', '1999-06-01', '2019-01-01')).toMatchObject({
      value: { results: [{ path: [{ changeId: 'CH-18' }, { changeId: 'CH-13' }] }] },
    });
  });

  test('example 10: 定陶 via 371727, 沾化 via 371624', () => {
    expect(resolved('372923', '1999-01-01', '2017-01-01')).toEqual(['371703 FULL']);
    expect(resolved('372325', '1999-01-01', '2015-01-01')).toEqual(['371603 FULL']);
    const answer = history.resolve('372325', '1999-01-01', '2015-01-01');
    expect(answer.ok && answer.value.results[0]?.path.map((step) => short(step.toCode))).toEqual(['371624', '371603']);
  });

  test('example 11: the districts of 莱芜 went to 济南', () => {
    expect(resolved('371202', '2014-01-01', '2019-06-01')).toEqual(['370116 FULL']);
    expect(resolved('371203', '2014-01-01', '2019-06-01')).toEqual(['370117 FULL']);
  });

  test('example 12: from before the transfer of 2006, 莱城区 is ambiguous', () => {
    expect(resolved('371202', '2005-01-01', '2019-06-01')).toEqual(['370116 PART', '370117 PART']);
    expect(history.resolve('371202', '2005-01-01', '2019-06-01')).toMatchObject({ value: { status: 'AMBIGUOUS' } });
  });

  test('example 13: 莱芜市 was absorbed by 济南市; its ground is two districts, never the whole of 济南', () => {
    expect(resolved('371200', '2014-01-01', '2019-06-01')).toEqual(['370100 FULL']);
    expect(history.resolve('371200', '2014-01-01', '2019-06-01')).toMatchObject({
      value: { status: 'UNAMBIGUOUS', absorbedBy: '370100000000' },
    });
    expect(territory('371200', '2014-01-01', '2019-06-01')).toEqual({ codes: ['370116', '370117'], residual: [] });
  });

  test('example 14: 后村镇 left 岚山区, whose own code remains', () => {
    expect(resolved('371103104', '2013-06-01', '2015-01-01')).toEqual(['371102104 FULL']);
    expect(resolved('371103', '2013-06-01', '2015-01-01')).toEqual(['371103 PART', '371102 PART']);
    expect(nameAt('371103', '2015-01-01')).toBe('岚山区');
  });

  test('example 15: 长岛县 and 蓬莱市 became 蓬莱区', () => {
    expect(resolved('370634', '2019-01-01', '2021-01-01')).toEqual(['370614 FULL']);
    expect(resolved('370684', '2019-01-01', '2021-01-01')).toEqual(['370614 FULL']);
  });

  test.each([
    ['2012-09-29', 17, 49, 31, 60, 140],
    ['2012-09-30', 17, 48, 30, 60, 138],
    ['2013-12-31', 17, 48, 29, 60, 137],
    ['2014-02-27', 17, 49, 28, 60, 137],
    ['2014-12-31', 17, 51, 28, 58, 137],
    ['2018-12-31', 16, 56, 27, 54, 137],
    ['2020-12-31', 16, 58, 26, 52, 136],
  ])('example 16: counts on %s', (date, prefectures, districts, countyCities, counties, countyLevel) => {
    const expected = { prefectures, districts, countyCities, counties, countyLevel, historyIncomplete: false };
    expect(history.counts(date)).toEqual(expected);
  });

  test('example 17: the prefix of an identity number is known for its own time and refused for 2020 only as a residence', () => {
    expect(history.validate('371202', '2000-01-01').ok).toBe(true);
    expect(history.validate('371202', '2020-06-01')).toMatchObject({ ok: false, code: 'CODE_NOT_VALID_ON' });
  });

  test('example 18: the issuer of a certificate of 2015 is shown as 章丘市, now 章丘区', () => {
    expect(nameAt('370181', '2015-06-01')).toBe('章丘市');
    expect(resolved('370181', '2015-06-01', '2018-01-01')).toEqual(['370114 FULL']);
    expect(nameAt('370114', '2018-01-01')).toBe('章丘区');
  });

  test('example 19: a birth place is validated against the day of birth, not today', () => {
    expect(history.validate('372330', '1995-03-01').ok).toBe(true);
    expect(history.validate('372330', '2014-04-28')).toMatchObject({ code: 'CODE_NOT_VALID_ON' });
    expect(history.validate('370116', '1995-03-01')).toMatchObject({ code: 'CODE_NOT_VALID_ON' });
  });

  test('example 20: 济南 holds 10 units in 2014 and 12 in 2019', () => {
    const codes = (date: string): string[] => {
      const answer = history.children('370100', date);
      return answer.ok ? answer.value.map((child) => short(child.code)) : [answer.code];
    };
    expect(codes('2014-06-01')).toHaveLength(10);
    expect(codes('2019-06-01')).toHaveLength(12);
    expect(codes('2014-06-01')).toEqual(expect.arrayContaining(['370181', '370125']));
    expect(codes('2019-06-01')).toEqual(expect.arrayContaining(['370114', '370115', '370116', '370117']));
    expect(territory('370100', '2014-06-01', '2019-06-01')).toMatchObject({ codes: { length: 10 }, residual: [] });
  });
});

describe('at and validate', () => {
  test('CODE_UNKNOWN: a code that never was', () => {
    expect(history.at('370199', '2014-01-01')).toMatchObject({ ok: false, code: 'CODE_UNKNOWN', suggestions: [] });
  });

  test('CODE_NOT_VALID_ON: 370181 with date 2017-01-01 answers the successor', () => {
    expect(history.validate('370181', '2017-01-01')).toMatchObject({
      code: 'CODE_NOT_VALID_ON',
      suggestions: [{ code: '370114000000' }],
    });
  });

  test('CODE_NOT_VALID_ON: before the start of a code the suggestion is what it came from, over two changes', () => {
    const codesOn = (date: string): string[] => {
      const answer = history.at('371681', date);
      return answer.ok ? [] : answer.suggestions.map((version) => short(version.code));
    };
    expect(codesOn('2014-01-01')).toEqual(['371626']);
    expect(codesOn('1999-06-01')).toEqual(['372330']);
  });

  test('CODE_NOT_VALID_ON: after a split all parts are suggested', () => {
    const answer = history.at('371081', '2015-01-01');
    expect(answer.ok ? [] : answer.suggestions.map((version) => version.name)).toEqual(['文登区', '环翠区']);
  });

  test('CODE_LEVEL: a county where a township is asked', () => {
    expect(history.validate('370102', '2014-01-01', { level: 'TOWNSHIP' })).toMatchObject({ code: 'CODE_LEVEL' });
    expect(history.validate('370102', '2014-01-01', { level: ['COUNTY', 'TOWNSHIP'] }).ok).toBe(true);
  });

  test('CODE_NOT_VALID_ON stands before CODE_LEVEL', () => {
    expect(history.validate('370181', '2017-01-01', { level: 'TOWNSHIP' })).toMatchObject({
      code: 'CODE_NOT_VALID_ON',
    });
  });

  test('knownAt answers what was held true at that instant', () => {
    const recordedAt = '2014-01-01T00:00:00Z';
    const supersededAt = '2014-03-01T00:00:00Z';
    const corrected = createDivisionHistory({
      versions: [
        aVersion({ code: '370190000000', name: '误', recordedAt, supersededAt }),
        aVersion({ code: '370190000000', name: '正', recordedAt: supersededAt }),
      ],
      items: [],
    });
    const name = (knownAt?: string): string => {
      const answer = corrected.at('370190', '2014-06-01', knownAt);
      return answer.ok ? answer.value.name : answer.code;
    };
    expect(name()).toBe('正');
    expect(name('2014-02-28T23:59:59.999Z')).toBe('误');
    expect(name(supersededAt)).toBe('正');
    expect(name('2013-12-31T00:00:00Z')).toBe('CODE_NOT_VALID_ON');
  });

  test('history_incomplete: answers for days before 2012-01-01 say so', () => {
    expect(history.at('370102', '2011-12-31')).toMatchObject({ ok: true, historyIncomplete: true });
    expect(history.at('370102', '2012-01-01')).toMatchObject({ ok: true, historyIncomplete: false });
    expect(history.resolve('370282', '2011-12-31', '2018-01-01')).toMatchObject({ historyIncomplete: true });
    expect(history.counts('2011-12-31').historyIncomplete).toBe(true);
  });
});
