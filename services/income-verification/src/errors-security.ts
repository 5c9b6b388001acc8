import { defineErrors } from '@mz/service-kit';

/** Refusals of the log, the alarms, the deletion, the tickets and the statistics (income-verification.md §9). */
export const securityErrors = defineErrors({
  MISUSE_ALARM_UNKNOWN: { status: 404, zh: '没有该预警', en: 'There is no such alarm' },
  PROTECTED_PERSON_UNKNOWN: { status: 404, zh: '没有该重点保护条目', en: 'There is no such entry of the list' },
  PROTECTED_PERSON_LISTED: {
    status: 409,
    zh: '该人员已在重点保护名单内或正在审核',
    en: 'The person is on the list, or proposed for it, already',
  },
  AUDIT_TICKET_UNKNOWN: { status: 404, zh: '没有该审计查阅单', en: 'There is no such ticket' },
  AUDIT_TICKET_ENDED: {
    status: 403,
    zh: '审计查阅单未获批准或已到期',
    en: 'The ticket was not granted, or it has ended',
    legalBasis: '《社会救助暂行办法》第六十一条（2014-05-01）',
  },
  RAW_DELETED: {
    status: 409,
    zh: '该核对的原始材料已按保存期限删除',
    en: 'The raw data of this check were deleted after their term',
  },
  STATISTICS_NOT_PUBLISHED: {
    status: 409,
    zh: '所查月份的统计尚未发布',
    en: 'The statistics of a month asked for are not published yet',
  },
});
