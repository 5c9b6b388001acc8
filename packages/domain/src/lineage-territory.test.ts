import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anItem, aVersion, fixtureHistory, fixtureItems, fixtureVersions, short } from '../test/division-fixture.ts';
import { createDivisionHistory } from './lineage.ts';
import { indexLineage } from './lineage-index.ts';
import { walkBack, walkForward } from './lineage-walk.ts';

const history = fixtureHistory();

function territory(code: string, dateA: string, dateB: string): { codes: string[]; residual: string[] } | string {
  const answer = history.sameTerritory(code, dateA, dateB);
  if (!answer.ok) return answer.code;
  return { codes: answer.value.codes.map(short), residual: answer.value.residual.map(short) };
}

describe('sameTerritory', () => {
  test.each([
    ['an unchanged county', '370102', '2014-01-01', '2020-01-01', ['370102'], []],
    ['a renamed county', '371324', '2013-01-01', '2015-01-01', ['371324'], []],
    ['a county merged into another', '370205', '2012-01-01', '2014-01-01', ['370203'], ['370203']],
    ['a divided county', '371081', '2013-01-01', '2015-01-01', ['371002', '371003'], ['371002']],
    ['a county that gave up a part', '371103', '2013-06-01', '2015-01-01', ['371102', '371103'], ['371102']],
    ['a county that got a part', '371102', '2013-06-01', '2015-01-01', ['371102'], ['371102']],
    ['a transfer before a change of code', '371202', '2005-01-01', '2019-06-01', ['370116', '370117'], ['370117']],
    ['a prefecture that only got a new code', '372300', '1999-01-01', '2014-01-01', ['371600'], []],
    ['a prefecture whose counties changed among themselves', '371000', '2013-01-01', '2015-01-01', ['371000'], []],
    ['the province', '370000', '1999-01-01', '2020-01-01', ['370000'], []],
  ])('%s', (_what, code, dateA, dateB, codes, residual) => {
    expect(territory(code, dateA, dateB)).toEqual({ codes, residual });
  });

  test('a prefecture that got a part of another answers with its counties, for its total counts more ground', () => {
    const [own, other] = ['370102000000', '370202000000'];
    const versions = ['370000000000', '370100000000', own, '370200000000', other].map((code) => aVersion({ code }));
    const items = [
      anItem({ fromCode: other, toCode: own, extent: 'PART' }),
      anItem({ fromCode: other, toCode: other, extent: 'PART', remainder: true }),
    ];
    const answer = createDivisionHistory({ versions, items }).sameTerritory('370100', '2014-01-01', '2016-01-01');
    expect(answer).toMatchObject({ value: { codes: [own], residual: [own] } });
  });

  test('DATE_ORDER: the second day before the first', () => {
    expect(territory('370102', '2014-01-01', '2013-01-01')).toBe('DATE_ORDER');
  });
});

test('the way back from where the ground of a unit lies always leads to that unit again', () => {
  const index = indexLineage(fixtureVersions(), fixtureItems());
  const day = fc.integer({ min: 1999, max: 2021 }).map((year) => `${year}-06-30`);
  const units = fixtureVersions().filter((version) => version.level === 'COUNTY');
  fc.assert(
    fc.property(fc.constantFrom(...units), day, day, (unit, one, other) => {
      const span = one < other ? { from: one, to: other } : { from: other, to: one };
      fc.pre(history.at(unit.code, span.from).ok);
      for (const piece of walkForward(index, unit.code, span)) {
        expect([...walkBack(index, piece.code, span)]).toContain(unit.code);
      }
    }),
    { numRuns: 300 },
  );
});
