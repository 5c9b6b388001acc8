import { defineErrors } from '@mz/service-kit';

/** Refusals of identity. */
export const errors = defineErrors({
  ACCOUNT_UNKNOWN: { status: 404, zh: '没有该账号', en: 'There is no such account' },
  ACCOUNT_EXISTS: { status: 409, zh: '账号名已被使用', en: 'The account name is taken' },
  PASSWORD_TOO_WEAK: {
    status: 422,
    zh: '口令至少 12 位，且不得为常见口令或包含账号名',
    en: 'A password has at least 12 characters, is no common one, and does not contain the account name',
  },
  PARTNER_CLIENT_UNKNOWN: { status: 404, zh: '没有该合作单位客户端', en: 'There is no such partner client' },
  PARTNER_CLIENT_EXISTS: {
    status: 409,
    zh: '该合作单位已有待审的客户端',
    en: 'A client of this partner waits for approval already',
  },
  PARTNER_KEY_INVALID: { status: 422, zh: '公钥无效', en: 'The key is no public key of its curve' },
  GRANT_UNKNOWN: { status: 404, zh: '没有该授权记录', en: 'There is no such grant' },
  GRANT_TO_SELF: { status: 403, zh: '不得为本人授权', en: 'Nobody may grant a role to themselves' },
  ROLES_INCOMPATIBLE: { status: 409, zh: '同一账号不得兼任不相容岗位', en: 'One account may not hold both roles' },
});
