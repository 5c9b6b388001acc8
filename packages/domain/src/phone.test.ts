import { expect, test } from 'vitest';
import { parsePhone } from './phone.ts';

test.each([
  ['as it stands', '13800001234'],
  ['full-width digits', '１３８００００１２３４'],
  ['spaces around', ' 13800001234　'],
])('a mobile number is read: %s', (_what, input) => {
  expect(parsePhone(input)).toEqual({ ok: true, value: '13800001234' });
});

test.each([
  ['10 digits', '1380000123'],
  ['12 digits', '138000012345'],
  ['starting with other than 1', '23800001234'],
  ['a letter', '1380000123O'],
  ['a hyphen', '138-0000-1234'],
  ['a country code', '+8613800001234'],
  ['a number of another script', '١٣٨٠٠٠٠١٢٣٤'],
  ['empty', ''],
])('PHONE_INVALID: %s', (_what, input) => {
  expect(parsePhone(input)).toEqual({ ok: false, code: 'PHONE_INVALID' });
});
