import { definePermissions } from '@mz/service-kit';

/** The gateway decides nothing: each service checks the caller it forwards. */
export const permissions = definePermissions({});
