import { defineErrors } from '@mz/service-kit';

/** Refusals of batch re-verification. */
export const recheckErrors = defineErrors({
  RECHECK_UNKNOWN: { status: 404, zh: '没有该批量复核', en: 'There is no such batch re-verification' },
});
