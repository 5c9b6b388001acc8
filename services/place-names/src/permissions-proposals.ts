import { definePermissions } from '@mz/service-kit';

/** Proposals of adjustment; which office takes which step stands in the machine (place-names.md §4.4, §12). */
export const proposalPermissions = definePermissions({
  'proposals:read': {
    roles: [
      'PLACE_TOWN_CLERK',
      'PLACE_COUNTY_CLERK',
      'PLACE_COUNTY_CHECKER',
      'PLACE_CITY_OFFICER',
      'PLACE_PROVINCE_OFFICER',
      'PLACE_PROVINCE_CHECKER',
      'PLACE_EXPERT',
    ],
  },
  'proposals:draft': { roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER'] },
  'proposals:prepare': { roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER'] },
  'proposals:sign': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'] },
  'proposals:opine': { roles: ['PLACE_EXPERT'] },
  'proposals:decide': { roles: ['PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  'proposals:confirm': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_CHECKER'] },
  'proposals:advance': {
    roles: [
      'PLACE_TOWN_CLERK',
      'PLACE_COUNTY_CLERK',
      'PLACE_COUNTY_CHECKER',
      'PLACE_CITY_OFFICER',
      'PLACE_PROVINCE_OFFICER',
      'PLACE_PROVINCE_CHECKER',
    ],
  },
});
