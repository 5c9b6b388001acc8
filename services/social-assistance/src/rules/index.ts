export {
  CASE_CAPSULE_KIND,
  type CapsuleVerdict,
  type CaseCapsule,
  caseCapsule,
  factsOf,
  verifyCapsule,
} from './case-capsule.ts';
export { checkDeclaration, type DeclarationFault, type DeclaredFacts } from './check-declaration.ts';
export { decideCase } from './decide-case.ts';
export { entitlementForMonth, entitlementWith, type MonthEntitlement } from './entitlement-month.ts';
export { firstBenefitMonth } from './evaluate-case.ts';
export { FUND_LEVELS, type FundLevel, type FundShares, fundShareKey, fundSplit } from './fund-split.ts';
export { checkHouseholdStructure, type StructureFault, type StructureMember } from './household-structure.ts';
export { countableKey, type IncomeClass, incomeClassOf, incomeTypes } from './income-types.ts';
export { readParameterRows } from './parameter-rows.ts';
export { RULES, type RuleName, ruleRef, ruleVersions } from './registry.ts';
export { type ReviewClass, reviewClass } from './review-class.ts';
export { placesOf } from './rule-context.ts';
export { type FloorBasis, isBelowFloor, standardFloor } from './standard-floor.ts';
export { type VerificationLimits, verificationLimits } from './verification-limits.ts';
