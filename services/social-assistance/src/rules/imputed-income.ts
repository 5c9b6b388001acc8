import { add, ageOn, isGreater, multiply, type Rational, rational, toFractionText } from '@mz/domain';
import type { CountedItem } from './countable-income.ts';
import { codesOf, numberOf, type RuleContext, record } from './rule-context.ts';
import type { Member, MemberStatus, RegisterKind } from './types.ts';

const ZERO = rational(0);

/** Types that stand in for a wage: whoever receives them has an income of work or its replacement. */
const REPLACES_WAGE: ReadonlySet<string> = new Set(['EMPLOYEE_PENSION', 'UNEMPLOYMENT_BENEFIT']);

/**
 * SA-R-08: a member of working age with full capacity, not in school, without any income from work in the window and
 * without a reason is taken to earn: urban 80% of the local minimum wage, rural by the county's table [A] (§4 item 4).
 * A family business counts for each member who works in it.
 */
export function imputedIncome(
  context: RuleContext,
  members: readonly MemberStatus[],
  items: readonly CountedItem[],
): Rational {
  const earners = earnersOf(items);
  const hasBusiness = items.some(
    ({ incomeClass, windowFen }) => incomeClass === 'BUSINESS' && isGreater(windowFen, ZERO),
  );
  const imputed = members
    .filter(({ counted, member }) => counted && isExpectedToWork(context, member))
    .filter(({ member }) => !earners.has(member.personId) && !(hasBusiness && worksInBusiness(member)))
    .map(({ member, kind }) => ({ personId: member.personId, yearFen: yearlyAmount(context, kind) }));
  const total = imputed.reduce((sum, { yearFen }) => add(sum, yearFen), ZERO);
  record(context, 'imputedIncome', () => ({
    inputs: { members: imputed.map(({ personId, yearFen }) => ({ personId, yearFen: toFractionText(yearFen) })) },
    output: toFractionText(total),
  }));
  return total;
}

/** Whether the rule would look at this member at all: working age, full capacity, not in school, no reason. */
export function isExpectedToWork(context: RuleContext, member: Member): boolean {
  if (member.labourCapacity !== 'FULL' || member.inSchool !== 'NONE') return false;
  const ageYears = ageOn(member.birthDate, context.onDay);
  const lastAge = numberOf(context, member.sex === '2' ? 'labour.age_to.female' : 'labour.age_to.male');
  if (ageYears < numberOf(context, 'labour.age_from') || ageYears > lastAge) return false;
  const reasons = codesOf(context, 'income.imputed.reasons');
  return member.noIncomeReason === undefined || !reasons.includes(member.noIncomeReason);
}

function earnersOf(items: readonly CountedItem[]): Set<string> {
  const fromWork = items.filter(
    ({ item, incomeClass, windowFen }) =>
      (incomeClass === 'WAGE' || incomeClass === 'BUSINESS' || REPLACES_WAGE.has(item.type)) &&
      isGreater(windowFen, ZERO),
  );
  return new Set(fromWork.map(({ item }) => item.personId));
}

function worksInBusiness(member: Member): boolean {
  return member.employmentStatus === 'FARMING' || member.employmentStatus === 'SELF_EMPLOYED';
}

function yearlyAmount(context: RuleContext, kind: RegisterKind): Rational {
  if (kind === 'RURAL') return rational(numberOf(context, 'income.imputed.rural_year_fen'));
  const monthFen = rational(numberOf(context, 'income.imputed.minimum_wage_month_fen'));
  const share = rational(numberOf(context, 'income.imputed.urban_share_bp'), 10_000);
  return multiply(multiply(monthFen, share), rational(12));
}
