import type { CaseFacts } from '@mz/contracts';
import { addMonths, createParameterSource, isGreater, type LegalDay, rational } from '@mz/domain';
import { type CountedItem, countableItems } from './countable-income.ts';
import { firstBenefitMonth } from './evaluate-case.ts';
import { householdMembers } from './household-members.ts';
import { isExpectedToWork } from './imputed-income.ts';
import { incomeWindow } from './income-window.ts';
import { readParameterRows } from './parameter-rows.ts';
import { createRuleContext, numberOf, type RuleContext } from './rule-context.ts';
import type { Member } from './types.ts';

/** The class of a household and the day by which its next review is due. */
export type ReviewClass = { readonly class: 'A' | 'B' | 'C'; readonly months: number; readonly nextReviewOn: LegalDay };

/** Types whose amount may be another one next month. */
const UNSTABLE_TYPES: ReadonlySet<string> = new Set(['CASUAL_WORK', 'MIGRANT_WORK']);

/**
 * SA-R-17, first cut: A nobody can work, and nothing comes in or somebody is severely disabled or seriously ill; C somebody
 * can work and the income from work is unstable or absent; B all others. Reviews yearly, half-yearly, for C monthly in
 * towns and quarterly in the country (国发〔2012〕45号, 2012-09-01).
 */
export function reviewClass(facts: CaseFacts): ReviewClass {
  const source = createParameterSource(readParameterRows(facts.parameters));
  const context = createRuleContext(facts, source, firstBenefitMonth(facts.decidedOn));
  const { statuses } = householdMembers(context);
  const counted = statuses.filter((status) => status.counted).map(({ member }) => member);
  const items = countableItems(context, statuses, incomeWindow(context));
  const found = classOf(context, counted, items);
  const key = found === 'C' ? `review.months.C.${facts.programme}` : `review.months.${found}`;
  const months = numberOf(context, key);
  return { class: found, months, nextReviewOn: addMonths(facts.decidedOn, months) };
}

function classOf(context: RuleContext, counted: readonly Member[], items: readonly CountedItem[]): 'A' | 'B' | 'C' {
  const present = items.filter(({ windowFen }) => isGreater(windowFen, rational(0)));
  const canWork = counted.some(({ labourCapacity }) => labourCapacity === 'FULL' || labourCapacity === 'PARTIAL');
  if (canWork) return hasUnstableIncome(context, counted, present) ? 'C' : 'B';
  const isSevere = counted.some((member) => isSeverelyBurdened(context, member));
  return present.length === 0 || isSevere ? 'A' : 'B';
}

function hasUnstableIncome(context: RuleContext, counted: readonly Member[], present: readonly CountedItem[]): boolean {
  const isUnstable = present.some(
    ({ item, incomeClass }) => incomeClass === 'BUSINESS' || UNSTABLE_TYPES.has(item.type),
  );
  const earners = new Set(present.map(({ item }) => item.personId));
  return isUnstable || counted.some((member) => isExpectedToWork(context, member) && !earners.has(member.personId));
}

function isSeverelyBurdened(context: RuleContext, { disabilityLevel, seriousIllness }: Member): boolean {
  const severest = numberOf(context, 'disability.severe_max_level');
  return seriousIllness === true || (disabilityLevel !== undefined && disabilityLevel <= severest);
}
