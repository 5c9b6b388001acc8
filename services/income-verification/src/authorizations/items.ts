import { allItems } from '../agreements/index.ts';

const purposeNames: Readonly<Record<string, string>> = {
  DIBAO: '最低生活保障',
  WUBAO: '特困（五保）供养',
  LOW_INCOME: '低收入家庭认定',
  MEDICAL: '医疗救助',
  TEMPORARY: '临时救助',
  HOUSING: '住房保障',
  EDUCATION: '教育救助',
  LEGAL_AID: '法律援助',
};

/** Every item of §4: what a person can authorize, whether or not the agency is connected yet. */
export const authorizableItems: ReadonlySet<string> = new Set(allItems());

/** For what a check may be asked (§3.1). */
export const authorizablePurposes: ReadonlySet<string> = new Set(Object.keys(purposeNames));

/** The Chinese words of a purpose, for the form. */
export function purposeName(purpose: string): string {
  return purposeNames[purpose] ?? purpose;
}

/** The closing check after a death: what may still be asked under an authorization that death has ended (§3.1). */
export const closingItems: ReadonlySet<string> = new Set(['HUKOU', 'CREMATION']);
