import { defineErrors } from '@mz/service-kit';

/** Refusals from acceptance to payment. */
export const caseWorkErrors = defineErrors({});
