import { describe, expect, test } from 'vitest';
import { parameterFaults, parameterOverlap } from './parameter-rules.ts';
import { type InForce, type ProposedStandard, standardFaults } from './rules.ts';

const today = '2014-04-28';
const urban: ProposedStandard = {
  programme: 'URBAN_DIBAO',
  amountFen: 52_000,
  period: 'MONTH',
  validFrom: '2014-07-01',
  publishedOn: '2014-04-20',
  consumptionFen: 1_711_200,
};
const open: InForce = { amountFen: 48_000, validFrom: '2014-01-01', validTo: null };

function faultsOf(proposal: Partial<ProposedStandard>, inForce: readonly InForce[] = [open], wubaoRiseFen?: number) {
  const dibao = (proposal.programme ?? urban.programme).endsWith('_DIBAO');
  const floorBp = proposal.programme === 'RURAL_DIBAO' ? 3000 : 2500;
  const thresholds = dibao ? { floorBp } : wubaoRiseFen === undefined ? {} : { wubaoRiseFen };
  const faults = standardFaults({ ...urban, ...proposal }, { inForce, thresholds, today });
  return faults.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('example 20: floors by last year’s consumption (work plan 2014 item 1)', () => {
  test.each([
    ['urban 356 yuan fails (floor 356.50)', { amountFen: 35_600 }, ['STANDARD_BELOW_FLOOR /body/amountFen']],
    ['urban 357 yuan passes', { amountFen: 35_700 }, []],
    ['urban 356.50 yuan is the floor itself', { amountFen: 35_650 }, []],
    [
      'rural 2,217.89 yuan a year fails',
      { programme: 'RURAL_DIBAO', period: 'YEAR' as const, amountFen: 221_789, consumptionFen: 739_300 },
      ['STANDARD_BELOW_FLOOR /body/amountFen'],
    ],
    [
      'rural 2,217.90 yuan a year passes',
      { programme: 'RURAL_DIBAO', period: 'YEAR' as const, amountFen: 221_790, consumptionFen: 739_300 },
      [],
    ],
    ['a waiver document lifts the floor', { amountFen: 35_600, waiverDocNo: '鲁民函〔2014〕样例1号' }, []],
  ])('%s', (_, change, faults) => {
    expect(faultsOf(change, [])).toEqual(faults);
  });

  test('STANDARD_BELOW_FLOOR: an unknown consumption is not a passed floor', () => {
    const { consumptionFen: _, ...silent } = urban;
    const faults = standardFaults(silent, { inForce: [], thresholds: { floorBp: 2500 }, today });
    expect(faults.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['STANDARD_BELOW_FLOOR', '/body/consumptionFen'],
    ]);
  });

  test('STANDARD_BELOW_FLOOR: a decrease needs the province’s approval', () => {
    expect(faultsOf({ amountFen: 47_999 })).toEqual(['STANDARD_BELOW_FLOOR /body/amountFen']);
    expect(faultsOf({ amountFen: 48_000 })).toEqual([]);
  });
});

describe('example 21: five-guarantee support rises by 500 yuan a year (work plan 2014 item 2)', () => {
  const wubao = { programme: 'WUBAO_CENTRAL', period: 'YEAR' as const };
  test.each([
    ['central 4,800 → 5,300 passes', 480_000, { amountFen: 530_000 }, []],
    [
      'dispersed 3,100 → 3,580 fails',
      310_000,
      { amountFen: 358_000 },
      ['WUBAO_INCREMENT_BELOW_TARGET /body/amountFen'],
    ],
    ['with a waiver it passes', 310_000, { amountFen: 358_000, waiverDocNo: '鲁民函〔2014〕样例2号' }, []],
  ])('%s', (_, old, change, faults) => {
    expect(faultsOf({ ...wubao, ...change }, [{ ...open, amountFen: old }], 50_000)).toEqual(faults);
  });
});

describe('dates and form of a standard', () => {
  test.each([
    [
      'reading 3: DATE_NOT_ALLOWED in the middle of a month',
      { validFrom: '2014-07-02' },
      ['DATE_NOT_ALLOWED /body/validFrom'],
    ],
    ['DATE_NOT_ALLOWED: published tomorrow', { publishedOn: '2014-04-29' }, ['DATE_NOT_ALLOWED /body/publishedOn']],
    [
      'PERIOD_INVALID: an urban standard by the year',
      { period: 'YEAR' as const, amountFen: 500_000 },
      ['PERIOD_INVALID /body/period'],
    ],
    ['AMOUNT_INVALID: above 10^12 fen', { amountFen: 1_000_000_000_001 }, ['AMOUNT_INVALID /body/amountFen']],
    ['AMOUNT_INVALID: nothing, with a waiver', { amountFen: 0, waiverDocNo: 'x' }, ['AMOUNT_INVALID /body/amountFen']],
  ])('%s', (_, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  test.each<[string, InForce[], string[]]>([
    ['the first of all', [], []],
    ['follows an open one', [open], []],
    ['follows one that ends on the day', [{ ...open, validTo: '2014-07-01' }], []],
    [
      'STANDARD_OVERLAP: on the day of another',
      [{ ...open, validFrom: '2014-07-01' }],
      ['STANDARD_OVERLAP /body/validFrom'],
    ],
    [
      'STANDARD_OVERLAP: before a later one',
      [open, { ...open, validFrom: '2015-01-01' }],
      ['STANDARD_OVERLAP /body/validFrom'],
    ],
    [
      'STANDARD_OVERLAP: a month without any',
      [{ ...open, validTo: '2014-06-01' }],
      ['STANDARD_OVERLAP /body/validFrom'],
    ],
  ])('%s', (_, inForce, faults) => {
    expect(faultsOf({}, inForce)).toEqual(faults);
  });
});

describe('dated parameters', () => {
  const example = 5;
  const proposal = { value: 6, validFrom: '2014-07-01' };
  const faultsIn = (
    change: object,
    inForce: readonly { validFrom: string; validTo: string | null }[] = [],
    known: unknown = example,
  ) => parameterFaults({ ...proposal, ...change }, { inForce, example: known }).map(({ code }) => code);

  test.each<[string, object, { validFrom: string; validTo: string | null }[], string[]]>([
    ['follows an open row', {}, [{ validFrom: '2014-01-01', validTo: null }], []],
    ['follows a row that ends on the day', {}, [{ validFrom: '2014-01-01', validTo: '2014-07-01' }], []],
    [
      'PARAMETER_OVERLAP: inside a closed row',
      {},
      [{ validFrom: '2014-01-01', validTo: '2014-07-02' }],
      ['PARAMETER_OVERLAP'],
    ],
    [
      'PARAMETER_OVERLAP: on the day of an open row',
      {},
      [{ validFrom: '2014-07-01', validTo: null }],
      ['PARAMETER_OVERLAP'],
    ],
    [
      'PARAMETER_OVERLAP: open before a later row',
      {},
      [{ validFrom: '2015-01-01', validTo: null }],
      ['PARAMETER_OVERLAP'],
    ],
    ['ends where a later row begins', { validTo: '2015-01-01' }, [{ validFrom: '2015-01-01', validTo: null }], []],
    ['DATE_ORDER_INVALID: ends on its first day', { validTo: '2014-07-01' }, [], ['DATE_ORDER_INVALID']],
    ['INPUT_INVALID: a text for a number', { value: 'six' }, [], ['INPUT_INVALID']],
  ])('%s', (_, change, inForce, codes) => {
    expect(faultsIn(change, inForce)).toEqual(codes);
  });

  test('PARAMETER_UNKNOWN: a key under which no rule looks', () => {
    expect(parameterFaults(proposal, { inForce: [], example: undefined }).map(({ code }) => code)).toEqual([
      'PARAMETER_UNKNOWN',
    ]);
    expect(parameterOverlap(proposal, [])).toBe(false);
  });
});
