import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creditCodeCheckChar, parseCreditCode } from './credit-code.ts';

// The invented codes of the social-organizations handbook §6.
const CODES = [
  ['51370000504352106F', '1', '370000'],
  ['523701020712345681', '2', '370102'],
  ['533700005043521A8R', '3', '370000'],
  ['533708833105000004', '3', '370883'],
  ['513713027986543284', '1', '371302'],
] as const;

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const SOCIETY = '51370000504352106F';

describe('the invented codes of the handbook', () => {
  test.each(CODES)('%s: category %s, registrar %s', (code, category, registrarPrefix) => {
    expect(parseCreditCode(code)).toEqual({
      ok: true,
      value: { code, department: '5', category, registrarPrefix, organisationCode: code.slice(8, 17) },
    });
  });

  test.each(CODES)('the check character of %s follows from its first 17', (code) => {
    expect(creditCodeCheckChar(code.slice(0, 17))).toBe(code.charAt(17));
  });
});

test.each([
  ['small letters', '51370000504352106f'],
  ['full-width characters', '５１３７００００５０４３５２１０６Ｆ'],
  ['spaces around', ' 51370000504352106F　'],
])('%s are normalised', (_what, input) => {
  expect(parseCreditCode(input)).toMatchObject({ ok: true, value: { code: SOCIETY } });
});

describe('refusals', () => {
  test.each([
    ['CREDIT_CODE_FORMAT', 'empty', ''],
    ['CREDIT_CODE_FORMAT', '17 characters', '51370000504352106'],
    ['CREDIT_CODE_FORMAT', '19 characters', '51370000504352106F0'],
    ['CREDIT_CODE_FORMAT', 'a letter in the division part', '5137000A504352106F'],
    ['CREDIT_CODE_FORMAT', 'a hyphen', '513700005-4352106F'],
    ['CREDIT_CODE_CHECKSUM', 'another last character', '51370000504352106E'],
    ['CREDIT_CODE_CHECKSUM', 'two characters swapped', '51370000504532106F'],
  ])('%s: %s', (code, _what, input) => {
    expect(parseCreditCode(input)).toEqual({ ok: false, code });
  });

  test.each([...'IOSVZ'])('CREDIT_CODE_FORMAT: the letter %s is not in the alphabet', (letter) => {
    expect(parseCreditCode(`5137000050435210${letter}F`)).toEqual({ ok: false, code: 'CREDIT_CODE_FORMAT' });
  });
});

test('the check character of anything but 17 characters of the alphabet is a mistake of the caller', () => {
  expect(() => creditCodeCheckChar('5137000050435210')).toThrow(RangeError);
});

test('a change of any one character is caught', () => {
  const change = fc.record({
    index: fc.nat(17),
    character: fc.constantFrom(...ALPHABET),
    code: fc.constantFrom(...CODES.map(([code]) => code)),
  });
  fc.assert(
    fc.property(change, ({ index, character, code }) => {
      fc.pre(code.charAt(index) !== character);
      return !parseCreditCode(code.slice(0, index) + character + code.slice(index + 1)).ok;
    }),
    { numRuns: 500 },
  );
});
