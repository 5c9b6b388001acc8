import { createDivisionHistory } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { csvHistory } from '../seed/csv-history.ts';

const history = createDivisionHistory(csvHistory('2014-01-01T00:00:00Z'));

/** County part of each answer, as the handbook shows it. */
function resolved(code: string, from: string, to: string): string[] {
  const answer = history.resolve(code, from, to);
  if (!answer.ok) return [answer.code];
  return answer.value.results.map((result) => `${result.code.slice(0, 6)} ${result.extent}`);
}

function pathCodes(code: string, from: string, to: string): string[] {
  const answer = history.resolve(code, from, to);
  return answer.ok ? (answer.value.results[0]?.path.map((step) => step.toCode.slice(0, 6)) ?? []) : [answer.code];
}

function nameAt(code: string, date: string): string {
  const answer = history.at(code, date);
  return answer.ok ? answer.value.name : answer.code;
}

function childCodes(code: string, date: string): string[] {
  const answer = history.children(code, date);
  return answer.ok ? answer.value.map((child) => child.code) : [answer.code];
}

describe('place-names §4.3 on the data of Shandong', () => {
  it('example 1: 章丘市 ends on its last day and the successor is suggested', () => {
    expect(nameAt('370181', '2016-09-13')).toBe('章丘市');
    const after = history.at('370181', '2016-09-14');
    expect(after).toMatchObject({ code: 'CODE_NOT_VALID_ON', suggestions: [{ code: '370114000000', name: '章丘区' }] });
  });

  it.each([
    ['2', '370282', '2014-01-01', '2018-01-01', ['370215 FULL']],
    ['3', '370205', '2012-01-01', '2014-01-01', ['370203 FULL']],
    ['4', '370284', '2012-01-01', '2014-01-01', ['370211 FULL']],
    ['4, from before the part of 2003', '370284', '2002-01-01', '2014-01-01', ['370211 FULL']],
    ['5, 兖州', '370882', '2013-01-01', '2014-01-01', ['370812 FULL']],
    ['5, 市中区', '370802', '2013-01-01', '2014-01-01', ['370811 FULL']],
    ['6, without township', '371081', '2013-01-01', '2015-01-01', ['371003 PART', '371002 PART']],
    ['6, with 汪疃镇', '371081112', '2013-01-01', '2015-01-01', ['371002 FULL']],
    ['6, with 苘山镇', '371081113', '2013-01-01', '2015-01-01', ['371002 FULL']],
    ['6, with 小观镇', '371081108', '2013-01-01', '2015-01-01', ['371003 FULL']],
    ['7', '371324', '2014-01-05', '2014-01-06', ['371324 FULL']],
    ['8', '371421', '2014-01-01', '2015-01-01', ['371403 FULL']],
    ['9', '372330', '1999-06-01', '2019-01-01', ['371681 FULL']],
    ['10, 定陶', '372923', '1999-01-01', '2017-01-01', ['371703 FULL']],
    ['10, 沾化', '372325', '1999-01-01', '2015-01-01', ['371603 FULL']],
    ['11, 莱城区', '371202', '2014-01-01', '2019-06-01', ['370116 FULL']],
    ['11, 钢城区', '371203', '2014-01-01', '2019-06-01', ['370117 FULL']],
    ['12', '371202', '2005-01-01', '2019-06-01', ['370116 PART', '370117 PART']],
    ['13', '371200', '2014-01-01', '2019-06-01', ['370100 FULL']],
    ['14, with 后村镇', '371103104', '2013-06-01', '2015-01-01', ['371102 FULL']],
    ['14, without township', '371103', '2013-06-01', '2015-01-01', ['371103 PART', '371102 PART']],
    ['15, 长岛县', '370634', '2019-01-01', '2021-01-01', ['370614 FULL']],
    ['15, 蓬莱市', '370684', '2019-01-01', '2021-01-01', ['370614 FULL']],
    ['CH-17, 臧家庄镇', '370686106', '2019-01-01', '2021-01-01', ['370611 FULL']],
  ])('example %s: resolve(%s, %s, %s)', (_, code, from, to, expected) => {
    expect(resolved(code, from, to)).toEqual(expected);
  });

  it('example 3: 市北区 came from 市北区 and 四方区', () => {
    expect(history.predecessors('370203', '2014-01-01')).toEqual(['370203000000', '370205000000']);
  });

  it('example 7: 苍山县 and 兰陵县 are one unit', () => {
    expect([nameAt('371324', '2014-01-05'), nameAt('371324', '2014-01-06')]).toEqual(['苍山县', '兰陵县']);
    const units = ['2014-01-05', '2014-01-06'].map((day) => history.at('371324', day));
    expect(units[0]?.ok && units[0].value.unitId).toBe(units[1]?.ok && units[1].value.unitId);
  });

  it('examples 9 and 10: the paths lead over the codes between', () => {
    expect(pathCodes('372330', '1999-06-01', '2019-01-01')).toEqual(['371626', '371681']);
    expect(pathCodes('372923', '1999-01-01', '2017-01-01')).toEqual(['371727', '371703']);
    expect(pathCodes('372325', '1999-01-01', '2015-01-01')).toEqual(['371624', '371603']);
  });

  it('example 13: 莱芜市 was absorbed by 济南市, and its ground is two districts', () => {
    const answer = history.resolve('371200', '2014-01-01', '2019-06-01');
    expect(answer).toMatchObject({ value: { status: 'UNAMBIGUOUS', absorbedBy: '370100000000' } });
    const ground = history.sameTerritory('371200', '2014-01-01', '2019-06-01');
    expect(ground).toMatchObject({ value: { codes: ['370116000000', '370117000000'] } });
  });

  it.each([
    ['2012-09-29', 17, 49, 31, 60, 140],
    ['2012-09-30', 17, 48, 30, 60, 138],
    ['2013-12-31', 17, 48, 29, 60, 137],
    ['2014-02-27', 17, 49, 28, 60, 137],
    ['2014-12-31', 17, 51, 28, 58, 137],
    ['2018-12-31', 16, 56, 27, 54, 137],
    ['2020-12-31', 16, 58, 26, 52, 136],
  ])('example 16: counts on %s', (day, prefectures, districts, countyCities, counties, countyLevel) => {
    expect(history.counts(day)).toEqual({
      prefectures,
      districts,
      countyCities,
      counties,
      countyLevel,
      historyIncomplete: false,
    });
  });

  it('example 17: the prefix 371202 of an identity number of 2020 was a code when it was issued', () => {
    expect(history.at('371202', '2001-01-01').ok).toBe(true);
    expect(history.at('371202', '2020-01-01')).toMatchObject({ code: 'CODE_NOT_VALID_ON' });
  });

  it('example 18: the issuing unit of a certificate of 2015 shows as 章丘市, now 章丘区', () => {
    expect(nameAt('370181', '2015-06-01')).toBe('章丘市');
    expect(resolved('370181', '2015-06-01', '2018-06-01')).toEqual(['370114 FULL']);
    expect(nameAt('370114', '2018-06-01')).toBe('章丘区');
  });

  it('example 19: a birth place of 1995 is checked against 1995', () => {
    expect(nameAt('372330', '1995-03-01')).toBe('邹平县');
    expect(history.at('371626', '1995-03-01').ok).toBe(false);
  });

  it('example 20: 济南 holds 10 units in 2014 and 12 in 2019', () => {
    expect(childCodes('370100', '2014-06-01')).toHaveLength(10);
    expect(childCodes('370100', '2019-06-01')).toHaveLength(12);
    expect(childCodes('370100', '2014-06-01')).toContain('370181000000');
    expect(childCodes('370100', '2019-06-01')).toContain('370114000000');
  });

  it('settled reading 6: CH-17 maps 臧家庄镇 and its villages from 106 to 105 by explicit rows', () => {
    const answer = history.resolve('370686106200', '2019-01-01', '2021-01-01');
    expect(answer).toMatchObject({ value: { results: [{ code: '370611105200', extent: 'FULL', coarser: false }] } });
  });

  it('a township of a statistical zone is held by its lawful county and a zone holds nothing', () => {
    const holders = history.ancestors('371002112', '2023-06-30');
    expect(holders.ok && holders.value.map((one) => one.name)).toEqual(['环翠区', '威海市', '山东省']);
    expect(childCodes('371073', '2023-06-30')).toEqual([]);
    expect(childCodes('371000', '2023-06-30')).not.toContain('371073000000');
  });
});
