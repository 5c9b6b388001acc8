import type { CaseFacts } from '@mz/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCase } from './decide-case.ts';
import { aCase, aMember, anIncome, personId } from './factories.ts';
import { fundSplit } from './fund-split.ts';
import type { Income, Member } from './types.ts';

const RUNS = { numRuns: 60 };

/** A member who is not taken to earn, so that income is what the facts say. */
const memberParts = fc.record({
  birthDate: fc.constantFrom('1940-02-01', '1944-06-01', '1960-07-07', '1985-01-31', '1998-09-09', '2010-03-03'),
  disabilityLevel: fc.constantFrom(1, 2, 3, 4),
  seriousIllness: fc.boolean(),
  hukouKind: fc.constantFrom('NON_AGRI' as const, 'AGRI' as const, 'COLLECTIVE' as const),
  specialIdentities: fc.subarray(['PREGNANT', 'ORPHAN']),
  hasRefusedWork: fc.boolean(),
});
const members = fc
  .array(memberParts, { minLength: 1, maxLength: 6 })
  .map((parts) =>
    parts.map(
      ({ hasRefusedWork, ...part }, index): Member =>
        aMember(index + 1, { ...part, ...(hasRefusedWork ? { benefitStopped: 'WORK_REFUSAL' } : {}) }),
    ),
  );

const income = fc
  .record({
    person: fc.integer({ min: 1, max: 6 }),
    type: fc.constantFrom('WAGE', 'MIGRANT_WORK', 'CROP', 'RENT', 'EMPLOYEE_PENSION', 'VETERAN_PENSION'),
    amountFen: fc.integer({ min: 0, max: 1_500_000 }),
    periodFrom: fc.constantFrom('2013-04-01', '2013-10-01', '2014-01-15'),
    periodTo: fc.constantFrom('2014-02-28', '2014-03-31', '2014-04-20'),
  })
  .map(({ person, ...item }): Income => anIncome({ ...item, personId: personId(person) }));

const cases = fc
  .record({ members, incomes: fc.array(income, { maxLength: 6 }) })
  .map((parts): CaseFacts => aCase(parts));

describe('properties of a decision', () => {
  it('shares add up to the amount, nothing is negative, a refusal pays nothing', () => {
    fc.assert(
      fc.property(cases, (facts) => {
        const { parts, outcome, amountFen } = decideCase(facts);
        for (const part of parts) {
          expect(part.shares.reduce((sum, share) => sum + share.amountFen, 0)).toBe(part.amountFen);
          expect(part.topUps.reduce((sum, topUp) => sum + topUp.amountFen, part.differentialFen)).toBe(part.amountFen);
          expect(
            Math.min(part.differentialFen, part.amountFen, ...part.shares.map((share) => share.amountFen)),
          ).toBeGreaterThanOrEqual(0);
        }
        expect(amountFen > 0).toBe(outcome === 'GRANT');
      }),
      RUNS,
    );
  });

  it('an income more never raises M and never turns a refusal into a grant', () => {
    fc.assert(
      fc.property(cases, income, (facts, more) => {
        const before = decideCase(facts);
        const after = decideCase({ ...facts, incomes: [...facts.incomes, more] });
        expect(after.parts[0]?.differentialFen).toBeLessThanOrEqual(before.parts[0]?.differentialFen ?? 0);
      }),
      RUNS,
    );
  });

  it('the order of members and incomes changes nothing', () => {
    const shuffled = cases.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray(facts.members, { minLength: facts.members.length }),
        fc.shuffledSubarray(facts.incomes, { minLength: facts.incomes.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([facts, otherMembers, otherIncomes]) => {
        expect(decideCase({ ...facts, members: otherMembers, incomes: otherIncomes })).toEqual(decideCase(facts));
      }),
      RUNS,
    );
  });

  it('every counterfactual of an income refusal passes when it is lived', () => {
    fc.assert(
      fc.property(cases, (facts) => {
        const result = decideCase(facts);
        const onlyIncome = result.reasons.every(({ code }) => code === 'INCOME_NOT_BELOW_STANDARD');
        fc.pre(result.outcome === 'REFUSE' && onlyIncome);
        const [found] = result.counterfactuals;
        const windowFen = Number(found?.to) / 2;
        const lived = { ...facts, incomes: [anIncome({ type: 'EMPLOYEE_PENSION', amountFen: windowFen })] };
        expect(decideCase(lived).amountFen).toBe(found?.resultingAmountFen);
        const above = { ...facts, incomes: [anIncome({ type: 'EMPLOYEE_PENSION', amountFen: windowFen + 1 })] };
        expect(decideCase(above).outcome).toBe('REFUSE');
      }),
      { numRuns: 30 },
    );
  });

  it('the levels of a split add up to the payment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (amountFen, provinceBp) => {
          const cityBp = Math.floor((10_000 - provinceBp) / 3);
          const split = fundSplit(amountFen, {
            PROVINCE: provinceBp,
            CITY: cityBp,
            COUNTY: 10_000 - provinceBp - cityBp,
          });
          expect(split.reduce((sum, part) => sum + part.amountFen, 0)).toBe(amountFen);
        },
      ),
    );
  });
});
