/** Every item of income-verification.md §4: what a person can authorize, whether or not the agency is connected yet. */
export const authorizableItems: ReadonlySet<string> = new Set([
  ...['HUKOU', 'VEHICLE', 'ABROAD', 'PENSION', 'RESIDENT_PENSION', 'CONTRIBUTION', 'UNEMPLOYMENT', 'EMPLOYMENT_REG'],
  ...['PUBLIC_POST', 'INSURED', 'SETTLEMENT', 'IIT_WAGE', 'BUSINESS_TAX', 'BUSINESS_REG', 'REAL_ESTATE', 'TRANSACTION'],
  ...['PUBLIC_RENTAL', 'FUND', 'LAND_COMP', 'LAND_USE', 'LAND_CONTRACT', 'SUBSIDY', 'MACHINE', 'CERT', 'DEPOSIT'],
  ...['HOLDING', 'CASH_VALUE', 'PAYROLL', 'ENROLMENT', 'SERVING', 'ALIMONY_JUDGMENT', 'MARRIAGE', 'CREMATION'],
  ...['BENEFIT', 'NOT_RECEIVING'],
]);

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
