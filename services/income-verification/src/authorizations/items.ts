import { allItems } from '../agreements/index.ts';

/** How the form names the items of income-verification.md §4. */
const itemNames: Readonly<Record<string, string>> = {
  HUKOU: '户籍登记',
  VEHICLE: '机动车登记',
  ABROAD: '出入境次数',
  PENSION: '职工养老金',
  RESIDENT_PENSION: '城乡居民养老金',
  CONTRIBUTION: '社会保险缴费',
  UNEMPLOYMENT: '失业保险金',
  EMPLOYMENT_REG: '就业登记',
  PUBLIC_POST: '公益性岗位补贴',
  INSURED: '医疗保险参保',
  SETTLEMENT: '医疗费用结算',
  IIT_WAGE: '个人所得税工资薪金',
  BUSINESS_TAX: '经营纳税',
  BUSINESS_REG: '工商登记',
  REAL_ESTATE: '房屋登记',
  TRANSACTION: '房屋交易',
  PUBLIC_RENTAL: '公共租赁住房',
  RENT_SUBSIDY: '住房租赁补贴',
  FUND: '住房公积金',
  LAND_COMP: '征地补偿',
  LAND_USE: '土地使用',
  LAND_CONTRACT: '土地承包',
  SUBSIDY: '涉农补贴',
  MACHINE: '农业机械',
  CERT: '残疾人证',
  DEPOSIT: '银行存款',
  INFLOW: '银行账户流入',
  HOLDING: '证券持有',
  CASH_VALUE: '商业保险现金价值',
  PAYROLL: '财政供养工资',
  ENROLMENT: '在校就读',
  SERVING: '服刑情况',
  ALIMONY_JUDGMENT: '赡养抚养扶养判决',
  MARRIAGE: '婚姻登记',
  CREMATION: '火化记录',
  BENEFIT: '民政救助与优抚待遇',
  NOT_RECEIVING: '外省未享受救助证明',
};

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

/** The Chinese words of an item, for the form. */
export function itemName(item: string): string {
  return itemNames[item] ?? item;
}

/** The Chinese words of a purpose, for the form. */
export function purposeName(purpose: string): string {
  return purposeNames[purpose] ?? purpose;
}

/** The closing check after a death: what may still be asked under an authorization that death has ended (§3.1). */
export const closingItems: ReadonlySet<string> = new Set(['HUKOU', 'CREMATION']);
