import type { CaseResult } from '@mz/contracts';
import { describe, expect, test } from 'vitest';
import { type NoticeInput, writeNotice } from './notice.ts';

const reason = {
  code: 'INCOME_NOT_BELOW_STANDARD',
  ruleId: 'SA-R-01',
  legalBasis: '《社会救助暂行办法》第九条',
  text: '家庭收入不低于保障标准',
};
const change = {
  change: 'INCOME_BELOW',
  field: '/incomes',
  from: 1_152_000,
  to: 1_151_998,
  text: '家庭年收入低于11520元',
  resultingAmountFen: 1_000,
};
const refused: CaseResult = {
  outcome: 'REFUSE',
  amountFen: 0,
  fromMonth: null,
  parts: [],
  counted: [],
  reasons: [reason, { ...reason, code: 'EXCEEDS_ASSET' }],
  counterfactuals: [change],
  offers: ['LOW_INCOME'],
  reviewFlags: [],
  trace: ['乙法', '甲法', '乙法'].map((legalBasis) => ({ rule: 'SA-R-01', legalBasis, inputs: {}, output: null })),
};
const granted: CaseResult = { ...refused, outcome: 'GRANT', amountFen: 54_000, fromMonth: '2014-06', offers: [] };

function notice(outcome: NoticeInput['outcome'], decidedOn: string, result: CaseResult) {
  return writeNotice({
    decisionId: '00000000-0000-4000-8000-00000000000d',
    applicationId: '00000000-0000-4000-8000-00000000000a',
    outcome,
    decidedOn,
    result,
    capsuleHash: 'f'.repeat(64),
    terms: { reconsiderationDays: 60, litigationMonths: 3, refusalDays: 3 },
  });
}

describe('the written notice of a decision (MF-220, §5.1, §5.4)', () => {
  test('a refusal carries every reason, what would change it, the offer, and no amount', () => {
    expect(notice('REJECTED', '2014-04-28', refused)).toMatchObject({
      outcome: 'REJECTED',
      amountFen: null,
      fromMonth: null,
      reasons: [{ code: 'INCOME_NOT_BELOW_STANDARD' }, { code: 'EXCEEDS_ASSET' }],
      counterfactuals: [change],
      offers: ['LOW_INCOME'],
      capsuleHash: 'f'.repeat(64),
    });
  });

  test('a grant carries amount and first month, and no reason against', () => {
    const given = notice('APPROVED', '2014-05-16', granted);
    expect(given).toMatchObject({ amountFen: 54_000, fromMonth: '2014-06', reasons: [], counterfactuals: [] });
    expect(given.deliverBy).toBeNull();
  });

  test('each article that was applied is named once', () => {
    expect(notice('APPROVED', '2014-05-16', granted).legalBasis).toEqual(['乙法', '甲法'].sort());
  });

  test.each([
    ['2014-04-28', '2014-06-27', '2014-07-28', '2014-05-01'],
    // A month period ends on the last day of a shorter month (§1).
    ['2014-11-30', '2015-01-29', '2015-02-28', '2014-12-03'],
  ])(
    'of %s: reconsideration 60 calendar days, litigation 3 months, delivered within 3 days',
    (decidedOn, reconsiderationUntil, litigationUntil, deliverBy) => {
      const { appeal, ...rest } = notice('REJECTED', decidedOn, refused);
      expect(appeal).toMatchObject({ reconsiderationUntil, litigationUntil });
      expect(appeal.instruction).toContain(reconsiderationUntil);
      expect(appeal.instruction).toContain(litigationUntil);
      expect(rest.deliverBy).toBe(deliverBy);
    },
  );
});
