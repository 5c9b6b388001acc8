import { describe, expect, test } from 'vitest';
import { shownPayload } from './shown-payload.ts';

describe('what an operator sees of an event', () => {
  test.each([
    ['an id', '0190f3d2-0000-7000-8000-000000000001'],
    ['a case', 'social-assistance/0190f3d2-0000-7000-8000-000000000001'],
    ['a code', 'PROGRAM_EXCLUSIVE'],
    ['a division', '370102001000'],
    ['a day', '2014-04-28'],
    ['a month', '2014-05'],
    ['an instant', '2014-04-28T01:00:00.000Z'],
  ])('%s is shown', (_what, value) => {
    expect(shownPayload({ field: value })).toEqual([{ pointer: '/field', value }]);
  });

  test.each([
    ['a name', '张三'],
    ['a sentence', 'moved to another village'],
    ['an identity number', '370100199001010012'],
    ['an identity number that ends in X', '37010019900101001X'],
    ['a telephone number', '13800000000'],
    ['an account number', '6222000000000000000'],
  ])('%s is not', (_what, value) => {
    expect(shownPayload({ field: value })).toEqual([{ pointer: '/field', value: null }]);
  });

  test('a key that is data is not shown; numbers, booleans and lists are walked', () => {
    expect(shownPayload({ '370100199001010012': 1, items: [true, { fen: 61000 }], big: 6222000000000000 })).toEqual([
      { pointer: '/…', value: '1' },
      { pointer: '/items/0', value: 'true' },
      { pointer: '/items/1/fen', value: '61000' },
      { pointer: '/big', value: null },
    ]);
  });
});
