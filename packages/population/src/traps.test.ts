import { ageOn } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { agencyRecords, createPopulation, type Person, storyPeople } from './index.ts';

const asOf = '2014-04-28';
const divisions = ['370102001002', '370102001003', '371721101200', '371721101201'];
const all = createPopulation('traps', { households: 4_000, divisions }).persons.map((person) => ({
  person,
  records: agencyRecords(person, asOf),
}));

type Known = (typeof all)[number];
const some = (trap: (one: Known) => boolean): number => all.filter(trap).length;
const adult = ({ birthDate }: Person): boolean => ageOn(birthDate, asOf) >= 18;

/** The last column of income-verification.md §4: what a register gets wrong, or what it must not be taken for. */
const traps: readonly (readonly [string, (one: Known) => boolean])[] = [
  [
    'PSB_HUKOU: a death that the police have not written down',
    ({ records }) => records.CREMATION.length > 0 && records.HUKOU[0]?.status === 'NORMAL',
  ],
  ['PSB_HUKOU: the same person in two registers', ({ records }) => records.HUKOU.length === 2],
  [
    'PSB_VEHICLE: sold and not yet transferred, or scrapped and still listed',
    ({ records }) => records.VEHICLE.some(({ status }) => status === 'TRANSFERRED' || status === 'SCRAPPED'),
  ],
  ['PSB_EXIT: only who leaves often is returned', ({ records }) => Number(records.ABROAD[0]?.trips ?? 0) >= 4],
  [
    'HRSS_PENSION: the basic part of a resident pension stands apart',
    ({ records }) => records.RESIDENT_PENSION.some(({ basicFen, accountFen }) => basicFen === 6_500 && accountFen > 0),
  ],
  [
    'HRSS_INSURANCE: a base at the floor above the wage',
    ({ person, records }) =>
      records.CONTRIBUTION.some(({ baseFen }) => baseFen === 210_000 && (person.wage?.monthlyGrossFen ?? 0) < 210_000),
  ],
  [
    'HRSS_INSURANCE: someone who died goes on paying',
    ({ records }) => records.CREMATION.length > 0 && records.CONTRIBUTION.some(({ kind }) => kind === 'FLEXIBLE'),
  ],
  [
    'HRSS_EMPLOY: registered as employed without a wage',
    ({ person, records }) =>
      person.wage === undefined && records.EMPLOYMENT_REG.some(({ status }) => status === 'EMPLOYED'),
  ],
  ['MEDICAL_INS: two schemes in one year', ({ records }) => records.INSURED.length === 2],
  [
    'TAX: a business below the threshold',
    ({ records }) => records.BUSINESS_TAX.some(({ turnoverBand }) => turnoverBand === 'BELOW_THRESHOLD'),
  ],
  [
    'TAX: a name used without consent, in no business register',
    ({ records }) => records.BUSINESS_TAX.length > 0 && records.BUSINESS_REG.length === 0,
  ],
  [
    'AIC: a revoked or dormant shell',
    ({ records }) => records.BUSINESS_REG.some(({ status }) => status === 'REVOKED' || status === 'DORMANT'),
  ],
  [
    'AIC: a member of a village cooperative is no owner',
    ({ records }) => records.BUSINESS_REG.some(({ kind, role }) => kind === 'COOPERATIVE' && role === 'MEMBER'),
  ],
  ['HOUSING_REG: a sale within 24 months', ({ records }) => records.TRANSACTION.some(({ kind }) => kind === 'SALE')],
  ['HOUSING_FUND: a sealed account', ({ records }) => records.FUND.some(({ status }) => status === 'SEALED')],
  ['LAND: compensation that names the village', ({ records }) => records.LAND_COMP.length > 0],
  [
    'AGRI: a contract in a grandparent’s name',
    ({ person, records }) => records.LAND_CONTRACT.some(({ contractor }) => contractor !== person.name),
  ],
  ['DISABLED_FED: an expired certificate', ({ records }) => records.CERT.some(({ status }) => status === 'EXPIRED')],
  [
    'DISABLED_FED: a level that changed',
    ({ records }) => records.CERT.length === 2 && records.CERT[0]?.level !== records.CERT[1]?.level,
  ],
  [
    'BANK: others’ money that passes through',
    ({ records }) => records.INFLOW.some(({ totalFen }) => Number(totalFen) > 10_000_000),
  ],
  ['SECURITIES: a zero-balance account', ({ records }) => records.HOLDING.some((row) => row.marketValueFen === 0)],
  ['SECURITIES: a frozen account', ({ records }) => records.HOLDING.some(({ frozen }) => frozen === true)],
  [
    'INSURANCE: a school policy without value',
    ({ records }) => records.CASH_VALUE.some(({ product, cashValueFen }) => product === 'SCHOOL' && cashValueFen === 0),
  ],
  [
    'FISCAL_PAY: a village stipend is no public payroll',
    ({ records }) => records.PAYROLL.some(({ kind }) => kind === 'VILLAGE_STIPEND'),
  ],
];

describe('the traps of the agencies’ registers', () => {
  it.each(traps)('%s', (_name, trap) => {
    expect(some(trap)).toBeGreaterThan(0);
  });

  it('they are the exception: most adults have an ordinary register', () => {
    const adults = all.filter(({ person }) => adult(person));
    const odd = adults.filter(({ records }) => records.HUKOU.length > 1 || records.INSURED.length > 1);
    expect(odd.length / adults.length).toBeLessThan(0.1);
  });

  it('nobody of the story is drawn into a register', () => {
    for (const person of storyPeople) {
      const { DEPOSIT, CERT, LAND_COMP, PAYROLL, HUKOU } = agencyRecords(person, asOf);
      expect([DEPOSIT, CERT, LAND_COMP, PAYROLL].flat()).toEqual([]);
      expect(HUKOU).toHaveLength(1);
    }
  });
});
