import { describe, expect, it } from 'vitest';
import { findParameter, NATIONAL_DIVISION, ParameterError, type PolicyParameter } from './parameter.ts';
import { createParameterSource } from './parameter-source.ts';

const at = {
  date: '2014-05-16',
  divisions: ['370102000000', '370100000000', 'EAST', '370000000000', NATIONAL_DIVISION],
};
const key = 'social-assistance.min_grant_fen';

function aParameter(overrides: Partial<PolicyParameter>): PolicyParameter {
  return {
    key,
    divisionCode: NATIONAL_DIVISION,
    validFrom: '2014-01-01',
    validTo: null,
    value: 1_000,
    legalBasis: '国务院令第649号 第十条',
    approvedBy: ['policy-1', 'policy-2'],
    ...overrides,
  };
}

const national = aParameter({ value: 1 });
const province = aParameter({ divisionCode: '370000000000', value: 2 });
const east = aParameter({ divisionCode: '370000000000', regionGroup: 'EAST', value: 3 });
const west = aParameter({ divisionCode: '370000000000', regionGroup: 'WEST', value: 4 });
const city = aParameter({ divisionCode: '370100000000', regionGroup: null, value: 5 });
const county = aParameter({ divisionCode: '370102000000', value: 6 });

describe('findParameter', () => {
  it.each([
    ['the county', [national, province, east, west, city, county], 6],
    ['the city when the county has none', [national, province, east, west, city], 5],
    ['the region group when the city has none', [national, province, east, west], 3],
    ['the province when only another region group has one', [national, province, west], 2],
    ['the nation when the province has none', [west, national], 1],
  ])('the most specific level decides: %s', (_name, rows, value) => {
    expect(findParameter(rows, key, at).value).toBe(value);
  });

  it('validity is half-open: the first day counts, validTo no longer', () => {
    const rows = [
      aParameter({ value: 48_000, validFrom: '2013-07-01', validTo: '2014-07-01' }),
      aParameter({ value: 52_000, validFrom: '2014-07-01' }),
    ];
    const values = ['2013-07-01', '2014-06-30', '2014-07-01'].map(
      (date) => findParameter(rows, key, { ...at, date }).value,
    );
    expect(values).toEqual([48_000, 48_000, 52_000]);
  });

  it('a county row that is not yet valid leaves the decision to the city', () => {
    const later = aParameter({ divisionCode: '370102000000', validFrom: '2014-05-17', value: 7 });
    expect(findParameter([later, city], key, at).value).toBe(5);
  });

  it.each([
    ['an empty table', []],
    ['a date before the first row', [aParameter({ validFrom: '2014-05-17' })]],
    ['a date on which the last row has ended', [aParameter({ validTo: '2014-05-16' })]],
    ['another key only', [aParameter({ key: 'social-assistance.other' })]],
    ['other divisions only', [aParameter({ divisionCode: '370200000000' }), west]],
  ])('PARAMETER_MISSING: %s is an error, never a default', (_name, rows) => {
    expect(() => findParameter(rows, key, at)).toThrow(new ParameterError('PARAMETER_MISSING', key, at.date));
  });

  it('PARAMETER_OVERLAP: two rows of one level on one day are an error', () => {
    const rows = [city, aParameter({ divisionCode: '370100000000', validFrom: '2014-05-16', value: 8 })];
    expect(() => findParameter(rows, key, at)).toThrow(new ParameterError('PARAMETER_OVERLAP', key, at.date));
    expect(findParameter(rows, key, { ...at, date: '2014-05-15' }).value).toBe(5);
  });

  it('the error names code, key and date', () => {
    const error = new ParameterError('PARAMETER_MISSING', key, '2014-05-16');
    expect([error.name, error.code, error.key, error.date]).toEqual([
      'ParameterError',
      'PARAMETER_MISSING',
      key,
      '2014-05-16',
    ]);
  });
});

describe('a parameter source', () => {
  const rows = [
    aParameter({ key: 'rounding_mode', value: 'FEN_HALF_UP' }),
    aParameter({ key: 'bands', value: [{ upToFen: 10_000, amountFen: 20_000 }] }),
    aParameter({ key: 'banded', value: false }),
    national,
    county,
  ];

  it('reads numbers, texts, flags and lists', () => {
    const source = createParameterSource(rows);
    expect(source.number(key, at)).toBe(6);
    expect(source.text('rounding_mode', at)).toBe('FEN_HALF_UP');
    expect(source.flag('banded', at)).toBe(false);
    expect(source.list('bands', at)).toEqual([{ upToFen: 10_000, amountFen: 20_000 }]);
  });

  it('lists the rows that it gave, each once, in an order that does not depend on the reading', () => {
    const [first, second] = [createParameterSource(rows), createParameterSource(rows)];
    first.number(key, at);
    first.text('rounding_mode', at);
    first.number(key, at);
    first.number(key, { ...at, divisions: [NATIONAL_DIVISION] });
    second.text('rounding_mode', at);
    second.number(key, { ...at, divisions: [NATIONAL_DIVISION] });
    second.number(key, at);
    expect(first.used()).toEqual([rows[0], national, county]);
    expect(second.used()).toEqual(first.used());
  });

  it('starts again with an empty memory over the same rows', () => {
    const source = createParameterSource(rows);
    source.number(key, at);
    const next = source.restart();
    expect([next.used(), next.flag('banded', at), next.used().length, source.used()]).toEqual([[], false, 1, [county]]);
  });

  it('PARAMETER_TYPE_INVALID: a value of another kind is an error and not recorded as used', () => {
    const source = createParameterSource(rows);
    for (const read of [
      () => source.number('rounding_mode', at),
      () => source.text(key, at),
      () => source.flag(key, at),
      () => source.list('banded', at),
    ]) {
      expect(read).toThrow(/^PARAMETER_TYPE_INVALID/);
    }
    expect(source.used()).toEqual([]);
  });

  it('PARAMETER_MISSING: an unknown key is an error', () => {
    expect(() => createParameterSource(rows).number('unknown', at)).toThrow(/^PARAMETER_MISSING/);
  });
});
