import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskAccount, maskName, maskPhone, maskPlate, maskResidentId } from './masking.ts';

describe('names keep the first character', () => {
  test.each([
    ['张伟', '张*'],
    ['王小明', '王**'],
    ['欧阳小明', '欧***'],
    ['买买提·艾力', '买**·**'],
    ['𠮷田', '𠮷*'],
    ['张', '*'],
    ['', ''],
  ])('%s → %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('identity numbers, phones, accounts and plates', () => {
  test.each([
    ['identity number', maskResidentId, '370100194001019019', '370100********9019'],
    ['identity number', maskResidentId, '11000019880808908X', '110000********908X'],
    ['identity number', maskResidentId, '370100400101901', '370100******901'],
    ['phone', maskPhone, '13800001234', '138****1234'],
    ['account', maskAccount, '6228480000000001234', '***************1234'],
    ['account', maskAccount, '12345678', '****5678'],
    ['plate', maskPlate, '鲁A12312', '鲁A***12'],
    ['plate', maskPlate, '鲁AD12312', '鲁A****12'],
    ['plate', maskPlate, '鲁A1231学', '鲁A***1学'],
  ])('%s', (_what, mask, value, masked) => {
    expect(mask(value)).toBe(masked);
  });
});

describe('what does not have the expected shape is hidden whole', () => {
  test.each([
    ['resident id of 17 digits', maskResidentId, '37010019400101901'],
    ['resident id with a letter', maskResidentId, '3701001940010190A9'],
    ['phone of 10 digits', maskPhone, '1380000123'],
    ['phone of a house', maskPhone, '0531-8888888'],
    ['account of 7 digits', maskAccount, '1234567'],
    ['account with a letter', maskAccount, '622848000000123A'],
    ['plate without its end', maskPlate, '鲁A'],
    ['plate without its province', maskPlate, 'A12312'],
  ])('%s', (_what, mask, value) => {
    expect(mask(value)).toBe('*'.repeat(value.length));
  });
});

test('the birth date in an identity number never shows', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{17}[\dX]$/), (idNo) => {
      expect(maskResidentId(idNo).slice(6, 14)).toBe('********');
    }),
  );
});

test('a mask has as many characters as the value', () => {
  const characters = fc.array(fc.constantFrom('张', '·', '𠮷', '鲁', 'A', 'X', '1', '*', ' '), { maxLength: 24 });
  fc.assert(
    fc.property(characters, (value) => {
      const masks = [maskName, maskResidentId, maskPhone, maskAccount, maskPlate];
      return masks.every((mask) => [...mask(value.join(''))].length === value.length);
    }),
  );
});
