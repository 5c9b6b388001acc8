import { definePermissions } from '@mz/service-kit';

/** Who manages accounts; logging in needs no permission. */
export const permissions = definePermissions({
  'accounts:manage': { roles: ['IDENTITY_ADMIN'] },
  'staffUnits:list': { services: ['people', 'income-verification'] },
  'partner-clients:manage': { roles: ['IDENTITY_ADMIN'] },
  'divisionMoves:ask': { services: ['place-names'] },
  'divisionMoves:read': { roles: ['IDENTITY_ADMIN'] },
  'divisionMoves:decide': { roles: ['IDENTITY_ADMIN'] },
});
