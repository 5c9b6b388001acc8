import { describe, expect, it } from 'vitest';
import { decideDue, type Held, type RetentionYears } from './rules.ts';

/** social-assistance.md §10, payments.md §5, income-verification.md §9 [A]. */
const years: RetentionYears = {
  CASE_FILE: 10,
  REJECTED_APPLICATION: 3,
  PAYMENT: 30,
  VERIFICATION: 10,
  RAW_FILE: 2,
  REGISTRATION: 3,
};

const due = (held: readonly Held[], today: string) => {
  const decision = decideDue(held, years, today);
  return decision.ok ? decision.dueOn : decision.code;
};

describe('when a person may be erased', () => {
  const cases: [string, Held[], string, string][] = [
    ['a case file 10 years: not on its last day', [{ class: 'CASE_FILE', endedOn: '2014-06-30' }], '2024-06-30', ''],
    [
      'a case file 10 years: the day after',
      [{ class: 'CASE_FILE', endedOn: '2014-06-30' }],
      '2024-07-01',
      '2024-07-01',
    ],
    ['payments 30 years: not on the last day', [{ class: 'PAYMENT', endedOn: '2014-06-30' }], '2044-06-30', ''],
    ['payments 30 years: the day after', [{ class: 'PAYMENT', endedOn: '2014-06-30' }], '2044-07-01', '2044-07-01'],
    ['a refused application 3 years', [{ class: 'REJECTED_APPLICATION', endedOn: '2014-06-30' }], '2017-06-30', ''],
    [
      'a refused application 3 years: the day after',
      [{ class: 'REJECTED_APPLICATION', endedOn: '2014-06-30' }],
      '2017-07-01',
      '2017-07-01',
    ],
    ['raw files 2 years', [{ class: 'RAW_FILE', endedOn: '2014-06-30' }], '2016-07-01', '2016-07-01'],
    [
      'the longest class counts',
      [
        { class: 'CASE_FILE', endedOn: '2014-06-30' },
        { class: 'PAYMENT', endedOn: '2014-05-31' },
      ],
      '2044-06-01',
      '2044-06-01',
    ],
    [
      'what is still open keeps the person for ever',
      [
        { class: 'CASE_FILE', endedOn: null },
        { class: 'PAYMENT', endedOn: '1990-01-01' },
      ],
      '2099-01-01',
      '',
    ],
    ['without any record nobody is due', [], '2099-01-01', ''],
    [
      '02-29 ends on 02-28 of a common year',
      [{ class: 'RAW_FILE', endedOn: '2016-02-29' }],
      '2018-03-01',
      '2018-03-01',
    ],
  ];
  it.each(cases)('%s', (_, held, today, expected) => {
    expect(due(held, today)).toBe(expected === '' ? 'RETENTION_NOT_DUE' : expected);
  });
});
