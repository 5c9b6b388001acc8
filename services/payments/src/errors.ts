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
  HOLD_UNKNOWN: { status: 404, zh: '没有该暂缓记录', en: 'There is no such hold' },
  HOLD_CAUSE_OPEN: { status: 409, zh: '暂缓原因尚未消除', en: 'The cause of the hold still stands' },
  // Bank files
  BANK_FILE_UNKNOWN: { status: 404, zh: '没有该银行文件', en: 'There is no such bank file' },
  BANK_FILE_MISMATCH: { status: 422, zh: '回盘文件与原文件不符', en: 'The return does not answer the file' },
  FILE_CONFLICT: { status: 409, zh: '该回盘文件已处理且内容不同', en: 'This return was applied with another content' },
});
