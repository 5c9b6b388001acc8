import type { ErrorCatalogue } from '@mz/contracts';

/** Refusals of what partners tell and see of their own. */
export const partnerViewErrors = {
  CHANGE_NOT_PUSHED: {
    status: 403,
    zh: '该单位的变更信息由平台按日查询，不由其主动推送',
    en: 'This partner is asked about changes each day; it does not tell them',
    legalBasis: '《社会救助暂行办法》第五十八条（2014-05-01）',
  },
} as const satisfies ErrorCatalogue;
