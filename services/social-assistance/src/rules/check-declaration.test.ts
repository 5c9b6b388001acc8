import { describe, expect, it } from 'vitest';
import { checkDeclaration } from './check-declaration.ts';
import { anAsset, anIncome, aSupporter, personId } from './factories.ts';
import type { Income } from './types.ts';

function faultsOf(...incomes: Income[]): string[] {
  return checkDeclaration({ incomes, assets: [], supporters: [] }).map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('checkDeclaration (social-assistance §10)', () => {
  const rows: [string, Income[], string[]][] = [
    ['a sound wage', [anIncome()], []],
    ['AMOUNT_INVALID: negative', [anIncome({ amountFen: -1 })], ['AMOUNT_INVALID /incomes/0/amountFen']],
    ['a business may lose', [anIncome({ type: 'SHOP', amountFen: -1 })], []],
    ['AMOUNT_INVALID: fractional', [anIncome({ amountFen: 0.5 })], ['AMOUNT_INVALID /incomes/0/amountFen']],
    ['10^12 fen is the most', [anIncome({ amountFen: 1_000_000_000_000 })], []],
    [
      'AMOUNT_INVALID: above 10^12 fen',
      [anIncome({ amountFen: 1_000_000_000_001 })],
      ['AMOUNT_INVALID /incomes/0/amountFen'],
    ],
    [
      'AMOUNT_INVALID: tax above the wage',
      [anIncome({ amountFen: 100, taxFen: 101 })],
      ['AMOUNT_INVALID /incomes/0/taxFen'],
    ],
    [
      'AMOUNT_INVALID: tax and insurance together above the wage',
      [anIncome({ amountFen: 100, taxFen: 60, ownInsuranceFen: 41 })],
      ['AMOUNT_INVALID /incomes/0/taxFen', 'AMOUNT_INVALID /incomes/0/ownInsuranceFen'],
    ],
    ['tax and insurance of the whole wage', [anIncome({ amountFen: 100, taxFen: 60, ownInsuranceFen: 40 })], []],
    [
      'AMOUNT_INVALID: insurance on rent',
      [anIncome({ type: 'RENT', ownInsuranceFen: 1 })],
      ['AMOUNT_INVALID /incomes/0/ownInsuranceFen'],
    ],
    ['no tax on rent', [anIncome({ type: 'RENT', taxFen: 0 })], []],
    ['AMOUNT_INVALID: negative tax', [anIncome({ taxFen: -1 })], ['AMOUNT_INVALID /incomes/0/taxFen']],
    [
      'AMOUNT_INVALID: a business that loses more than 10^12 fen',
      [anIncome({ type: 'SHOP', amountFen: -1_000_000_000_001 })],
      ['AMOUNT_INVALID /incomes/0/amountFen'],
    ],
    ['another person', [anIncome(), anIncome({ personId: personId(2) })], []],
    ['another type', [anIncome(), anIncome({ type: 'BONUS' })], []],
    [
      'INCOME_OVERLAP: the later one lies within',
      [anIncome(), anIncome({ periodFrom: '2013-12-01', periodTo: '2013-12-31' })],
      ['INCOME_OVERLAP /incomes/1/periodFrom'],
    ],
    [
      'INCOME_OVERLAP: on the first day of the other',
      [anIncome(), anIncome({ periodFrom: '2013-01-01', periodTo: '2013-10-01' })],
      ['INCOME_OVERLAP /incomes/1/periodFrom'],
    ],
    [
      'INCOME_PERIOD_INVALID: the end is not a day',
      [anIncome({ periodTo: '2014-02-30' })],
      ['INCOME_PERIOD_INVALID /incomes/0/periodTo'],
    ],
    ['tax of the whole wage', [anIncome({ amountFen: 100, taxFen: 100 })], []],
    ['AMOUNT_INVALID: tax on rent', [anIncome({ type: 'RENT', taxFen: 1 })], ['AMOUNT_INVALID /incomes/0/taxFen']],
    [
      'INCOME_PERIOD_INVALID: ends before it begins',
      [anIncome({ periodTo: '2013-09-30' })],
      ['INCOME_PERIOD_INVALID /incomes/0/periodTo'],
    ],
    ['a period of one day', [anIncome({ periodFrom: '2014-03-31' })], []],
    [
      'INCOME_PERIOD_INVALID: not a day',
      [anIncome({ periodFrom: '2014-02-30' })],
      ['INCOME_PERIOD_INVALID /incomes/0/periodFrom'],
    ],
    ['INCOME_TYPE_UNKNOWN', [anIncome({ type: 'LOTTERY' })], ['INCOME_TYPE_UNKNOWN /incomes/0/type']],
    [
      'INCOME_OVERLAP: same person, type and source',
      [anIncome(), anIncome({ periodFrom: '2014-03-31' })],
      ['INCOME_OVERLAP /incomes/1/periodFrom'],
    ],
    ['adjoining periods', [anIncome({ periodTo: '2013-12-31' }), anIncome({ periodFrom: '2014-01-01' })], []],
    ['a period before the other', [anIncome(), anIncome({ periodFrom: '2013-01-01', periodTo: '2013-09-30' })], []],
    ['a wage of nothing', [anIncome({ amountFen: 0 })], []],
    [
      'AMOUNT_INVALID: a wage below zero admits no tax, and its own amount is told',
      [anIncome({ amountFen: -5, taxFen: 1 })],
      ['AMOUNT_INVALID /incomes/0/amountFen', 'AMOUNT_INVALID /incomes/0/taxFen'],
    ],
    ['two employers', [anIncome({ source: '甲厂' }), anIncome({ source: '乙厂' })], []],
    [
      'another provenance is a conflict of sources, not an overlap',
      [anIncome(), anIncome({ provenance: 'DECLARED' })],
      [],
    ],
    [
      'all faults at once',
      [anIncome({ type: 'LOTTERY', amountFen: -1, periodTo: '2013-01-01' })],
      [
        'AMOUNT_INVALID /incomes/0/amountFen',
        'INCOME_TYPE_UNKNOWN /incomes/0/type',
        'INCOME_PERIOD_INVALID /incomes/0/periodTo',
      ],
    ],
  ];
  it.each(rows)('%s', (_, incomes, expected) => {
    expect(faultsOf(...incomes)).toEqual(expected);
  });

  it('every fault names the rule', () => {
    const [fault] = checkDeclaration({ incomes: [anIncome({ amountFen: -1 })], assets: [], supporters: [] });
    expect(fault?.ruleId).toBe('SA-R-22@1');
  });

  it('AMOUNT_INVALID: amounts of assets and supporters', () => {
    const declaration = {
      incomes: [],
      assets: [anAsset('DEPOSIT', { valueFen: -1 }), anAsset('BUSINESS_REG', { capitalFen: 0.1 })],
      supporters: [aSupporter({ perCapitaFen: -1, standardFen: -1, judgmentFen: 0.5, receiptsFen: -1 })],
    };
    const faults = checkDeclaration(declaration);
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['AMOUNT_INVALID']));
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/assets/0/valueFen',
      '/assets/1/capitalFen',
      '/supporters/0/perCapitaFen',
      '/supporters/0/standardFen',
      '/supporters/0/judgmentFen',
      '/supporters/0/receiptsFen',
    ]);
  });
});
