/** The four classes of income (MF-220 art. 7, 2012-12-12; social-assistance §2.3). */
export type IncomeClass = 'WAGE' | 'BUSINESS' | 'PROPERTY' | 'TRANSFER';

/**
 * The types that a declaration may name, with their class. Whether a type counts is never said here: that is the dated
 * parameter `income_type.<TYPE>` with the legal basis of its exclusion.
 */
const CLASS_OF_TYPE: ReadonlyMap<string, IncomeClass> = new Map([
  ...of('WAGE', ['WAGE', 'BONUS', 'CASUAL_WORK', 'MIGRANT_WORK', 'PUBLIC_POST']),
  ...of('BUSINESS', ['CROP', 'FORESTRY', 'LIVESTOCK', 'FISHERY', 'SHOP', 'TRANSPORT']),
  ...of('PROPERTY', ['INTEREST', 'DIVIDEND', 'RENT', 'LAND_TRANSFER', 'LAND_COMPENSATION']),
  ...of('TRANSFER', [
    'EMPLOYEE_PENSION',
    'UNEMPLOYMENT_BENEFIT',
    'ALIMONY',
    'SUPPORT_RECEIVED',
    'RESIDENT_PENSION_ACCOUNT',
    'AGRI_SUBSIDY',
    'INHERITANCE',
    'GIFT',
    'SURVIVORS_GRANT',
  ]),
  // Excluded from the start by law or configuration; each with its own row in the table.
  ...of('TRANSFER', [
    'VETERAN_PENSION',
    'MERIT_AWARD',
    'BRAVERY_AWARD',
    'FAMILY_PLANNING_AWARD',
    'SCHOLARSHIP',
    'STUDY_GRANT',
    'TUITION_RELIEF',
    'INJURY_CARE',
    'MEDICAL_REIMBURSEMENT',
    'FUNERAL_REIMBURSEMENT',
    'DISASTER_RELIEF',
    'TEMPORARY_ASSISTANCE',
    'MEDICAL_ASSISTANCE',
    'RESIDENT_PENSION_BASIC',
    'OLD_AGE_ALLOWANCE',
    'HOUSING_FUND_WITHDRAWAL',
    'DIBAO',
  ]),
]);

/** The class of a type; undefined for a type that the table does not know. */
export function incomeClassOf(type: string): IncomeClass | undefined {
  return CLASS_OF_TYPE.get(type);
}

/** All types of the table, in its order. */
export function incomeTypes(): string[] {
  return [...CLASS_OF_TYPE.keys()];
}

/** The parameter key that says whether a type counts. */
export function countableKey(type: string): string {
  return `income_type.${type}`;
}

function of(incomeClass: IncomeClass, types: readonly string[]): [string, IncomeClass][] {
  return types.map((type) => [type, incomeClass]);
}
