/** Refusals of agreements, batch files and discs (income-verification.md §3.2, §4, §13). */
export const exchangeFileErrors = {
  SLA_MISSING: {
    status: 422,
    zh: '协议须约定答复时限',
    en: 'An agreement needs a term within which the agency answers',
  },
  AGREEMENT_ENDED: { status: 409, zh: '协查协议已终止', en: 'The agreement has ended' },
  SECURITY_CONTACT_MISSING: {
    status: 404,
    zh: '该协议未登记安全联系人',
    en: 'The agreement names no security contact',
  },
  FILE_KEY_EXPIRED: { status: 422, zh: '批量文件的签名密钥已过期', en: 'The key that signed the file has expired' },
  FILE_KEY_NOT_YET_VALID: {
    status: 422,
    zh: '批量文件的签名密钥尚未生效',
    en: 'The key that signed the file is not valid yet',
  },
  FILE_KEY_REVOKED: { status: 422, zh: '批量文件的签名密钥已停用', en: 'The key that signed the file was ended' },
  EXCHANGE_FILE_UNKNOWN: { status: 404, zh: '没有该批量文件', en: 'There is no such batch file' },
  DISC_CONTENT_DIFFERS: {
    status: 422,
    zh: '光盘内容与该文件不一致',
    en: 'What stands on the disc is not this file',
  },
} as const;
