export {
  CASE_CAPSULE_KIND,
  type CapsuleVerdict,
  type CaseCapsule,
  caseCapsule,
  verifyCapsule,
} from './case-capsule.ts';
export { checkDeclaration, type DeclarationFault, type DeclaredFacts } from './check-declaration.ts';
export { decideCase } from './decide-case.ts';
export { entitlementForMonth, entitlementWith, type MonthEntitlement } from './entitlement-month.ts';
export { firstBenefitMonth } from './evaluate-case.ts';
export { type FundLevel, type FundShares, fundShareKey, fundSplit } from './fund-split.ts';
export { householdMembers } from './household-members.ts';
export { checkHouseholdStructure, type StructureFault, type StructureMember } from './household-structure.ts';
export { incomeClassOf } from './income-types.ts';
export { readParameterRows } from './parameter-rows.ts';
export { type ReviewClass, reviewClass } from './review-class.ts';
export { createRuleContext, placesOf } from './rule-context.ts';
export { type FloorBasis, isBelowFloor, standardFloor } from './standard-floor.ts';
export { type VerificationLimits, verificationLimits } from './verification-limits.ts';
