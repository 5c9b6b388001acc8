import type { ErrorCatalogue } from '@mz/contracts';

/** Refusals of the addresses of the SPDCI edge. */
export const endpointErrors = {
  ENDPOINT_UNKNOWN: { status: 404, zh: '没有该接口地址登记', en: 'There is no such endpoint' },
  ENDPOINT_EXISTS: {
    status: 409,
    zh: '该单位自该日起的接口地址已登记',
    en: 'Such an endpoint from this day on is recorded already',
  },
  ENDPOINT_KIND_MISMATCH: {
    status: 422,
    zh: '回调地址属于委托单位，登记系统属于协查单位',
    en: 'A callback address is a department’s, a registry is an agency’s',
  },
  ENDPOINT_ADDRESS_INVALID: {
    status: 422,
    zh: '接口地址须为不带账号和查询参数的 https 地址',
    en: 'The address is none of https without account and query',
  },
  ENDPOINT_ADDRESS_PRIVATE: {
    status: 422,
    zh: '接口地址不得为内网或本机地址',
    en: 'The address is one of a private network or of this machine',
  },
  ENDPOINT_HOST_NOT_LISTED: {
    status: 422,
    zh: '接口地址的主机不在允许名单内',
    en: 'The host of the address is not on the list',
  },
} as const satisfies ErrorCatalogue;
