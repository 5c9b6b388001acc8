import { defineErrors } from '@mz/service-kit';

/** Refusals of the mechanisms of counties and of the indicators (handbook §2, §11). */
export const mechanismErrors = defineErrors({
  MECHANISM_UNKNOWN: { status: 404, zh: '没有该核对机构', en: 'There is no such mechanism' },
  MECHANISM_EXISTS: { status: 409, zh: '该县已登记核对机构', en: 'The county has a mechanism already' },
  STAFF_MISSING: {
    status: 422,
    zh: '核对机构至少须有一名工作人员',
    en: 'A mechanism needs at least one person of staff',
  },
  PROVINCIAL_RULE_UNKNOWN: { status: 404, zh: '没有该省级办法', en: 'There is no such rule of the province' },
  INDICATOR_UNKNOWN: { status: 404, zh: '没有该指标', en: 'There is no such indicator' },
});
