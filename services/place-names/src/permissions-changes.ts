import { definePermissions } from '@mz/service-kit';

/** Division codes and versions are the province's alone, and two people's each time (place-names.md §12). */
export const changePermissions = definePermissions({
  'divisionChanges:read': {
    roles: [
      'PLACE_COUNTY_CLERK',
      'PLACE_COUNTY_CHECKER',
      'PLACE_CITY_OFFICER',
      'PLACE_PROVINCE_OFFICER',
      'PLACE_PROVINCE_CHECKER',
    ],
  },
  'divisionChanges:draft': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'divisionChanges:publish': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'divisionCodes:propose': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'divisionCodes:publish': { roles: ['PLACE_PROVINCE_CHECKER'] },
});
