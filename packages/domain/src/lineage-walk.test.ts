import { describe, expect, test } from 'vitest';
import { anItem, aVersion, fixtureHistory, fixtureVersions, short } from '../test/division-fixture.ts';
import { createDivisionHistory } from './lineage.ts';

const history = fixtureHistory();

function resolved(code: string, from: string, to: string): string[] {
  const answer = history.resolve(code, from, to);
  if (!answer.ok) return [answer.code];
  return answer.value.results.map((result) => `${short(result.code)} ${result.extent}`);
}

describe('resolve', () => {
  test('DATE_ORDER: from after to is no reverse lookup', () => {
    expect(resolved('370114', '2018-01-01', '2014-01-01')).toEqual(['DATE_ORDER']);
  });

  test('CODE_NOT_VALID_ON: a code that is not valid on from', () => {
    expect(resolved('370114', '2014-01-01', '2018-01-01')).toEqual(['CODE_NOT_VALID_ON']);
  });

  test('the day of from is excluded and the day of to included', () => {
    expect(resolved('370181', '2016-09-13', '2016-09-13')).toEqual(['370181 FULL']);
    expect(resolved('370181', '2016-09-13', '2016-09-14')).toEqual(['370114 FULL']);
    expect(resolved('370811', '2013-10-18', '2020-01-01')).toEqual(['370811 FULL']);
  });

  test('without an item the code answers for itself, by a path of no step', () => {
    expect(resolved('370102', '2014-01-01', '2020-01-01')).toEqual(['370102 FULL']);
    expect(history.resolve('370102', '2014-01-01', '2020-01-01')).toMatchObject({ value: { results: [{ path: [] }] } });
  });

  test('items of one day do not chain: the part of 安丘市 that went to 坊子区 did not go on to 奎文区', () => {
    expect(resolved('370784', '2003-01-01', '2004-01-01')).toEqual(['370784 PART', '370704 PART']);
  });

  test('a township whose county keeps its code keeps its own', () => {
    expect(resolved('371324100', '2014-01-01', '2015-01-01')).toEqual(['371324100 FULL']);
    expect(resolved('371103102', '2013-06-01', '2015-01-01')).toEqual(['371103102 FULL']);
  });

  test('a moved township follows its own row, not its old number (settled reading 6)', () => {
    expect(resolved('370686106', '2019-01-01', '2021-01-01')).toEqual(['370611105 FULL']);
  });

  test('a village without a row of its own is answered by its township, and the answer says that it is coarser', () => {
    const answer = history.resolve('371081112201', '2013-01-01', '2015-01-01');
    expect(answer).toMatchObject({
      value: { results: [{ code: '371002112000', extent: 'FULL', coarser: true, countyCode: '371002000000' }] },
    });
  });

  test('a township stays AMBIGUOUS where the parts of a change are not known (CH-20)', () => {
    expect(resolved('371202103', '2005-01-01', '2010-01-01')).toEqual(['371202103 PART', '371203 PART']);
    expect(resolved('371202103', '2007-01-01', '2019-06-01')).toEqual(['370116103 FULL']);
  });

  test('a township of which only a village moved is itself divided', () => {
    const township = aVersion({ code: '370121100000', type: 'TOWN' });
    const part = anItem({
      fromCode: '370121000000',
      toCode: '370122000000',
      extent: 'PART',
      partUnits: ['370121100201'],
    });
    const rest = anItem({ fromCode: '370121000000', toCode: '370121000000', extent: 'PART', remainder: true });
    const answer = createDivisionHistory({ versions: [township], items: [part, rest] }).resolve(
      township.code,
      '2014-01-01',
      '2016-01-01',
    );
    expect(answer).toMatchObject({ value: { results: [{ code: '370121100000' }, { code: '370122000000' }] } });
  });

  test('two transfers of one day: a township listed in one does not follow the rest of the other', () => {
    const county = '370121000000';
    const items = ['370122000000', '370123000000'].flatMap((toCode, index) => [
      anItem({ changeId: `T-${index}`, fromCode: county, toCode, extent: 'PART', partUnits: [`37012110${index}000`] }),
      anItem({ changeId: `T-${index}`, fromCode: county, toCode: county, extent: 'PART', remainder: true }),
    ]);
    const versions = ['370121100000', '370121101000', '370121102000'].map((code) => aVersion({ code, type: 'TOWN' }));
    const ends = versions.map((version) => {
      const answer = createDivisionHistory({ versions, items }).resolve(version.code, '2014-01-01', '2016-01-01');
      return answer.ok ? answer.value.results.map((result) => short(result.code)) : [answer.code];
    });
    expect(ends).toEqual([['370122'], ['370123'], ['370121102']]);
  });

  test('the rest of a county keeps what no row names, also when the row of the rest names units', () => {
    const [from, part, rest] = ['370121000000', '370122000000', '370123000000'];
    const items = [
      anItem({ fromCode: from, toCode: part, extent: 'PART', partUnits: ['370121100000'] }),
      anItem({ fromCode: from, toCode: rest, extent: 'PART', partUnits: ['370121101000'], remainder: true }),
    ];
    const versions = [aVersion({ code: '370121102000', type: 'TOWN' })];
    const answer = createDivisionHistory({ versions, items }).resolve('370121102', '2014-01-01', '2016-01-01');
    expect(answer).toMatchObject({ value: { status: 'UNAMBIGUOUS', results: [{ code: rest }] } });
  });

  test('a statistical zone lies in no county by its own code', () => {
    expect(history.resolve('370176', '2014-01-01', '2015-01-01')).toMatchObject({
      value: { results: [{ code: '370176000000', countyCode: null }] },
    });
  });

  test('ground that went away and came back answers FULL', () => {
    const [a, b] = ['370121000000', '370122000000'];
    const items = [
      anItem({ fromCode: a, toCode: b, extent: 'PART', effectiveOn: '2014-01-01' }),
      anItem({ fromCode: a, toCode: a, extent: 'PART', effectiveOn: '2014-01-01', remainder: true }),
      anItem({ changeId: 'T-02', fromCode: b, toCode: a, effectiveOn: '2016-01-01' }),
    ];
    const back = createDivisionHistory({ versions: [aVersion({ code: a }), aVersion({ code: b })], items });
    expect(back.resolve(a, '2013-01-01', '2017-01-01')).toMatchObject({
      value: { status: 'UNAMBIGUOUS', results: [{ code: a, extent: 'FULL', path: { length: 3 } }] },
    });
  });

  test('every loaded code resolves to codes that are in force on the later day', () => {
    for (const version of fixtureVersions()) {
      const from = version.validFrom ?? '1999-01-01';
      const answer = history.resolve(version.code, from, '2021-01-01');
      const results = answer.ok ? answer.value.results : [];
      expect(results.length, version.code).toBeGreaterThan(0);
      for (const result of results) expect(history.at(result.code, '2021-01-01').ok, result.code).toBe(true);
    }
  });
});

describe('predecessors', () => {
  test.each([
    ['the part that came last', '371002', '2015-01-01', ['371081']],
    ['itself, when it gave up a part', '371103', '2015-01-01', ['371103']],
    ['none before the first change', '371002', '2013-01-01', []],
    ['one step only', '371681', '2019-01-01', ['371626']],
    ['the change of the same day', '370114', '2016-09-14', ['370181']],
  ])('%s', (_what, code, date, expected) => {
    expect(history.predecessors(code, date).map(short)).toEqual(expected);
  });
});
