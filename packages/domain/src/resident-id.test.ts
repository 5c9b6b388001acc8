import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResidentId, residentIdCheckDigit } from './resident-id.ts';

// The invented numbers of the social-assistance handbook §1: their city-level prefixes were never issued.
const SYNTHETIC = [
  ['370100194001019019', '1940-01-01', '1'],
  ['370100195006159023', '1950-06-15', '2'],
  ['371700196507079054', '1965-07-07', '1'],
  ['371700197303039063', '1973-03-03', '2'],
  ['370900198203109030', '1982-03-10', '1'],
  ['11000019880808908X', '1988-08-08', '2'],
  ['370900200105059041', '2001-05-05', '2'],
  ['370100201209099073', '2012-09-09', '1'],
] as const;

const NUMBERS = SYNTHETIC.map(([idNo]) => idNo);
const MAN = '370900198203109030';

function withCheckDigit(first17: string): string {
  return first17 + residentIdCheckDigit(first17);
}

describe('the invented numbers of the handbook', () => {
  test.each(SYNTHETIC)('%s is born on %s, sex %s', (idNo, birthDate, sex) => {
    expect(parseResidentId(idNo, { birthDate, sex, today: '2014-04-28' })).toEqual({
      ok: true,
      value: { idNo, birthDate, sex, prefix: idNo.slice(0, 6) },
    });
  });

  test.each(SYNTHETIC)('the check digit of %s follows from its first 17', (idNo) => {
    expect(residentIdCheckDigit(idNo.slice(0, 17))).toBe(idNo.charAt(17));
  });
});

test('place-names example 17: the prefix 371202 entered in 2020 is accepted as it was issued, although the code ended in 2018', () => {
  // Nobody born in 1896 was given a number of this prefix, which began in the nineties.
  const idNo = withCheckDigit('37120218960101999');
  expect(parseResidentId(idNo, { today: '2020-06-01' })).toMatchObject({ ok: true, value: { idNo, prefix: '371202' } });
});

describe('what is normalised before checking', () => {
  test.each([
    ['a lower-case x', '11000019880808908x'],
    ['a full-width x', '11000019880808908ｘ'],
    ['full-width digits', '１１００００１９８８０８０８９０８Ｘ'],
    ['spaces around', '　11000019880808908X '],
  ])('%s', (_what, input) => {
    expect(parseResidentId(input)).toMatchObject({ ok: true, value: { idNo: '11000019880808908X' } });
  });
});

describe('refusals', () => {
  test.each([
    ['ID_CHECKSUM_INVALID', 'wrong check digit', '370900198203109031', {}],
    ['ID_CHECKSUM_INVALID', 'X in place of the check digit', '37090019820310903X', {}],
    ['ID_LEGACY_FORMAT', '15 digits', '370900820310903', {}],
    ['ID_LEGACY_FORMAT', '15 full-width digits', '３７０９００８２０３１０９０３', {}],
    ['ID_FORMAT_INVALID', 'empty', '', {}],
    ['ID_FORMAT_INVALID', '17 digits', '37090019820310903', {}],
    ['ID_FORMAT_INVALID', '19 digits', '3709001982031090300', {}],
    ['ID_FORMAT_INVALID', 'X not in the last place', '3709001982X3109030', {}],
    ['ID_FORMAT_INVALID', 'a space within', '370900 98203109030', {}],
    ['ID_FORMAT_INVALID', 'a prefix that starts with 0', withCheckDigit('07090019820310903'), {}],
    ['ID_FORMAT_INVALID', '30 February', withCheckDigit('37090019820230903'), {}],
    ['ID_FORMAT_INVALID', '29 February of a common year', withCheckDigit('37090019810229903'), {}],
    ['ID_FORMAT_INVALID', 'month 13', withCheckDigit('37090019821310903'), {}],
    ['ID_BIRTH_MISMATCH', 'another birth date', MAN, { birthDate: '1982-03-11' }],
    ['ID_BIRTH_MISMATCH', 'day and month swapped', MAN, { birthDate: '1982-10-03' }],
    ['ID_SEX_MISMATCH', 'the other sex', MAN, { sex: '2' as const }],
    ['DATE_ORDER_INVALID', 'birth in the future', MAN, { today: '1982-03-09' }],
    ['DATE_ORDER_INVALID', 'on the 126th birthday', MAN, { today: '2108-03-10' }],
  ])('%s: %s', (code, _what, input, facts) => {
    expect(parseResidentId(input, facts)).toMatchObject({ ok: false, code });
  });

  test('no refusal echoes the number', () => {
    for (const input of ['370900198203109031', withCheckDigit('37090019820230903'), '370900820310903']) {
      expect(JSON.stringify(parseResidentId(input))).not.toContain(input.slice(6, 14));
    }
  });
});

describe('bounds of the birth date', () => {
  test('born today is accepted', () => {
    expect(parseResidentId(MAN, { today: '1982-03-10' }).ok).toBe(true);
  });
  test('the day before the 126th birthday is accepted', () => {
    expect(parseResidentId(MAN, { today: '2108-03-09' }).ok).toBe(true);
  });
  test('29 February of a leap year is accepted', () => {
    expect(parseResidentId(withCheckDigit('37090019840229903')).ok).toBe(true);
  });
});

test('example 17: prefix 371202 entered in 2020 is accepted, though the code ended in 2018', () => {
  // 371202 exists since 1992: nobody born in 1900 was first registered there
  const idNo = withCheckDigit('37120219000101903');
  expect(parseResidentId(idNo, { today: '2020-06-01' })).toMatchObject({ ok: true, value: { prefix: '371202', idNo } });
});

test('the check digit of anything but 17 digits is a mistake of the caller', () => {
  expect(() => residentIdCheckDigit('3709001982031090')).toThrow(RangeError);
});

test('a change of any one digit is caught', () => {
  const bodies = fc.record({ index: fc.nat(17), digit: fc.nat(9), idNo: fc.constantFrom(...NUMBERS) });
  fc.assert(
    fc.property(bodies, ({ index, digit, idNo }) => {
      fc.pre(idNo.charAt(index) !== String(digit));
      expect(parseResidentId(idNo.slice(0, index) + digit + idNo.slice(index + 1)).ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('any swap of two neighbouring digits that differ is caught', () => {
  fc.assert(
    fc.property(fc.nat(15), fc.constantFrom(...NUMBERS), (index, idNo) => {
      const swapped = idNo.slice(0, index) + idNo.charAt(index + 1) + idNo.charAt(index) + idNo.slice(index + 2);
      fc.pre(swapped !== idNo);
      expect(parseResidentId(swapped).ok).toBe(false);
    }),
  );
});
