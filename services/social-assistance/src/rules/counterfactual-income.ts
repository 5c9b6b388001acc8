import type { CaseFacts } from '@mz/contracts';
import { addMonthsToMonth, ceil, firstDayOf, lastDayOf, multiply, rational } from '@mz/domain';
import { amountOf, type Change } from './counterfactual-changes.ts';
import { type Evaluation, evaluateCase } from './evaluate-case.ts';
import { yuan } from './income-test.ts';
import { codesOf, numberOf } from './rule-context.ts';

/**
 * The largest yearly income with which the household would pass, found by arithmetic and verified on both sides by the
 * rules: with it the income test passes, with one fen more in the window it does not.
 */
export function incomeChange(evaluation: Evaluation): Change | undefined {
  const { context, incomeYear, own } = evaluation;
  const months = numberOf(context, `income.window_months.${context.facts.programme}`);
  const limitYear = rational(BigInt(own.standard.yearFen) * BigInt(own.part.countedMembers));
  const windowFen = Number(ceil(multiply(limitYear, rational(months, 12)))) - 1;
  const largest = multiply(rational(windowFen), rational(12, months));
  if (!isBoundary(evaluation, windowFen)) return undefined;
  return {
    change: 'INCOME_BELOW',
    field: '/incomes',
    from: amountOf(incomeYear),
    to: amountOf(largest),
    text: `如家庭年可支配收入不高于${yuan(largest)}元,即符合收入条件。`,
    without: [],
    apply: (facts) => withWindowIncome(evaluation, facts, windowFen),
  };
}

function isBoundary(evaluation: Evaluation, windowFen: number): boolean {
  const { context } = evaluation;
  const [at, above] = [windowFen, windowFen + 1].map((amountFen) => {
    const facts = withWindowIncome(evaluation, context.facts, amountFen);
    return evaluateCase(facts, context.source, context.month).own.reasons.map(({ code }) => code);
  });
  const fails = 'INCOME_NOT_BELOW_STANDARD';
  return at !== undefined && above !== undefined && !at.includes(fails) && above.includes(fails);
}

/** The same household with this sum as its only income in the window: no support, and nobody is taken to earn. */
function withWindowIncome({ context, household }: Evaluation, facts: CaseFacts, amountFen: number): CaseFacts {
  const personId = household.statuses.find(({ counted }) => counted)?.member.personId;
  const months = numberOf(context, `income.window_months.${facts.programme}`);
  const [reason] = codesOf(context, 'income.imputed.reasons');
  if (personId === undefined || reason === undefined) return facts;
  const periodFrom = firstDayOf(addMonthsToMonth(facts.applicationMonth, -months));
  const periodTo = lastDayOf(addMonthsToMonth(facts.applicationMonth, -1));
  return {
    ...facts,
    supporters: [],
    members: facts.members.map((member) => ({ ...member, noIncomeReason: reason })),
    incomes: [{ personId, type: 'EMPLOYEE_PENSION', amountFen, periodFrom, periodTo, provenance: 'VERIFIED' }],
  };
}
