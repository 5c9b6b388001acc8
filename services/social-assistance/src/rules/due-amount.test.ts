import type { CaseFacts } from '@mz/contracts';
import { createParameterSource } from '@mz/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DueFacts, dueAmount, dueMonth } from './due-month.ts';
import { aCase, aMember, anIncome, personId } from './factories.ts';
import { onceSource } from './once-source.ts';
import { readParameterRows } from './parameter-rows.ts';

const month = fc.constantFrom('2014-05', '2014-06', '2014-09', '2015-01');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const facts = fc
  .record({
    members: fc.array(
      fc.record({
        birthDate: fc.constantFrom('1940-02-01', '1960-07-07', '1985-01-31', '1998-09-09', '2010-03-03'),
        hukouKind: fc.constantFrom('NON_AGRI' as const, 'AGRI' as const),
        labourCapacity: fc.constantFrom('FULL' as const, 'NONE' as const),
        seriousIllness: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    incomes: fc.array(
      fc.record({ person: fc.integer({ min: 1, max: 6 }), amountFen: fc.integer({ min: 0, max: 2_000_000 }) }),
      { maxLength: 4 },
    ),
  })
  .map(
    (given): CaseFacts =>
      aCase({
        members: given.members.map((part, index) => aMember(index + 1, part)),
        incomes: given.incomes.map(({ person, amountFen }) => anIncome({ personId: personId(person), amountFen })),
      }),
  );

const known = fc
  .record({
    facts,
    enrolledFrom: month,
    lastMonth: optional(month),
    pausedFrom: optional(month),
    kept: optional(fc.record({ amountFen: fc.integer({ min: 1, max: 90_000 }), until: month })),
    dead: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  })
  .map(
    ({ facts: one, kept, dead, ...rest }): DueFacts => ({
      ...rest,
      deaths: new Map(dead.map((index) => [personId(index), '2014-05-20'])),
      assessments: [{ fromMonth: '2014-06', facts: one, kept }],
    }),
  );

test('the amount alone is that of the whole computation: ground, amount, shares and reasons', () => {
  const parameters = readParameterRows(aCase().parameters);
  const source = createParameterSource(parameters);
  const once = onceSource(source);
  fc.assert(
    fc.property(known, month, (one, asked) => {
      const { trace: _, ...whole } = dueMonth(one, asked, source.restart());
      expect(dueAmount(one, asked, source)).toEqual(whole);
      expect(dueAmount(one, asked, once)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test('a parameter that is looked up once is the same by place, day and kind', () => {
  const rows = readParameterRows(aCase().parameters);
  const [source, once] = [createParameterSource(rows), onceSource(createParameterSource(rows))];
  const divisions = ['370102000000', '370100000000', '370000000000', '000000000000'];
  for (const date of ['2014-05-16', '2014-09-01', '2014-05-16']) {
    const at = { date, divisions };
    expect(once.number('grant.minimum_fen', at)).toBe(source.number('grant.minimum_fen', at));
    expect(once.text('rounding_mode', at)).toBe(source.text('rounding_mode', at));
    expect(() => once.number('rounding_mode', at)).toThrow(/^PARAMETER_TYPE_INVALID/);
    expect(() => once.flag('unknown', at)).toThrow(/^PARAMETER_MISSING/);
  }
  expect(() => once.number('grant.minimum_fen', { date: '1999-01-01', divisions })).toThrow(/^PARAMETER_MISSING/);
});
