import type { Role } from '@mz/contracts';
import type { PermissionEntry } from '@mz/service-kit';

const county: readonly Role[] = ['PLACE_COUNTY_CLERK', 'PLACE_COUNTY_CHECKER'];
const province: readonly Role[] = ['PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'];
const offices: Role[] = [...county, 'PLACE_CITY_OFFICER', ...province];

/** Points, addresses and the public layer are for everybody; the library is the offices' (place-names.md §12: classified sheets). */
export const mapPermissions = {
  'geometries:read': { public: true },
  'addresses:read': { public: true },
  'mapSheets:public': { public: true },
  'geometries:check': { roles: offices },
  'mapSheets:list': { roles: offices },
  'mapSheets:open': { roles: offices },
  'mapSheets:register': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'mapSheets:check': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'mapSheets:publish': { roles: [...province] },
} satisfies Record<string, PermissionEntry>;
