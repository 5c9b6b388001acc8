import { describe, expect, test } from 'vitest';
import { carriedOver, formerAmong, formerUnits, placeSteps } from './former.ts';

const effectiveOn = '2018-12-26';
const laiwu = [
  { code: '370116001000', formerCode: '371202001000', effectiveOn },
  { code: '370116000000', formerCode: '371202000000', effectiveOn },
];

function row(divisionCode: string, validFrom: string, validTo: string | null = null, amountFen = 0) {
  return { divisionCode, validFrom, validTo, amountFen };
}

const steps = placeSteps(formerAmong(laiwu, '370116001201'));
const held = (rows: Parameters<typeof carriedOver<ReturnType<typeof row>>>[0]) => carriedOver(rows, steps, () => 'key');

describe('standards of the old unit apply until the new unit decides (place-names.md §9.4)', () => {
  test('CH-14: county and prefecture of 莱芜 stand behind those of 济南', () => {
    expect(steps).toEqual([
      { from: '371202000000', to: '370116000000', effectiveOn },
      { from: '371200000000', to: '370100000000', effectiveOn },
    ]);
  });

  test('before 济南 decides the standard of 莱芜 applies, and the one of 济南 from before does not', () => {
    expect(held([row('370100000000', '2018-01-01', null, 600), row('371200000000', '2018-01-01', null, 500)])).toEqual([
      row('370100000000', '2018-01-01', null, 500),
    ]);
  });

  test('the day on which 济南 decides ends it', () => {
    const rows = [
      row('370100000000', '2018-01-01', '2019-07-01', 600),
      row('370100000000', '2019-07-01', null, 700),
      row('371200000000', '2018-01-01', null, 500),
    ];
    expect(held(rows)).toEqual([
      row('370100000000', '2018-01-01', '2019-07-01', 500),
      row('370100000000', '2019-07-01', null, 700),
    ]);
  });

  test('rows of the province stay', () => {
    const province = row('370000000000', '2014-01-01', null, 400);
    expect(held([province])).toEqual([province]);
  });

  test('a county without another past has its own rows', () => {
    expect(formerAmong(laiwu, '370102001201')).toEqual([]);
  });

  test('a county that was recoded twice looks back over both changes, the earliest first', () => {
    const twice = [
      { code: '370181000000', formerCode: '370121000000', effectiveOn: '2001-01-01' },
      { code: '370114000000', formerCode: '370181000000', effectiveOn: '2016-09-14' },
    ];
    expect(placeSteps(formerAmong(twice, '370114000000')).map(({ from, to }) => [from, to])).toEqual([
      ['370121000000', '370181000000'],
      ['370181000000', '370114000000'],
    ]);
  });
});

describe('whose ground a unit is', () => {
  const item = (fromCode: string, toCode: string, more: object = {}) => ({
    fromCode,
    toCode,
    extent: 'FULL',
    remainder: false,
    ...more,
  });

  test('CH-04: 文登区 is the rest of 文登市, a moved town its own past; 环翠区 keeps its own standards', () => {
    const items = [
      item('371081000000', '371002000000', { extent: 'PART' }),
      item('371081000000', '371003000000', { extent: 'PART', remainder: true }),
      item('371081112000', '371002112000'),
      item('371081112201', '371002112201'),
    ];
    expect(formerUnits(items)).toEqual([
      { code: '371003000000', formerCode: '371081000000' },
      { code: '371002112000', formerCode: '371081112000' },
    ]);
  });

  test('a merged county has no single past', () => {
    expect(formerUnits([item('370203000000', '370203000000'), item('370205000000', '370203000000')])).toEqual([]);
  });
});
