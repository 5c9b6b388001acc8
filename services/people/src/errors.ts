import { defineErrors } from '@mz/service-kit';

/** Refusals of people beside the common ones (people.md §6). */
export const errors = defineErrors({
  PERSON_MISMATCH: {
    status: 409,
    zh: '所填信息与已登记信息不一致，请核对证件原件',
    en: 'What was entered does not agree with what is registered: check the original document',
  },
  SEARCH_TOO_WIDE: { status: 422, zh: '查询条件过宽，请补充信息', en: 'The search matches too many persons' },
  NOTICE_UNKNOWN: { status: 404, zh: '没有该通知', en: 'There is no such notice' },
  KINSHIP_INVALID: { status: 422, zh: '亲属关系不合理', en: 'Such a kinship is not possible' },
});
