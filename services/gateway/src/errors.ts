import { defineErrors } from '@mz/service-kit';

/** Refusals of the gateway itself; everything else is the services' own answer. */
export const errors = defineErrors({
  SERVICE_UNKNOWN: { status: 404, zh: '没有该服务', en: 'There is no such service' },
});
