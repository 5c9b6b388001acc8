import { describe, expect, test } from 'vitest';
import { createChangeFollower } from './lineage-follow.ts';
import type { DivisionChangeItem } from './lineage-types.ts';

const day = '2014-01-25';

function item(fromCode: string, toCode: string, more: Partial<DivisionChangeItem> = {}): DivisionChangeItem {
  return {
    changeId: 'CH-04',
    fromCode,
    toCode,
    extent: 'FULL',
    effectiveOn: day,
    partUnits: [],
    remainder: false,
    ...more,
  };
}

// CH-04: 文登市 becomes 文登区 without 汪疃镇 and 苘山镇; one town and one village have rows of their own.
const items = [
  item('371081000000', '371002000000', { extent: 'PART', partUnits: ['371081112000', '371081113000'] }),
  item('371081000000', '371003000000', { extent: 'PART', remainder: true }),
  item('371081112000', '371002112000'),
  item('371081112201', '371002112201'),
  item('371081100000', '371003100000'),
];

describe('the ground of a code by the rows of one change (place-names handbook §4.2)', () => {
  const follow = createChangeFollower(items, day);

  test.each([
    ['a split county without a township is ambiguous (example 6)', '371081000000', ['371003000000', '371002000000']],
    ['a moved town by its own row', '371081112000', ['371002112000']],
    ['a village by its own row', '371081112201', ['371002112201']],
    ['another town by its own row', '371081100000', ['371003100000']],
    ['a code of another county stays', '370102001000', ['370102001000']],
  ])('%s', (_name, code, expected) => {
    expect(follow(code)).toEqual(expected.map((one) => ({ code: one, coarser: false })));
  });

  test.each([
    ['a village without a row answers with its township', '371081112299', '371002112000'],
    ['a town without a row answers with the county of its part', '371081113000', '371002000000'],
    ['a town outside the parts answers with the remainder', '371081105000', '371003000000'],
  ])('%s', (_name, code, expected) => {
    expect(follow(code)).toEqual([{ code: expected, coarser: true }]);
  });

  test('where the remainder keeps its code its units stay (example 14)', () => {
    const kept = createChangeFollower(
      [
        item('371103000000', '371102000000', { extent: 'PART', partUnits: ['371103105000'] }),
        item('371103000000', '371103000000', { extent: 'PART', remainder: true }),
      ],
      day,
    );
    expect(kept('371103102000')).toEqual([{ code: '371103102000', coarser: false }]);
  });
});
