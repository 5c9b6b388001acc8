import { defineErrors } from '@mz/service-kit';

/** Refusals of payments (payments.md §12). */
export const errors = defineErrors({
  // Payees and accounts
  ACCOUNT_INVALID: { status: 422, zh: '账户信息不符合要求', en: 'The account is not a valid one of a known bank' },
  ENROLMENT_UNKNOWN: { status: 404, zh: '没有该保障资格', en: 'There is no such enrolment' },
  PAYEE_NOT_ENTITLED: {
    status: 422,
    zh: '领款人不是保障对象，也不是有登记材料的监护人或代理人',
    en: 'The payee is neither a person of the enrolment nor a documented guardian or agent',
  },
  PAYEE_UNKNOWN: { status: 404, zh: '没有该领款人', en: 'There is no such payee' },
  PAYEE_DUPLICATE: { status: 409, zh: '该领款人已登记', en: 'This payee is recorded for the enrolment already' },
  CREDIT_CODE_INVALID: {
    status: 422,
    zh: '统一社会信用代码不符合要求',
    en: 'The unified social credit code is malformed or its check character is wrong',
  },
  ACCOUNT_NOTICE_UNKNOWN: { status: 404, zh: '没有该账户变更通知', en: 'There is no such notice' },
  WHITE_LIST_DUPLICATE: {
    status: 409,
    zh: '该账户已在白名单或待审核',
    en: 'This account is listed or proposed already',
  },
  WHITE_LIST_UNKNOWN: { status: 404, zh: '没有该白名单账户', en: 'There is no such white-listed account' },
  // Funds and ledger
  FUND_UNKNOWN: { status: 404, zh: '没有该资金', en: 'There is no such fund' },
  FUND_DUPLICATE: { status: 409, zh: '该资金已登记', en: 'This fund is open already' },
  FUND_PURPOSE_VIOLATION: {
    status: 422,
    zh: '资金不得用于其规定用途以外的项目',
    en: 'This class of fund may not pay the programme',
  },
  FUND_INSUFFICIENT: { status: 409, zh: '可用资金不足', en: 'The fund does not cover the batch' },
  WRONG_FUND: { status: 422, zh: '没有可用于该项目的资金', en: 'No open fund of the county serves the programme' },
  PERIOD_CLOSED: { status: 409, zh: '该期间已结账', en: 'The period is closed' },
  LEDGER_UNBALANCED: { status: 409, zh: '借贷不平', en: 'Debit and credit differ' },
  LEDGER_IMMUTABLE: { status: 409, zh: '账目不得修改', en: 'The books are changed by one reversal only' },
  APPROPRIATION_UNKNOWN: { status: 404, zh: '没有该拨款', en: 'There is no such appropriation' },
  FISCAL_CHAIN_BROKEN: {
    status: 422,
    zh: '收款地区不是该资金的下一级财政',
    en: 'The division is not the next one of the fiscal chain',
  },
  FUND_BALANCE_BROKEN: {
    status: 409,
    zh: '资金账实不符，已暂停新批次',
    en: 'The fund does not balance and is stopped',
  },
  FUND_STOP_UNKNOWN: { status: 404, zh: '没有该暂停记录', en: 'There is no such stop' },
  MONTHS_OPEN: { status: 409, zh: '该年度尚有月份未结账', en: 'A month of the year is still open' },
  JOURNAL_UNKNOWN: { status: 404, zh: '没有该凭证', en: 'There is no such journal' },
  // Batches
  BATCH_SEAL_BROKEN: { status: 422, zh: '批次封印不符', en: 'Count, total, hash or signature of the batch is wrong' },
  BATCH_CONFLICT: { status: 409, zh: '同一批次号内容不同', en: 'This batch was offered with another content' },
  SHARE_SUM_MISMATCH: { status: 422, zh: '分摊合计与金额不符', en: 'The shares do not add up to the amount' },
  REISSUE_CAUSE_INVALID: {
    status: 422,
    zh: '补发所依据的失败记录不符',
    en: 'A re-issue has no failed line as its cause',
  },
  DUPLICATE_LINE: { status: 409, zh: '同一笔发放已存在', en: 'This payment exists already' },
  OVER_CAP: { status: 422, zh: '超过项目单笔上限', en: 'The amount is above the cap of the programme' },
  RUN_UNKNOWN: { status: 404, zh: '没有该发放批次', en: 'There is no such run' },
  RUN_NOT_RECONCILED: {
    status: 409,
    zh: '批次尚未对平',
    en: 'A line waits for its re-issue, or files, lines and books of the run differ',
  },
  LINE_UNKNOWN: { status: 404, zh: '没有该发放明细', en: 'There is no such line' },
  HOLD_UNKNOWN: { status: 404, zh: '没有该暂缓记录', en: 'There is no such hold' },
  HOLD_CAUSE_OPEN: { status: 409, zh: '暂缓原因尚未消除', en: 'The cause of the hold still stands' },
  // Overpayments
  OVERPAYMENT_UNKNOWN: { status: 404, zh: '没有该多发记录', en: 'There is no such overpayment' },
  REFUND_EXCEEDS_DEBT: { status: 422, zh: '退款超过未收回金额', en: 'More than what is outstanding came back' },
  HARDSHIP_NOT_ALLOWED: {
    status: 422,
    zh: '本人过错造成的多发不适用困难减免',
    en: 'No hardship waiver of what the citizen caused',
  },
  OFFSET_NOT_LOWER: { status: 422, zh: '困难减免须降低抵扣比例', en: 'Hardship lowers the share that is offset' },
  RECALL_WITHOUT_DEATH: { status: 409, zh: '领款人未确认死亡，不适用追回', en: 'No payee of it is known to be dead' },
  RECALL_TOO_LATE: { status: 409, zh: '已超过向银行追回的期限', en: 'The days to recall from the bank are over' },
  RECALL_BANK_FIRST: { status: 409, zh: '期限内须先向银行追回', en: 'Within its days the bank is asked first' },
  DEBTOR_NOT_RECIPIENT: {
    status: 422,
    zh: '不得向未领取该款项的家属追回',
    en: 'Nothing is asked back from a family member who did not receive it',
  },
  // Bank files
  BANK_UNKNOWN: { status: 404, zh: '没有该代发银行', en: 'There is no such bank' },
  BANK_KEY_UNKNOWN: { status: 404, zh: '没有该银行公钥', en: 'There is no such key of a bank' },
  BANK_KEY_UNCHANGED: { status: 409, zh: '与现行公钥相同', en: 'This is what is in force already' },
  BANK_FILE_UNKNOWN: { status: 404, zh: '没有该银行文件', en: 'There is no such bank file' },
  BANK_FILE_MISMATCH: { status: 422, zh: '回盘文件与原文件不符', en: 'The return does not answer the file' },
  FILE_CONFLICT: { status: 409, zh: '文件号相同而内容不同', en: 'A file with this number has other content' },
  // Exports
  EXPORT_UNKNOWN: { status: 404, zh: '没有该导出申请', en: 'There is no such export' },
  EXPORT_NOT_APPROVED: { status: 409, zh: '导出申请尚未批准', en: 'The export is not approved yet' },
  EXPORT_EXPIRED: { status: 410, zh: '导出已过期', en: 'The export has expired' },
  EXPORT_TAKEN: { status: 410, zh: '导出已下载', en: 'The export was downloaded already' },
});
