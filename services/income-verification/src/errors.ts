import { defineErrors } from '@mz/service-kit';
import { endpointErrors } from './errors-endpoints.ts';
import { exchangeErrors } from './errors-exchange.ts';
import { exchangeFileErrors } from './errors-exchange-files.ts';
import { mechanismErrors } from './errors-mechanisms.ts';
import { partnerViewErrors } from './errors-partner-view.ts';
import { recheckErrors } from './errors-rechecks.ts';
import { reportErrors } from './errors-reports.ts';
import { requestErrors } from './errors-requests.ts';
import { securityErrors } from './errors-security.ts';
import { subjectErrors } from './errors-subjects.ts';

/** Refusals of income-verification (handbook §13). */
export const errors = defineErrors({
  ...exchangeFileErrors,
  ...exchangeErrors,
  ...endpointErrors,
  ...mechanismErrors,
  ...partnerViewErrors,
  ...reportErrors,
  ...requestErrors,
  ...recheckErrors,
  ...securityErrors,
  ...subjectErrors,
  AUTHORIZATION_UNKNOWN: { status: 404, zh: '没有该核对授权书', en: 'There is no such authorization' },
  AUTHORIZATION_DATE_INVALID: {
    status: 422,
    zh: '授权书签署（撤回）日期无效',
    en: 'The day of signing or revoking is not possible',
  },
  AUTHORIZATION_SCOPE_EXCEEDED: {
    status: 403,
    zh: '超出授权书的目的或项目范围',
    en: 'Purpose or item lie outside the authorization',
  },
  AUTHORIZATION_DOC_REUSED: {
    status: 409,
    zh: '该授权书扫描件已用于其他授权',
    en: 'This scan was used for another authorization',
  },
  GUARDIAN_REQUIRED: {
    status: 422,
    zh: '未成年人或无民事行为能力人须由监护人签署授权',
    en: 'A guardian must sign for a minor or a person without capacity',
  },
  ITEM_UNKNOWN: { status: 422, zh: '没有该核对项目', en: 'There is no such item' },
  AGENCY_UNKNOWN: { status: 422, zh: '没有该协查单位', en: 'There is no such agency' },
  AGREEMENT_UNKNOWN: { status: 404, zh: '没有该协查协议', en: 'There is no such agreement' },
  AGREEMENT_MISSING: {
    status: 409,
    zh: '与协查单位没有有效的协议',
    en: 'No agreement with the agency is in force for item and division',
  },
  REQUEST_UNKNOWN: { status: 404, zh: '没有该核对申请', en: 'There is no such verification request' },
  REQUEST_ALREADY_OPEN: {
    status: 409,
    zh: '该家庭同一目的的核对正在进行',
    en: 'The household has an open request for this purpose',
  },
  REQUEST_PAUSED: {
    status: 409,
    zh: '核对已暂停，须先续签授权',
    en: 'The request is paused until it is authorized again',
  },
  SUBJECT_DUPLICATED: { status: 422, zh: '同一人在申请中重复', en: 'A person stands twice in the request' },
  SUBJECT_NOT_IN_HOUSEHOLD: {
    status: 422,
    zh: '核对对象不在家庭成员或赡（抚、扶）养人之内',
    en: 'A subject is neither of the household nor a supporter',
  },
  DECLARATION_TAMPERED: { status: 422, zh: '申报内容与其摘要不一致', en: 'The declaration does not match its hash' },
  ANSWER_UNKNOWN_REF: { status: 409, zh: '答复与查询编号不符', en: 'The answer names an unknown question' },
  ANSWER_NOT_EXPECTED: { status: 409, zh: '查询已撤销，不应再有答复', en: 'The question was cancelled' },
  ANSWER_DUPLICATE: { status: 409, zh: '该查询已有最终答复', en: 'The question has a final answer already' },
  ANSWER_OVER_RETURN: { status: 422, zh: '答复含有未请求的内容', en: 'The answer has more than was asked for' },
  ANSWER_INCONSISTENT: { status: 422, zh: '答复结果与明细不一致', en: 'Outcome and rows contradict each other' },
  ANSWER_STALE_OR_FUTURE: { status: 422, zh: '答复数据日期无效', en: 'The day of the data is not possible' },
  ANSWER_UNSIGNED: { status: 422, zh: '答复签名无效', en: 'The signature of the answer does not hold' },
  ANSWER_MALFORMED: { status: 422, zh: '答复格式不符合约定', en: 'The answer does not have the agreed form' },
  FINDING_VALUE_INVALID: { status: 422, zh: '核对数据的数值无效', en: 'A value in the answer is not possible' },
  EXCHANGE_KEY_MISSING: {
    status: 422,
    zh: '批量文件方式的协议须登记协查单位的加密公钥',
    en: 'An agreement on files needs the agency’s public key',
  },
  FILE_STRUCTURE_INVALID: { status: 422, zh: '批量文件结构不符合约定', en: 'The file does not have the agreed form' },
  FILE_SIGNATURE_INVALID: { status: 422, zh: '批量文件签名无效', en: 'The signature of the file does not hold' },
  FILE_CONFLICT: { status: 409, zh: '文件号相同而内容不同', en: 'A file with this number has other content' },
  LETTER_UNKNOWN: { status: 404, zh: '没有该核对函或答复', en: 'There is no such letter or reply' },
  OBJECTION_UNKNOWN: { status: 404, zh: '没有该异议', en: 'There is no such objection' },
  RATE_LIMITED: { status: 429, zh: '当日查询人数超过限额', en: 'The quota of persons for this day is used up' },
  REPORT_UNKNOWN: { status: 404, zh: '没有该核对报告', en: 'There is no such report' },
  REPORT_IMMUTABLE: { status: 409, zh: '已出具的核对报告不得修改', en: 'An issued report cannot be changed' },
  REPORT_SUPERSEDED: { status: 409, zh: '该报告已被新版本取代', en: 'A later version replaced this report' },
  MANDATORY_ITEMS_OPEN: {
    status: 409,
    zh: '必查项目尚未全部答复',
    en: 'Mandatory items are open and the due date has not come',
  },
  OBJECTION_LATE: { status: 409, zh: '已超过异议期限', en: 'The term for objections is over' },
  OBJECTION_DUPLICATE: {
    status: 409,
    zh: '同一项目已提出过异议，须有新证据',
    en: 'The item was objected to before; new evidence is needed',
  },
});
