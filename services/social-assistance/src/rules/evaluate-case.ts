import type { CaseFacts, CaseResult } from '@mz/contracts';
import { addMonthsToMonth, type LegalMonth, monthOf, type ParameterSource, type Rational } from '@mz/domain';
import { kindOfProgramme } from './benefit-eligible.ts';
import { householdIncome } from './household-income.ts';
import { type HouseholdMembers, householdMembers } from './household-members.ts';
import { isLowIncome } from './low-income.ts';
import { decidePart, findPart, type PartDecision, programmesOf } from './mixed-household.ts';
import { createRuleContext, type RuleContext, record, silentContext } from './rule-context.ts';
import type { MemberStatus, PartAmounts, Reason } from './types.ts';

/** All that one run of the rules found, before counterfactuals. */
export type Evaluation = {
  readonly context: RuleContext;
  readonly household: HouseholdMembers;
  readonly incomeYear: Rational;
  /** The part that was applied for. */
  readonly own: PartDecision;
  readonly result: Omit<CaseResult, 'counterfactuals'>;
};

/** The first benefit month: the month after the decision, whole months (MF-220, 2012-12-12; social-assistance §4.7). */
export function firstBenefitMonth(decidedOn: string): LegalMonth {
  return addMonthsToMonth(monthOf(decidedOn), 1);
}

/** Runs all rules of a dibao decision for one benefit month. */
export function evaluateCase(facts: CaseFacts, source: ParameterSource, month: LegalMonth): Evaluation {
  const context = createRuleContext(facts, source, month);
  const household = householdMembers(context);
  const incomeYear = householdIncome(context, household);
  const decisions = programmesOf(context, household.statuses).map((programme) =>
    decidePart(context, programme, { ...household, incomeYear }),
  );
  const [own] = decisions;
  if (own === undefined) throw new RangeError('a case has at least the part that was applied for');
  return { context, household, incomeYear, own, result: resultOf(context, household, { own, decisions, incomeYear }) };
}

/** The amounts of the part that was applied for, and what stands against it. */
export type AmountEvaluation = {
  readonly household: HouseholdMembers;
  readonly amounts: PartAmounts;
  readonly reasons: Reason[];
};

/**
 * The part that was applied for, by the same rules and without what only a decision needs: the trace, figures as text, the
 * other part of a mixed household, offers.
 */
export function evaluateAmount(facts: CaseFacts, source: ParameterSource, month: LegalMonth): AmountEvaluation {
  const context = silentContext(facts, source, month);
  const household = householdMembers(context);
  const incomeYear = householdIncome(context, household);
  const { amounts, reasons } = findPart(context, facts.programme, { ...household, incomeYear });
  return { household, amounts, reasons };
}

function resultOf(
  context: RuleContext,
  household: HouseholdMembers,
  found: { own: PartDecision; decisions: readonly PartDecision[]; incomeYear: Rational },
): Omit<CaseResult, 'counterfactuals'> {
  const { own, decisions, incomeYear } = found;
  const granted = own.part.granted;
  const offers = granted ? [] : offersOf(context, household, own, incomeYear);
  record(context, 'startMonth', () => ({
    inputs: { decidedOn: context.facts.decidedOn },
    output: granted ? context.month : null,
  }));
  return {
    outcome: granted ? 'GRANT' : 'REFUSE',
    amountFen: own.part.amountFen,
    fromMonth: granted ? context.month : null,
    parts: decisions.map(({ part }) => part),
    counted: household.statuses.map((status) => countedLine(context, status)),
    reasons: own.reasons,
    offers,
    reviewFlags: [...context.reviewFlags].sort(),
    trace: [...(context.trace?.steps() ?? [])],
  };
}

function offersOf(
  context: RuleContext,
  { statuses }: HouseholdMembers,
  own: PartDecision,
  incomeYear: Rational,
): string[] {
  const { part, standard, breaches } = own;
  return isLowIncome(context, { incomeYear, n: part.countedMembers, standard, statuses }, breaches)
    ? ['LOW_INCOME']
    : [];
}

/** Eligible means for the programme that was applied for; a mixed household's other members have their own application. */
function countedLine(
  context: RuleContext,
  { member, counted, kind, reason }: MemberStatus,
): CaseResult['counted'][number] {
  const isOtherKind = counted && kind !== kindOfProgramme(context.facts.programme);
  const shown = reason ?? (isOtherKind ? 'OTHER_REGISTER_KIND' : null);
  return { personId: member.personId, counted, eligible: counted && shown === null, reason: shown };
}
