import { defineErrors } from '@mz/service-kit';

/** Refusals of authorizations, requests, units and objections beside those of errors.ts (handbook §3.1, §5.1, §7, §13). */
export const requestErrors = defineErrors({
  UNIT_UNKNOWN: { status: 404, zh: '没有该委托单位，或其委托资格已终止', en: 'There is no such entrusting unit today' },
  CASE_UNKNOWN: { status: 404, zh: '未找到在办个案', en: 'There is no such open case' },
  UNIT_DUPLICATE: { status: 409, zh: '该委托单位代码已登记', en: 'A unit with this code exists already' },
  REPORT_EXPIRED: {
    status: 409,
    zh: '核对报告已过有效期，请重新申请核对',
    en: 'The report is past its validity: request a new check',
  },
  LETTER_WITHDRAWN: {
    status: 409,
    zh: '授权已撤回，该核对函作废',
    en: 'The letter was withdrawn with an authorization',
  },
});
