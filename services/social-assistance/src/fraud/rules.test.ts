import { describe, expect, test } from 'vitest';
import { aCase, aMember, anAsset, anIncome } from '../rules/factories.ts';
import { decideCase } from '../rules/index.ts';
import { bearsOn, fineAllowed } from './rules.ts';

const law = { minTimes: 1, maxTimes: 3 };
const exampleOne = aCase({ members: [aMember(1), aMember(2), aMember(3)], incomes: [anIncome()] });
const withCar = { ...exampleOne, assets: [anAsset('VEHICLE', { usage: 'PRIVATE_CAR' })] };

describe('support obtained by fraud (SA-649 art. 68, reading 10)', () => {
  test('example 12: with the concealed car nothing was due: six payments of 540.00 are 3,240.00 to recover', () => {
    const [lawful, found] = [decideCase(exampleOne), decideCase(withCar)];
    expect([lawful.amountFen, found.outcome, found.amountFen]).toEqual([54_000, 'REFUSE', 0]);
    expect(6 * (lawful.amountFen - found.amountFen)).toBe(324_000);
    expect(bearsOn(lawful, found)).toBe(true);
  });

  test('what changes nothing is no ground; what lessens the amount is one', () => {
    expect(bearsOn({ amountFen: 54_000 }, { outcome: 'GRANT', amountFen: 54_000 })).toBe(false);
    expect(bearsOn({ amountFen: 54_000 }, { outcome: 'GRANT', amountFen: 53_999 })).toBe(true);
  });

  test.each([
    [323_999, false],
    [324_000, true],
    [650_000, true],
    [972_000, true],
    [972_001, false],
    [0, false],
  ])('example 12: FINE_OUT_OF_RANGE: a fine of %i fen on 324,000 is allowed: %s', (fineFen, allowed) => {
    expect(fineAllowed(fineFen, { unlawfulFen: 324_000, ...law })).toBe(allowed);
  });

  test('FINE_OUT_OF_RANGE: on nothing there is no fine', () => {
    expect(fineAllowed(0, { unlawfulFen: 0, ...law })).toBe(false);
  });
});
