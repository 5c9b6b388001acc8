export {
  CASE_CAPSULE_KIND,
  type CaseCapsule,
  caseCapsule,
  verifyCapsule,
} from './case-capsule.ts';
export {
  CHANGE_CAPSULE_KIND,
  type ChangeCapsule,
  type ComputedChange,
  changeCapsule,
  monthsOf,
} from './change-capsule.ts';
export { checkDeclaration } from './check-declaration.ts';
export { decideCase } from './decide-case.ts';
export {
  type AmountDue,
  type Assessed,
  assessmentFor,
  countedIn,
  type DueFacts,
  dueAmount,
  dueMonth,
  isOverBy,
  type MonthDue,
} from './due-month.ts';
export { firstBenefitMonth } from './evaluate-case.ts';
export { type FundLevel, type FundShares, fundShareKey, fundSplit } from './fund-split.ts';
export { householdMembers } from './household-members.ts';
export { checkHouseholdStructure } from './household-structure.ts';
export { incomeClassOf } from './income-types.ts';
export { onceSource } from './once-source.ts';
export { readParameterRows } from './parameter-rows.ts';
export { reviewClass } from './review-class.ts';
export { checkOutcome, type ReviewOutcome } from './review-outcome.ts';
export { createRuleContext, placesOf } from './rule-context.ts';
export { isBelowFloor, standardFloor } from './standard-floor.ts';
export { type AssessmentRow, toAssessed } from './stored-assessment.ts';
export { decideTaper } from './taper.ts';
export { verificationLimits } from './verification-limits.ts';
export { hasAcceptedWork, refusalsInRow } from './work-refusal.ts';
