import { type Role, serviceNames } from '@mz/contracts';
import { definePermissions } from '@mz/service-kit';
import { boundaryPermissions } from './permissions-boundaries.ts';
import { censusPermissions } from './permissions-census.ts';
import { changePermissions } from './permissions-changes.ts';
import { mapPermissions } from './permissions-maps.ts';
import { proposalPermissions } from './permissions-proposals.ts';

const offices: Role[] = ['PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'];
const deciders: Role[] = ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER', 'PLACE_PROVINCE_CHECKER'];
const counties: Role[] = ['PLACE_COUNTY_CLERK', 'PLACE_COUNTY_CHECKER'];
const superiors: Role[] = ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'];
const staff = [
  'PLACE_COUNTY_CLERK',
  'PLACE_COUNTY_CHECKER',
  'PLACE_CITY_OFFICER',
  'PLACE_PROVINCE_OFFICER',
  'PLACE_PROVINCE_CHECKER',
] as const;

/** Place names are public; the whole table goes to the services of the platform alone. */
export const permissions = definePermissions({
  ...censusPermissions,
  'divisions:read': { public: true },
  'placeNames:search': { public: true },
  'placeNames:searchNames': { services: serviceNames },
  'divisions:snapshot': { services: serviceNames },
  'placeNames:read': { public: true },
  'placeNames:readRecord': { roles: [...counties, ...superiors] },
  'nameApplications:create': {
    roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK', 'PLACE_CITY_OFFICER'],
  },
  'nameApplications:read': {
    roles: ['VILLAGE_ASSISTANT', 'PLACE_TOWN_CLERK', ...counties, ...superiors, 'PLACE_EXPERT'],
  },
  'nameApplications:handle': { roles: offices },
  'nameApplications:waive': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'] },
  'nameApplications:review': { roles: ['PLACE_EXPERT'] },
  'nameApplications:opine': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'nameApplications:decide': { roles: deciders },
  'nameApplications:announce': { roles: offices },
  'nameApplications:file': { roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  'placeSigns:keep': { roles: ['PLACE_TOWN_CLERK', 'PLACE_COUNTY_CLERK'] },
  'placeSigns:read': { roles: ['PLACE_TOWN_CLERK', ...counties, ...superiors] },
  'heritage:propose': { roles: offices },
  'heritage:decide': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'heritage:protect': { roles: offices },
  'publications:keep': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'publications:publish': { roles: ['PLACE_PROVINCE_CHECKER'] },
  ...proposalPermissions,
  ...changePermissions,
  ...mapPermissions,
  ...boundaryPermissions,
  // Counts by service; the county sees the queue of its own records in the service that holds them.
  'rehearsals:run': { roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER'] },
  'rehearsals:read': { roles: ['PLACE_CITY_OFFICER', 'PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER'] },
  'divisionChanges:map': { services: serviceNames },
  'divisionMoves:ask': { services: ['place-names'] },
  'divisionMoves:read': { roles: [...counties, ...superiors] },
  'divisionMoves:decide': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_CITY_OFFICER'] },
  'touchScreens:manage': { roles: ['PLACE_COUNTY_CLERK', 'PLACE_PROVINCE_OFFICER'] },
  'touchScreens:read': { roles: staff },
  'contentPackages:build': { roles: ['PLACE_COUNTY_CLERK', 'PLACE_PROVINCE_OFFICER'] },
  'contentPackages:publish': { roles: ['PLACE_COUNTY_CHECKER', 'PLACE_PROVINCE_CHECKER'] },
  'syncPackages:read': { roles: ['PLACE_PROVINCE_OFFICER', 'PLACE_PROVINCE_CHECKER', 'AUDITOR'] },
  'syncPackages:build': { roles: ['PLACE_PROVINCE_OFFICER'] },
  'syncPackages:send': { roles: ['PLACE_PROVINCE_CHECKER'] },
  'placeIndicators:read': {
    roles: [
      'PLACE_CITY_OFFICER',
      'PLACE_PROVINCE_OFFICER',
      'PLACE_PROVINCE_CHECKER',
      'PROVINCE_POLICY',
      'CITY_SUPERVISOR',
      'AUDITOR',
    ],
  },
});
