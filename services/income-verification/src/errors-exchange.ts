import type { ErrorCatalogue } from '@mz/contracts';

/** Refusals of the exchange with partners: keys, grants, signed messages, ledger. */
export const exchangeErrors = {
  PARTNER_UNKNOWN: { status: 404, zh: '没有该合作单位', en: 'There is no such partner' },
  PARTNER_EXISTS: { status: 409, zh: '该合作单位代码已登记', en: 'The partner’s code is registered already' },
  PARTNER_KEY_UNKNOWN: { status: 404, zh: '没有该合作单位密钥', en: 'There is no such partner key' },
  PARTNER_KEY_INVALID: { status: 422, zh: '公钥无效', en: 'The key is no public key of its curve' },
  PARTNER_KEY_EXISTS: { status: 409, zh: '该公钥已登记', en: 'The key is registered already' },
  EXCHANGE_GRANT_UNKNOWN: { status: 404, zh: '没有该数据授权项', en: 'There is no such grant' },
  GRANT_EXISTS: {
    status: 409,
    zh: '同一单位、目的、项目自该日起的数据授权已登记',
    en: 'Such a grant from this day on is recorded already',
  },
  GRANT_MISSING: {
    status: 403,
    zh: '未就该目的、项目向该单位授权交换数据',
    en: 'No grant lets this item cross for this purpose',
    legalBasis: '《社会救助暂行办法》第六十一条（2014-05-01）',
  },
  // A signed message that is not taken (RFC 9421).
  MESSAGE_UNSIGNED: { status: 401, zh: '报文没有签名', en: 'The message carries no signature' },
  SIGNATURE_MALFORMED: { status: 401, zh: '签名格式不符合约定', en: 'The signature does not have the agreed form' },
  COMPONENT_MISSING: { status: 401, zh: '签名未覆盖必要内容', en: 'The signature does not cover what it must' },
  MESSAGE_EXPIRED: { status: 401, zh: '报文已超过有效时间窗', en: 'The message is older than the window' },
  CREATED_IN_FUTURE: { status: 401, zh: '报文时间晚于当前时间', en: 'The message comes from the future' },
  KEY_UNKNOWN: { status: 401, zh: '签名密钥未登记', en: 'The signing key is not registered' },
  KEY_REVOKED: { status: 401, zh: '签名密钥已停用', en: 'The signing key was ended' },
  KEY_EXPIRED: { status: 401, zh: '签名密钥已过期', en: 'The signing key has expired' },
  KEY_NOT_YET_VALID: { status: 401, zh: '签名密钥尚未生效', en: 'The signing key is not valid yet' },
  ALGORITHM_MISMATCH: { status: 401, zh: '签名算法与密钥不符', en: 'The algorithm is not that of the key' },
  SIGNATURE_INVALID: { status: 401, zh: '报文签名无效', en: 'The signature does not hold' },
  DIGEST_MISMATCH: { status: 401, zh: '报文内容与摘要不一致', en: 'The content does not match its digest' },
  NONCE_REPLAYED: { status: 401, zh: '报文重复提交', en: 'The message was sent before' },
  TLS_PIN_MISMATCH: {
    status: 401,
    zh: '连接证书与该单位登记的不一致',
    en: 'The connection’s key is not the partner’s',
  },
  PARTNER_RATE_LIMITED: { status: 429, zh: '该单位调用次数超过限额', en: 'The partner’s quota of calls is used up' },
  LEDGER_ROOT_UNKNOWN: { status: 404, zh: '没有该日的台账签名', en: 'There is no signed root of this day' },
  COUNTERSIGNATURE_INVALID: { status: 422, zh: '回签无效', en: 'The countersignature does not hold' },
} as const satisfies ErrorCatalogue;
