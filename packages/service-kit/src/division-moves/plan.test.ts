import type { DivisionChangeItem } from '@mz/domain';
import { describe, expect, test } from 'vitest';
import { createPlanner, type Hints } from './plan.ts';

const effectiveOn = '2014-01-25';

function item(fromCode: string, toCode: string, more: Partial<DivisionChangeItem> = {}): DivisionChangeItem {
  return { changeId: 'C', fromCode, toCode, extent: 'FULL', effectiveOn, partUnits: [], remainder: false, ...more };
}

/** CH-04: 文登市 becomes 文登区; 汪疃镇 goes to 环翠区. */
const split = [
  item('371081000000', '371002000000', { extent: 'PART', partUnits: ['371081112000'] }),
  item('371081000000', '371003000000', { extent: 'PART', remainder: true }),
  item('371081112000', '371002112000'),
  item('371081112201', '371002112201'),
  item('371081100000', '371003100000'),
  item('371081100201', '371003100201'),
];
/** CH-14: the prefecture 莱芜市 goes into 济南市. */
const absorbed = [
  item('371200000000', '370100000000'),
  item('371202000000', '370116000000'),
  item('371203000000', '370117000000'),
  item('371202001000', '370116001000'),
];
const stood = (code: string): boolean => ['371002000000', '370100000000', '371081000000'].includes(code);
const plannerOf = (items: readonly DivisionChangeItem[], draft = false) =>
  createPlanner({ effectiveOn, items, draft }, stood);

describe('where a living record goes (place-names.md §9.2)', () => {
  const planner = plannerOf(split);
  const township = (code: string): Hints => ({ township: { code, foundBy: 'TOWNSHIP' } });

  test.each<[string, string, Hints | undefined, string, string]>([
    ['a village by its own row', '371081112201', undefined, '371002112201', 'CODE'],
    ['a town by its own row', '371081100000', undefined, '371003100000', 'CODE'],
    [
      'a county code with the moved town (example 6)',
      '371081000000',
      township('371081112000'),
      '371002000000',
      'TOWNSHIP',
    ],
    [
      'a county code with another town (example 6)',
      '371081000000',
      township('371081100000'),
      '371003000000',
      'TOWNSHIP',
    ],
    [
      'an office of the county goes on in the rest',
      '371081000000',
      { office: '371081000000' },
      '371003000000',
      'OFFICE',
    ],
    ['a line goes with the county that pays it', '371081112201', { office: '371081000000' }, '371003000000', 'OFFICE'],
    ['a line inside the rest keeps its own code', '371081100201', { office: '371081000000' }, '371003100201', 'CODE'],
  ])('FULL: %s', (_name, code, hints, to, foundBy) => {
    expect(planner.propose(code, hints)).toMatchObject({ extent: 'FULL', to, foundBy });
  });

  test('AMBIGUOUS: a split county without a township; the rest decides', () => {
    expect(planner.propose('371081000000')).toEqual({
      extent: 'AMBIGUOUS',
      candidates: ['371003000000', '371002000000'],
      owner: '371003000000',
    });
  });

  test('UNMAPPED: a village without a row is proposed with its digits kept and not moved (reading 6)', () => {
    expect(planner.propose('371081112299')).toEqual({
      extent: 'UNMAPPED',
      candidates: ['371002112299'],
      owner: '371002000000',
    });
  });

  test('a draft has no rows below the county: the kept digits are its mapping', () => {
    const draft = plannerOf(split.slice(0, 2), true);
    expect(draft.propose('371081112201')).toMatchObject({ extent: 'FULL', to: '371002112201' });
    expect(draft.propose('371081105201')).toMatchObject({ extent: 'FULL', to: '371003105201' });
  });

  test.each([
    ['a code of another county', '371083100000'],
    ['a code that is new already', '371003100000'],
  ])('stays: %s', (_name, code) => {
    expect(planner.propose(code)).toBeUndefined();
  });

  test('where the rest keeps its code only the moved town moves (CH-05, example 14)', () => {
    const part = plannerOf([
      item('371103000000', '371102000000', { extent: 'PART', partUnits: ['371103105000'] }),
      item('371103000000', '371103000000', { extent: 'PART', remainder: true }),
      item('371103105000', '371102105000'),
    ]);
    expect(part.propose('371103102000')).toBeUndefined();
    expect(part.propose('371103000000', { office: '371103000000' })).toBeUndefined();
    expect(part.propose('371103105000')).toMatchObject({ to: '371102105000' });
  });
});

describe('rights of an office (place-names.md §9.5)', () => {
  const narrow = (office: string): Hints => ({ office, narrow: true });

  test.each([
    ['a recoded county', absorbed, '371202000000', '370116000000'],
    ['the county of the rest', split, '371081000000', '371003000000'],
    ['a moved town', split, '371081112000', '371002112000'],
  ])('go on by themselves: %s', (_name, items, office, to) => {
    expect(plannerOf(items).propose(office, narrow(office))).toMatchObject({ extent: 'FULL', to });
  });

  test('an absorbed prefecture does not come to reach the one that took it in; its new counties are the candidates', () => {
    expect(plannerOf(absorbed).propose('371200000000', narrow('371200000000'))).toEqual({
      extent: 'AMBIGUOUS',
      candidates: ['370116000000', '370117000000'],
      owner: '370100000000',
    });
  });

  test('a county that goes into a larger one waits for a person', () => {
    const merger = plannerOf([item('370205000000', '370203000000'), item('370203000000', '370203000000')]);
    expect(merger.propose('370205000000', narrow('370205000000'))).toMatchObject({
      extent: 'AMBIGUOUS',
      candidates: ['370203000000'],
    });
  });
});

test('the ranges to look into are those of the largest units', () => {
  expect(plannerOf(absorbed).prefixes).toEqual(['3712']);
  expect(plannerOf(split).prefixes).toEqual(['371081']);
});
