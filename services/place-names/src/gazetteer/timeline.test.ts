import type { DivisionChangeItem, DivisionVersion } from '@mz/domain';
import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';

function version(code: string, name: string, validFrom: string | null, validTo: string | null): DivisionVersion {
  return {
    unitId: `${code} ${name}`,
    code,
    level: 'COUNTY',
    type: 'DISTRICT',
    name,
    shortName: name,
    parentCode: '370000000000',
    validFrom,
    validTo,
    recordedAt: '2014-01-01T00:00:00.000Z',
    changeIdIn: 'RENAMED',
    provenance: 'TEST',
    codeStatus: 'FINAL',
  };
}

function item(
  effectiveOn: string,
  fromCode: string,
  toCode: string,
  extent: 'FULL' | 'PART' = 'FULL',
): DivisionChangeItem {
  return { changeId: effectiveOn, fromCode, toCode, extent, effectiveOn, partUnits: [], remainder: false };
}

const moves = (code: string, versions: DivisionVersion[], items: DivisionChangeItem[]) =>
  timelineOf(code, { versions, items }).map(({ on, moves: all }) => [
    on,
    ...all.map((move) => `${move.fromCode} ${move.fromName} → ${move.toCode} ${move.toName} ${move.extent}`),
  ]);

test('a code is followed back through all that its ground was, each under the name of its day', () => {
  const versions = [
    version('C', '丙区', '2016-01-01', null),
    version('B', '乙市', '1992-01-01', '2016-01-01'),
    version('A', '甲县', null, '1992-01-01'),
  ];
  const items = [item('1992-01-01', 'A', 'B'), item('2016-01-01', 'B', 'C')];
  const whole = [
    ['1992-01-01', 'A 甲县 → B 乙市 FULL'],
    ['2016-01-01', 'B 乙市 → C 丙区 FULL'],
  ];
  expect(moves('C', versions, items)).toEqual(whole);
  expect(moves('B', versions, items)).toEqual(whole);
  expect(moves('A', versions, items)).toEqual(whole);
});

test('CH-03: a rename under a kept code is an event, a code that stays as it is none', () => {
  const versions = [version('X', '苍山县', null, '2014-01-06'), version('X', '兰陵县', '2014-01-06', null)];
  expect(moves('X', versions, [])).toEqual([['2014-01-06', 'X 苍山县 → X 兰陵县 FULL']]);
  const kept = [version('X', '市北区', null, '2012-09-30'), version('X', '市北区', '2012-09-30', null)];
  expect(moves('X', kept, [item('2012-09-30', 'X', 'X')])).toEqual([]);
});

test('ground that left a code before its own ground came is no part of its history', () => {
  const versions = [version('A', '甲', null, null), version('B', '乙', null, null), version('C', '丙', null, null)];
  const items = [item('2003-01-01', 'B', 'C', 'PART'), item('2000-01-01', 'A', 'B', 'PART')];
  // From A to B in 2000, from B to C in 2003: C has some of it; A's ground is followed on through both.
  expect(moves('C', versions, items).map(([on]) => on)).toEqual(['2000-01-01', '2003-01-01']);
  const later = [item('2003-01-01', 'B', 'C', 'PART'), item('2010-01-01', 'A', 'B', 'PART')];
  expect(moves('C', versions, later).map(([on]) => on)).toEqual(['2003-01-01']);
});

test('what is superseded in the record is no name', () => {
  const wrong = { ...version('X', '错名县', null, '2014-01-06'), supersededAt: '2015-01-01T00:00:00.000Z' };
  const versions = [wrong, version('X', '苍山县', null, '2014-01-06'), version('X', '兰陵县', '2014-01-06', null)];
  expect(moves('X', versions, [])).toEqual([['2014-01-06', 'X 苍山县 → X 兰陵县 FULL']]);
});
