import type { PermissionTable } from '@mz/service-kit';

const readers = [
  'PLACE_TOWN_CLERK',
  'PLACE_COUNTY_CLERK',
  'PLACE_COUNTY_CHECKER',
  'PLACE_CITY_OFFICER',
  'PLACE_PROVINCE_OFFICER',
  'PLACE_PROVINCE_CHECKER',
] as const;
// Whoever enters a provincial line or marker sits in the province: no other office holds its side.
const writers = ['PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] as const;
const cityAndProvince = ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] as const;

/** Boundaries by the table of roles (handbook §12): who enters is never who decides. */
export const boundaryPermissions = {
  'boundaries:outline': { public: true },
  'boundaries:read': { roles: readers },
  'boundaries:declare': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'boundaries:write': { roles: writers },
  'boundaries:report': { roles: ['PLACE_TOWN_CLERK', ...writers] },
  'boundaries:check': { roles: ['PLACE_COUNTY_CHECKER', ...cityAndProvince] },
  'boundaries:replace': { roles: cityAndProvince },
  'boundaries:resurvey': { roles: writers },
  'boundaries:approve': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'boundaries:decidePenalty': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_PROVINCE_CHECKER'] },
  'boundaryInspections:read': { roles: readers },
  'boundaryInspections:plan': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'boundaryInspections:work': { roles: writers },
  'boundaryInspections:sign': { roles: cityAndProvince },
  'boundaryInspections:file': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'boundaryDisputes:read': { roles: readers },
  'boundaryDisputes:report': { roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK', ...writers] },
  'boundaryDisputes:handle': { roles: writers },
  'boundaryDisputes:mediate': { roles: ['PLACE_COUNTY_CHECKER', ...cityAndProvince] },
  'boundaryDisputes:approve': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'boundaryEvaluations:read': { roles: readers },
  'boundaryEvaluations:assess': { roles: cityAndProvince },
  'boundaryEvaluations:confirm': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'detailedMaps:read': { roles: readers },
  'detailedMaps:compile': { roles: writers },
  'detailedMaps:check': { roles: ['PLACE_COUNTY_CHECKER', ...cityAndProvince] },
  'detailedMaps:review': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'detailedMaps:approve': { roles: ['PLACE_PROVINCE_CHECKER'] },
} as const satisfies PermissionTable;
