import { add, multiply, type Rational, rational } from '@mz/domain';
import { countableItems, windowTotal } from './countable-income.ts';
import type { HouseholdMembers } from './household-members.ts';
import { imputedIncome } from './imputed-income.ts';
import { incomeWindow } from './income-window.ts';
import type { RuleContext } from './rule-context.ts';
import { supportIncome } from './support.ts';

/** I in fen a year, exact: window income × 12 / W, support and imputed income; a single applicant has only their own (§2.2). */
export function householdIncome(context: RuleContext, household: HouseholdMembers): Rational {
  const window = incomeWindow(context);
  const items = countableItems(context, household.statuses, window);
  const annualised = multiply(windowTotal(items), rational(12, window.months));
  if (household.isSingle) return annualised;
  const support = supportIncome(context, household.statuses);
  return add(annualised, add(support, imputedIncome(context, household.statuses, items)));
}
