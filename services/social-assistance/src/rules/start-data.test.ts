import { describe, expect, it } from 'vitest';
import { readSeedParameters, readSeedStandards } from '../../seed/read-seed.ts';
import { isBelowFloor } from './standard-floor.ts';

const parameters = readSeedParameters();

describe('the start data', () => {
  it('every row has a legal basis and two different approvers', () => {
    const broken = parameters.filter(
      ({ legalBasis, approvedBy }) => legalBasis === '' || approvedBy[0] === approvedBy[1],
    );
    expect(broken).toEqual([]);
  });

  it('no key has two rows for one place', () => {
    const places = parameters.map((row) => [row.key, row.divisionCode, row.regionGroup ?? '', row.validFrom].join(' '));
    expect(places.length).toBe(new Set(places).size);
  });

  it('the shares of every funding group make a whole', () => {
    const rows = parameters.filter(({ key }) => key.startsWith('fund.share_bp.'));
    const groups = Map.groupBy(rows, (row) => row.regionGroup ?? row.divisionCode);
    const sums = [...groups].map(([group, shares]) => [group, shares.reduce((sum, row) => sum + Number(row.value), 0)]);
    expect(sums).toEqual([
      ['WEST', 10_000],
      ['CENTRAL', 10_000],
      ['EAST', 10_000],
      ['370200000000', 10_000],
    ]);
  });

  it('both standards are above the floors of the 2014 work plan', () => {
    const below = readSeedStandards().filter(({ programme, amountFen, period }) => {
      const isUrban = programme === 'URBAN_DIBAO';
      const consumptionYearFen = isUrban ? 1_711_200 : 739_300;
      return isBelowFloor(amountFen, { consumptionYearFen, ratioBp: isUrban ? 2_500 : 3_000, period });
    });
    expect(below).toEqual([]);
  });
});
