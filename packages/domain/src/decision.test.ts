import { expect, test } from 'vitest';
import { accept, type Decision, refuse } from './decision.ts';

function half(value: number): Decision<number, 'ODD'> {
  return value % 2 === 0 ? accept(value / 2) : refuse('ODD');
}

test('an accepted value is carried as it stands', () => {
  expect(half(4)).toEqual({ ok: true, value: 2 });
});

test('a refusal carries its code and no value', () => {
  expect(half(3)).toStrictEqual({ ok: false, code: 'ODD' });
});

test('a refusal carries its detail only when one is given', () => {
  expect(refuse('ODD', 'an odd number')).toStrictEqual({ ok: false, code: 'ODD', detail: 'an odd number' });
});
