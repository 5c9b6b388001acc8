import { describe, expect, test } from 'vitest';
import { contentsOf, groupDifferences, isReconciliationDue, type RecordChange, repairsOf, sha256 } from './rules.ts';

const head = { kind: 'INCREMENTAL', createdAt: '2014-05-01T00:00:00.000Z' } as const;

function changes(count: number): RecordChange[] {
  return Array.from({ length: count }, (_, index) => ({
    tableName: 'place_name',
    recordKey: `k${index}`,
    op: 'UPSERT',
    version: 1,
    divisionCode: '370102000000',
    categoryCode: '12100',
    validFrom: null,
    validTo: null,
    payload: '{}',
    payloadHash: sha256('{}'),
  }));
}

describe('packages are numbered without gaps, each on the one before (§8.5)', () => {
  test.each([
    [0, 10, 41, []],
    [1, 10, 41, [[42, 41, 1]]],
    [10, 10, 41, [[42, 41, 10]]],
    [
      11,
      10,
      41,
      [
        [42, 41, 10],
        [43, 42, 1],
      ],
    ],
    [3, 10, 0, [[1, 0, 3]]],
  ])('%i changes of %i a package after %i', (count, size, lastSeq, expected) => {
    const contents = contentsOf(changes(count), { ...head, lastSeq, size });
    expect(contents.map((one) => [one.seq, one.base_seq, one.count])).toEqual(expected);
    expect(contents.flatMap(({ records }) => records.map(({ key }) => key))).toEqual(
      changes(count).map(({ recordKey }) => recordKey),
    );
  });
});

describe('comparison by county and category', () => {
  const group = (category: string, count: number, hash: string) => ({
    division: '370102000000',
    category,
    count,
    hash,
  });

  test('a group that one side has not got, another count and another hash are differences; equal ones are none', () => {
    const ours = [group('11000', 1, 'a'), group('12000', 2, 'b'), group('13000', 1, 'c'), group('21000', 1, 'd')];
    const theirs = [group('11000', 1, 'a'), group('12000', 1, 'b'), group('13000', 1, 'x'), group('22000', 1, 'e')];
    expect(
      groupDifferences(ours, theirs).map(({ category, ours: own, theirs: other }) => [category, own, other]),
    ).toEqual([
      ['12000', { count: 2, hash: 'b' }, { count: 1, hash: 'b' }],
      ['13000', { count: 1, hash: 'c' }, { count: 1, hash: 'x' }],
      ['21000', { count: 1, hash: 'd' }, { count: 0, hash: null }],
      ['22000', { count: 0, hash: null }, { count: 1, hash: 'e' }],
    ]);
    expect(groupDifferences(ours, ours)).toEqual([]);
  });

  test('a group of nothing is no group', () => {
    expect(groupDifferences([group('11000', 0, 'a')], [])).toEqual([]);
  });

  test('a repair sends what differs under a version that neither side has, and forgets what we have not', () => {
    const held = (key: string, version: number, hash: string) => ({ table: 'place_name' as const, key, version, hash });
    const ours = [held('same', 1, 'a'), held('lost', 2, 'b'), held('older', 3, 'c'), held('other', 4, 'd')];
    const theirs = [held('same', 1, 'a'), held('older', 7, 'x'), held('other', 4, 'y'), held('foreign', 5, 'z')];
    expect(repairsOf(ours, theirs)).toEqual([
      { table: 'place_name', key: 'lost', op: 'UPSERT', version: 3 },
      { table: 'place_name', key: 'older', op: 'UPSERT', version: 8 },
      { table: 'place_name', key: 'other', op: 'UPSERT', version: 5 },
      { table: 'place_name', key: 'foreign', op: 'TOMBSTONE', version: 6 },
    ]);
  });

  test('a month is compared once', () => {
    expect(isReconciliationDue(['2014-04'], '2014-05-01')).toBe(true);
    expect(isReconciliationDue(['2014-04'], '2014-04-30')).toBe(false);
  });
});
