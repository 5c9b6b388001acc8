type Words = Readonly<Record<string, string>>;

const verdicts: Words = {
  IDENTITY_PROBLEM: '身份信息存疑',
  EXCEEDS_ASSET: '财产超过规定限额',
  EXCEEDS_INCOME: '收入超过规定标准',
  CONCEALMENT_SUSPECTED: '涉嫌隐瞒，须进一步调查',
  INCOMPLETE: '必查项目尚不完整',
  CONSISTENT: '申报与核对结果一致',
};
const itemVerdicts: Words = {
  MATCH: '一致',
  WITHIN_TOLERANCE: '误差范围内',
  UNDER_DECLARED: '少报',
  OVER_DECLARED: '多报',
  UNDECLARED: '未申报',
  NOT_FOUND: '未查到',
  NOT_COVERED: '登记未覆盖',
  PENDING: '待答复',
};
const truths: Words = { KNOWN: '已知', STALE: '数据陈旧', REFUSED: '拒绝提供', UNKNOWN: '未知' };
const outcomes: Words = {
  HIT: '有记录',
  NO_RECORD: '查无记录',
  NOT_COVERED: '未覆盖',
  PARTIAL_COVERAGE: '部分覆盖',
  IDENTITY_MISMATCH: '身份不符',
  REFUSED: '拒绝提供',
  ERROR: '查询出错',
};
const types: Words = {
  WAGE: '工资',
  CASUAL_WORK: '误工补贴及零工收入',
  PUBLIC_POST: '公益性岗位收入',
  EMPLOYEE_PENSION: '职工养老金',
  RESIDENT_PENSION_BASIC: '基础养老金',
  RESIDENT_PENSION_ACCOUNT: '个人账户养老金',
  UNEMPLOYMENT_BENEFIT: '失业保险金',
  ALIMONY: '抚养费、扶养费',
  SUPPORT_RECEIVED: '赡养费',
  AGRI_SUBSIDY: '涉农补贴',
  LAND_COMPENSATION: '征地补偿',
  HOUSE_SALE: '出售房屋所得',
  MACHINERY_SUBSIDY: '农机购置补贴',
  RENT_SUBSIDY: '住房租赁补贴',
  VETERAN_PENSION: '优抚抚恤补助金',
  DIBAO: '最低生活保障金',
  MEDICAL_ASSISTANCE: '医疗救助',
  TEMPORARY_ASSISTANCE: '临时救助',
  MEDICAL_OOP: '个人负担医疗费',
  VEHICLE: '机动车',
  REAL_ESTATE: '房屋',
  BUSINESS_REG: '工商登记',
  DEPOSIT: '存款',
  SECURITY: '证券',
  FUND: '基金',
  INSURANCE_CASH_VALUE: '保险现金价值',
  MACHINERY: '农业机械',
  LAND: '土地',
};
const confidences: Words = { HIGH: '高', MEDIUM: '中', LOW: '低' };
const bands: Words = { WITHIN_LIMIT: '未超过限额', ABOVE_LIMIT: '超过限额' };

/** A code in the words of the paper; what has none stays a code. */
export const inWords = {
  verdict: (code: string): string => verdicts[code] ?? code,
  itemVerdict: (code: string): string => itemVerdicts[code] ?? code,
  truth: (code: string): string => truths[code] ?? code,
  outcome: (code: string | null): string => (code === null ? '未答复' : (outcomes[code] ?? code)),
  type: (code: string): string => types[code] ?? code,
  confidence: (code: string): string => confidences[code] ?? code,
  band: (code: string): string => bands[code] ?? code,
} as const;
