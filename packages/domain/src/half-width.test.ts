import { expect, test } from 'vitest';
import { toHalfWidth } from './half-width.ts';

test('full-width digits, letters and spaces become half-width', () => {
  expect(toHalfWidth('３７０１８１　Ｘｘ')).toBe('370181 Xx');
});

test('Han characters, the middle dot and circled digits stay as they are', () => {
  expect(toHalfWidth('买买提·艾力①')).toBe('买买提·艾力①');
});
