/** Refusals of reports, their papers, settlements and departures (income-verification.md §6, §6.1, §13). */
export const reportErrors = {
  REPORT_NOT_ISSUED: { status: 409, zh: '该核对报告尚未出具', en: 'The report is not issued yet' },
  REPORT_EXPIRED: {
    status: 409,
    zh: '该核对报告已过有效期，须重新核对',
    en: 'The report is no longer valid: a new check is needed',
  },
  CONSENT_RECORDED: { status: 409, zh: '该成员的同意已登记', en: 'The consent of this member is recorded already' },
  CONFLICT_UNKNOWN: {
    status: 409,
    zh: '该项目没有待处理的来源冲突，或所选来源不在其中',
    en: 'The item has no open conflict, or the source is none of those that disagree',
  },
  ROWS_NOT_IN_DOUBT: {
    status: 409,
    zh: '该答复没有待确认的记录',
    en: 'The answer has no rows that wait for a decision',
  },
  RESOLUTION_OPEN: { status: 409, zh: '该事项已有处理意见', en: 'The matter has a proposal already' },
  RESOLUTION_UNKNOWN: { status: 404, zh: '没有该处理意见', en: 'There is no such proposal' },
  SUB_QUERY_UNKNOWN: { status: 404, zh: '没有该查询', en: 'There is no such question' },
  VERDICT_UNCHANGED: { status: 422, zh: '变更后的结论与报告相同', en: 'The verdict is the one of the report' },
  OVERRIDE_OPEN: {
    status: 409,
    zh: '该报告的结论变更已提出',
    en: 'A departure from this verdict is proposed or approved already',
  },
  OVERRIDE_UNKNOWN: { status: 404, zh: '没有该结论变更', en: 'There is no such departure' },
} as const;
