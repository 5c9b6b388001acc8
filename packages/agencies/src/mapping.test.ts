import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conversions } from './conversions.ts';
import { agreedRows, ownWords } from './index.ts';

describe('an agency’s own words become the agreed ones', () => {
  test.each([
    ['YUAN', '1234.56', 123_456],
    ['YUAN', 1234.5, 123_450],
    ['YUAN', '-0.01', -1],
    ['YUAN', '1.005', undefined],
    ['YUAN', '1.50000', 150],
    ['YUAN', '１２', undefined],
    ['YUAN', '1e3', undefined],
    ['YUAN', null, undefined],
    ['WAN_YUAN', '8.98', 8_980_000],
    ['WAN_YUAN', '0.000001', 1],
    ['WAN_YUAN', '0.0000001', undefined],
    ['MU', '3.25', 325],
    ['SQUARE_METRES', '52.5', 5_250],
    ['PERCENT', '25', 2_500],
    ['INTEGER', '12', 12],
    ['INTEGER', '1.5', undefined],
    ['DATE_8', '20140428', '2014-04-28'],
    ['DATE_8', '2014428', undefined],
    ['DATE_SLASH', '2014/4/8', '2014-04-08'],
    ['DATE_CHINESE', '2014年4月8日', '2014-04-08'],
    ['MONTH_6', '201404', '2014-04'],
    ['YES_NO', '是', true],
    ['YES_NO', '否', false],
    ['YES_NO', 'yes', undefined],
    ['TEXT', 7, undefined],
  ] as const)('%s %o is %o', (name, outside, inside) => {
    expect(conversions[name].inward(outside)).toBe(inside);
  });

  test('every amount to the fen, area and share comes back as it went', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (value) => {
        for (const name of ['YUAN', 'WAN_YUAN', 'MU', 'SQUARE_METRES', 'PERCENT', 'INTEGER'] as const) {
          expect(conversions[name].inward(conversions[name].outward(value))).toBe(value);
        }
      }),
    );
  });

  test('every day comes back as it went', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          for (const name of ['DATE_8', 'DATE_SLASH', 'DATE_CHINESE'] as const) {
            expect(conversions[name].inward(conversions[name].outward(day))).toBe(day);
          }
        },
      ),
    );
  });

  const inside = { bank: '泉城试验银行', product: 'TERM', accounts: 2, balanceFen: 290_050, balanceOn: '2014-04-01' };
  const outside = { 银行名称: '泉城试验银行', 产品种类: '定期', 账户数: '2', 余额: '2900.50', 余额日期: '20140401' };

  test('a bank’s row, both ways', () => {
    expect(ownWords('BANK', 'DEPOSIT', [inside])).toEqual([outside]);
    expect(agreedRows('BANK', 'DEPOSIT', [outside])).toEqual([inside]);
  });

  test('an empty value is null where the agreement says so, and refused elsewhere', () => {
    const row = { 月补贴额: '200', 起发年月: '201401', 止发年月: '' };
    expect(agreedRows('HOUSING_SEC', 'RENT_SUBSIDY', [row])).toEqual([
      { monthlyFen: 20_000, firstMonth: '2014-01', lastMonth: null },
    ]);
    const without = { ...row, 起发年月: '' };
    expect(agreedRows('HOUSING_SEC', 'RENT_SUBSIDY', [without])).toEqual([without]);
  });

  test('what fits no mapping stays as it came, for the judgement to refuse: a field more, a field less, an unknown word', () => {
    const odd = [{ ...outside, 手机: '1' }, { 银行名称: 'x' }, { ...outside, 产品种类: '股票' }];
    expect(agreedRows('BANK', 'DEPOSIT', odd)).toEqual(odd);
  });

  test('a row of another item of the agency is known as that item', () => {
    const inflow = { 银行名称: '泉城试验银行', 起始年月: '201304', 截止年月: '201403', 流入合计: '100' };
    expect(agreedRows('BANK', 'DEPOSIT', [inflow])).toEqual([
      { bank: '泉城试验银行', fromMonth: '2013-04', toMonth: '2014-03', totalFen: 10_000 },
    ]);
  });

  test('an agency that answers in the agreed words is left alone', () => {
    const row = { programme: 'DIBAO', amountFen: 48_000, month: '2014-04', state: 'PAID' };
    expect(agreedRows('CA_BENEFIT', 'BENEFIT', [row])).toEqual([row]);
    expect(ownWords('CA_BENEFIT', 'BENEFIT', [row])).toEqual([row]);
  });
});
