export { decideCase } from './decide-case.ts';
export { entitlementForMonth, entitlementWith, type MonthEntitlement } from './entitlement-month.ts';
export { FUND_LEVELS, type FundLevel, type FundShares, fundShareKey, fundSplit } from './fund-split.ts';
export { isBelowFloor, standardFloor } from './standard-floor.ts';
