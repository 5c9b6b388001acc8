import type { Role } from '@mz/contracts';
import { definePermissions } from '@mz/service-kit';

const township: Role[] = ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD'];
const county: Role[] = ['COUNTY_REVIEWER', 'COUNTY_APPROVER'];
const supervision: Role[] = ['CITY_SUPERVISOR', 'PROVINCE_ADMIN', 'AUDITOR'];

/** Roles that handle cases: the public notice prints names, so they see them (people.md §4). */
export const caseHandlers: ReadonlySet<string> = new Set([...township, ...county]);

/** Who may do what; which person may be read is decided by the case (people.md §4). */
export const permissions = definePermissions({
  'persons:register': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER', 'VILLAGE_ASSISTANT'] },
  'persons:find': {
    roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER', 'CITY_SUPERVISOR', 'AUDITOR'],
  },
  'persons:correct': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  'persons:completeIdentity': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  'matches:read': { roles: ['COUNTY_REVIEWER', 'CITY_SUPERVISOR', 'AUDITOR'] },
  'matches:dismiss': { roles: ['COUNTY_REVIEWER'] },
  'merges:read': { roles: ['COUNTY_REVIEWER', 'CITY_SUPERVISOR', 'AUDITOR'] },
  'merges:preview': { roles: ['COUNTY_REVIEWER'] },
  'merges:propose': { roles: ['COUNTY_REVIEWER'] },
  'merges:decide': { roles: ['COUNTY_REVIEWER'] },
  'merges:split': { roles: ['COUNTY_REVIEWER'] },
  'persons:read': { roles: [...township, ...county, ...supervision] },
  'persons:disclose': { services: ['income-verification', 'payments'] },
  'persons:facts': { services: ['social-assistance', 'income-verification', 'payments'] },
  'persons:resolve': { services: ['income-verification'] },
  'kinship:check': { services: ['social-assistance', 'income-verification', 'payments'] },
  'kinship:record': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  'lifeEvents:report': {
    roles: ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'],
    services: ['social-assistance', 'income-verification', 'payments'],
  },
  'reversals:preview': { roles: ['COUNTY_REVIEWER'] },
  'reversals:perform': { roles: ['COUNTY_REVIEWER'] },
  'reversals:report': { roles: ['COUNTY_REVIEWER', 'CITY_SUPERVISOR', 'AUDITOR'] },
  'personTasks:read': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER', 'CITY_SUPERVISOR', 'AUDITOR'] },
  'personTasks:resolve': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  'persons:unmask': {
    roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'COUNTY_REVIEWER', 'COUNTY_APPROVER'],
  },
  'breakGlass:open': { roles: county },
  'breakGlass:read': { roles: county },
  'breakGlass:confirm': { roles: [...county, 'CITY_SUPERVISOR'] },
  'breakGlass:list': { roles: ['CITY_SUPERVISOR', 'AUDITOR'] },
  'alarms:list': { roles: ['CITY_SUPERVISOR', 'AUDITOR'] },
  'notedPersons:keep': { roles: ['CITY_SUPERVISOR', 'PROVINCE_ADMIN'] },
  'notedPersons:list': { roles: supervision },
  'alarms:review': { roles: ['CITY_SUPERVISOR', 'AUDITOR'] },
  'retention:list': { roles: ['PROVINCE_ADMIN', 'AUDITOR'] },
  'retention:propose': { roles: ['PROVINCE_ADMIN'] },
  'retention:approve': { roles: ['PROVINCE_ADMIN'] },
  'retention:hold': { roles: ['PROVINCE_ADMIN', 'AUDITOR'] },
  'retention:lift': { roles: ['PROVINCE_ADMIN', 'AUDITOR'] },
  'accessLedger:read': { roles: ['CITIZEN', 'AUDITOR'] },
  'divisionMoves:ask': { services: ['place-names'] },
  'divisionMoves:read': { roles: ['COUNTY_REVIEWER', 'CITY_SUPERVISOR'] },
  'divisionMoves:decide': { roles: ['COUNTY_REVIEWER'] },
});
