import type { DivisionChangeItem } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { correctedMove, type MovedBefore } from './correction.ts';
import { createPlanner } from './plan.ts';

const effectiveOn = '2014-01-25';

function item(fromCode: string, toCode: string, more: Partial<DivisionChangeItem> = {}): DivisionChangeItem {
  return { changeId: 'C', fromCode, toCode, extent: 'FULL', effectiveOn, partUnits: [], remainder: false, ...more };
}

/** The correction of CH-04: only 汪疃镇 goes to 环翠区, under another number; 苘山镇 stays with the rest. */
const planner = createPlanner(
  {
    effectiveOn,
    draft: false,
    items: [
      item('371081000000', '371002000000', { extent: 'PART', partUnits: ['371081112000'] }),
      item('371081000000', '371003000000', { extent: 'PART', remainder: true }),
      item('371081112000', '371002118000'),
      item('371081113000', '371003113000'),
    ],
  },
  () => false,
);

describe('a correction re-runs the job on what the first change moved (place-names.md §9.9, §10)', () => {
  test.each<[string, MovedBefore, string]>([
    [
      'a town with another number',
      { fromCode: '371081112000', toCode: '371002112000', foundBy: 'CODE' },
      '371002118000',
    ],
    [
      'a town that stays with the rest',
      { fromCode: '371081113000', toCode: '371002113000', foundBy: 'CODE' },
      '371003113000',
    ],
    [
      'a code that the correction leaves in force goes back',
      { fromCode: '371083100000', toCode: '371082100000', foundBy: 'PERSON' },
      '371083100000',
    ],
  ])('%s moves on', (_name, moved, to) => {
    expect(correctedMove(planner, moved)).toMatchObject({ extent: 'FULL', to });
  });

  test.each<[string, MovedBefore]>([
    ['the same new code', { fromCode: '371081113000', toCode: '371003113000', foundBy: 'CODE' }],
    [
      'a county that an address decided and the correction still allows',
      { fromCode: '371081000000', toCode: '371002000000', foundBy: 'ADDRESS' },
    ],
  ])('%s stands', (_name, moved) => {
    expect(correctedMove(planner, moved)).toBeUndefined();
  });

  test.each<[string, MovedBefore, string[]]>([
    [
      'where an office had a say',
      { fromCode: '371081113000', toCode: '371002000000', foundBy: 'OFFICE' },
      ['371003113000', '371002000000'],
    ],
    [
      'where the code alone says less than before',
      { fromCode: '371081000000', toCode: '371002000000', foundBy: 'CODE' },
      ['371003000000', '371002000000'],
    ],
  ])('%s a person looks at it', (_name, moved, candidates) => {
    expect(correctedMove(planner, moved)).toMatchObject({ extent: 'AMBIGUOUS', candidates });
  });
});
