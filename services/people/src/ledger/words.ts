import { type Role, roles, type ServiceName } from '@mz/contracts';
import type { DivisionHistory, LegalDay } from '@mz/domain';

const purposeWords: Readonly<Record<string, string>> = {
  ASSESS_BENEFIT: '审核社会救助申请',
  VERIFY_MEANS: '核对家庭经济状况',
  PAY: '发放救助资金',
  RECOVER: '追回多发资金',
  REGISTER_EVENT: '登记人员信息变化',
  SUPERVISE: '监督检查',
  STATISTICS: '统计',
  CITIZEN_SELF: '本人查询',
  EMERGENCY: '紧急情况处置',
};

const fieldWords: Readonly<Record<string, string>> = {
  IDENTITY_MATCH: '按证件或姓名查找登记',
  NAME: '姓名',
  NAME_MASKED: '姓名（遮盖）',
  ID_NO: '证件号码',
  ID_NO_MASKED: '证件号码（遮盖）',
  BASIC: '性别、出生日期、户籍、生存状况',
  PHONE: '电话',
  ADDRESS: '住址',
  // Classes of the other services.
  FAMILY: '家庭成员与关系',
  HEALTH: '健康、残疾、就业等情况',
  INCOME: '收入',
  ASSETS: '财产',
  BENEFIT: '救助金额与发放情况',
  DECISION: '审批决定',
  ACCOUNT_MASKED: '收款账号（遮盖）',
  OVERPAYMENT: '多发资金及追回情况',
  MEANS_REPORT: '经济状况核对报告',
  MEANS_QUERY: '核对查询情况',
  AUTHORIZATION: '核对授权书',
};

const channelWords: Readonly<Record<string, string>> = {
  REST: '业务系统',
  GRAPHQL: '业务系统',
  SERVICE: '平台内部服务',
  BREAK_GLASS: '紧急查阅（无业务事项）',
};

const serviceWords: Partial<Readonly<Record<ServiceName, string>>> = {
  'social-assistance': '社会救助业务',
  'income-verification': '经济状况核对',
  payments: '资金发放',
  people: '人员基础库',
};

/** Role of a reader in plain words. */
export function roleInWords(role: string): string {
  return role in roles ? roles[role as Role].title : '平台内部服务';
}

/** Unit of a reader: the division's name with its holder's, or the service. */
export function unitInWords(unit: string, divisions: DivisionHistory, today: LegalDay): string {
  const found = divisions.at(unit, today);
  if (found.ok) return found.value.name;
  return serviceWords[unit as ServiceName] ?? unit;
}

/** The service that was read in, in plain words. */
export function serviceInWords(service: ServiceName): string {
  return serviceWords[service] ?? service;
}

/** Purpose in plain words. */
export function purposeInWords(purpose: string): string {
  return purposeWords[purpose] ?? purpose;
}

/** Field classes in plain words. */
export function fieldsInWords(classes: readonly string[]): string[] {
  return classes.map((one) => fieldWords[one] ?? one);
}

/** Channel in plain words. */
export function channelInWords(channel: string): string {
  return channelWords[channel] ?? channel;
}

const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** An instant in China's time, as people write it. */
export function momentInWords(at: Date): string {
  return moment.format(at);
}
