import { capsuleHash, createParameterSource } from '@mz/domain';
import { describe, expect, it } from 'vitest';
import { verifyCapsule } from './case-capsule.ts';
import { CHANGE_CAPSULE_KIND, changeCapsule, monthsOf } from './change-capsule.ts';
import type { DueFacts } from './due-month.ts';
import { aCase, aMember, anIncome, personId } from './factories.ts';
import { readParameterRows } from './parameter-rows.ts';

const couple = aCase({ members: [aMember(1), aMember(2, { relationToHead: '10' })] });
const known: DueFacts = {
  enrolledFrom: '2014-06',
  lastMonth: '2015-05',
  pausedFrom: null,
  deaths: new Map([
    [personId(9), '2014-07-02'],
    [personId(2), '2014-07-31'],
  ]),
  assessments: [
    { fromMonth: '2014-06', facts: couple, kept: { amountFen: 90_000, until: '2014-06' } },
    { fromMonth: '2014-07', facts: { ...couple, incomes: [anIncome({ amountFen: 60_000 })] }, kept: null },
    { fromMonth: '2014-12', facts: couple, kept: null },
  ],
};
const change = {
  ...{ cause: 'DEATH', outcome: 'CHANGED', causeId: 'event-1', fault: 'NONE', partnerCode: null },
  ...{ fromMonth: '2014-06', throughMonth: '2014-08' },
};

function computed(more: Partial<DueFacts> = {}, asked: Partial<typeof change> = {}) {
  const source = createParameterSource(readParameterRows(couple.parameters));
  const given = { subject: 'enrolment-1', decidedOn: '2014-08-20', change: { ...change, ...asked } };
  return changeCapsule(given, { ...known, ...more }, source);
}

describe('the capsule of a change', () => {
  it('has every month with its ground, and the newest amount', () => {
    const { capsule, newest } = computed();
    expect(capsule.result.months.map(({ month, ground, amountFen }) => [month, ground, amountFen])).toEqual([
      ['2014-06', 'KEPT', 90_000],
      ['2014-07', 'COMPUTED', 86_000],
      ['2014-08', 'COMPUTED', 38_000],
    ]);
    expect([capsule.result.amountFen, newest.month, newest.amountFen]).toEqual([38_000, '2014-08', 38_000]);
    expect(capsule.result.months[2]?.shares).toEqual([{ personId: personId(1), amountFen: 38_000 }]);
    expect(capsule).toMatchObject({ kind: CHANGE_CAPSULE_KIND, subject: 'enrolment-1', decidedOn: '2014-08-20' });
  });

  it('holds the facts of its newest month, the earlier ones without their standards, and the deaths in order', () => {
    const { facts } = computed().capsule;
    expect(facts.incomes).toHaveLength(1);
    expect('parameters' in facts).toBe(false);
    const { earlier, deaths, ...rest } = facts.change;
    expect(rest).toEqual({
      ...change,
      ...{ enrolledFrom: '2014-06', lastMonth: '2015-05', pausedFrom: null, ownFrom: '2014-07', kept: null },
    });
    expect(deaths).toEqual([
      { personId: personId(2), deathDate: '2014-07-31' },
      { personId: personId(9), deathDate: '2014-07-02' },
    ]);
    expect(earlier.map(({ fromMonth, kept }) => [fromMonth, kept])).toEqual([
      ['2014-06', { amountFen: 90_000, until: '2014-06' }],
    ]);
    expect(earlier.some((one) => 'standards' in one.facts || 'parameters' in one.facts)).toBe(false);
  });

  it('is computed again to the same bytes, also after it was stored', () => {
    const { capsule } = computed();
    const read: typeof capsule = JSON.parse(JSON.stringify(capsule));
    expect(verifyCapsule(read)).toEqual({ ok: true });
    expect(capsuleHash(read)).toBe(capsuleHash(capsule));
    const paused = computed({ pausedFrom: '2014-08' }).capsule;
    expect([verifyCapsule(paused), paused.result.amountFen]).toEqual([{ ok: true }, 0]);
  });

  it('a death that was left out, an amount or a rule that was changed are found', () => {
    const { capsule } = computed();
    const { facts, result, rules } = capsule;
    const deaths = facts.change.deaths.slice(1);
    const forged = [
      { ...capsule, facts: { ...facts, change: { ...facts.change, deaths } } },
      { ...capsule, result: { ...result, amountFen: result.amountFen + 1 } },
      { ...capsule, rules: rules.slice(1) },
      { ...capsule, facts: { ...facts, change: { ...facts.change, enrolledFrom: '2014-07' } } },
    ];
    expect(forged.map((one) => verifyCapsule(one).ok)).toEqual([false, false, false, false]);
  });

  it('names the rule of changes beside those of the decision', () => {
    const { rules, trace } = computed().capsule;
    expect(rules.at(-1)).toEqual({ id: 'SA-R-30', version: '1' });
    expect(rules.map(({ id }) => id)).toContain('SA-R-09');
    expect(trace.map(({ rule }) => rule)).toContain('SA-R-11@1');
  });

  it('is none without facts or without a month', () => {
    expect(() => computed({ assessments: [] })).toThrow('no facts hold in 2014-08');
    expect(() => computed({}, { fromMonth: '2014-09' })).toThrow('a change has at least one month');
  });

  it('is none of facts that JSON cannot hold', () => {
    const broken = {
      ...couple,
      incomes: [{ ...anIncome(), source: undefined } as unknown as ReturnType<typeof anIncome>],
    };
    const assessments = [{ fromMonth: '2014-06', facts: broken, kept: null }];
    expect(() => computed({ assessments })).toThrow('the facts hold what JSON cannot hold');
  });
});

it('months run from the first to the last, over the end of a year, both included', () => {
  expect(monthsOf('2014-11', '2015-02')).toEqual(['2014-11', '2014-12', '2015-01', '2015-02']);
  expect([monthsOf('2014-11', '2014-11'), monthsOf('2014-12', '2014-11')]).toEqual([['2014-11'], []]);
});
