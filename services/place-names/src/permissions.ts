import { serviceNames } from '@mz/contracts';
import { definePermissions } from '@mz/service-kit';

/** Place names are public; the whole table goes to the services of the platform alone. */
export const permissions = definePermissions({
  'divisions:read': { public: true },
  'divisions:snapshot': { services: serviceNames },
});
