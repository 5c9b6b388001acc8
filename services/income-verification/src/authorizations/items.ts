import { allItems } from '../agreements/index.ts';

/** Every item of income-verification.md §4: what a person can authorize, whether or not the agency is connected yet. */
export const authorizableItems: ReadonlySet<string> = new Set(allItems());

/** For what a check may be asked (§3.1). */
export const authorizablePurposes: ReadonlySet<string> = new Set([
  'DIBAO',
  'WUBAO',
  'LOW_INCOME',
  'MEDICAL',
  'TEMPORARY',
  'HOUSING',
  'EDUCATION',
]);

/** The closing check after a death: what may still be asked under an authorization that death has ended (§3.1). */
export const closingItems: ReadonlySet<string> = new Set(['HUKOU', 'CREMATION']);
