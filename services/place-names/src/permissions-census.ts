import { definePermissions } from '@mz/service-kit';

const offices = [
  'PLACE_COUNTY_CLERK',
  'PLACE_COUNTY_CHECKER',
  'PLACE_CITY_OFFICER',
  'PLACE_PROVINCE_OFFICER',
  'PLACE_PROVINCE_CHECKER',
] as const;

/** Who works on the census: village informant, town, county check, city verification, province acceptance (place-names.md §12). */
export const censusPermissions = definePermissions({
  'censusBatches:plan': { roles: ['PLACE_COUNTY_CLERK'] },
  'censusBatches:read': { roles: offices },
  'censusBatches:step': {
    roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'],
  },
  'censusBatches:return': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  'censusTasks:read': { roles: ['PLACE_TOWN_CLERK', ...offices] },
  'censusTasks:confirm': { roles: ['PLACE_TOWN_CLERK'] },
  'censusRecords:read': { roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK', ...offices] },
  'censusRecords:write': { roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'] },
  'censusRecords:survey': { roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK'] },
  'censusRecords:return': { roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CHECKER'] },
  'censusSamples:inspect': { roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  'censusScores:create': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'censusPackages:work': { roles: ['PLACE_TOWN_CLERK'] },
});
