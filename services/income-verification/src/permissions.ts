import type { Role } from '@mz/contracts';
import { definePermissions } from '@mz/service-kit';

const township: Role[] = ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD'];
const county: Role[] = ['COUNTY_REVIEWER', 'COUNTY_APPROVER'];
const centre: Role[] = ['CENTER_OPERATOR', 'CENTER_CHECKER', 'CENTER_LEAD'];

/** Who may do what (handbook §9). PROVINCE_ADMIN holds agreements and no results; AUDITOR reads logs, not results. */
export const permissions = definePermissions({
  'authorizations:sign': { roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR'] },
  'authorizations:read': { roles: [...township, ...county, 'ENTRUST_OFFICER', ...centre, 'AUDITOR'] },
  'agreements:manage': { roles: ['PROVINCE_ADMIN'] },
  'agreements:read': { roles: ['PROVINCE_ADMIN', 'ENTRUST_OFFICER', ...centre, 'CITY_SUPERVISOR', 'AUDITOR'] },
  'exchangeFiles:read': { roles: ['PROVINCE_ADMIN', ...centre, 'AUDITOR'] },
  'exchangeFiles:carry': { roles: ['CENTER_OPERATOR'] },
  'exchangeFiles:confirm': { roles: ['CENTER_OPERATOR', 'CENTER_CHECKER'] },
  'requests:read': {
    roles: [...township, ...county, 'ENTRUST_OFFICER', ...centre, 'CITY_SUPERVISOR', 'AUDITOR'],
  },
  'requests:draft': { roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR'] },
  'requests:create': { roles: ['ENTRUST_OFFICER'] },
  'requests:entrust': { roles: ['ENTRUST_OFFICER'] },
  'entrustingUnits:manage': { roles: ['PROVINCE_ADMIN'] },
  'entrustingUnits:read': { roles: ['PROVINCE_ADMIN', 'ENTRUST_OFFICER', ...centre, 'CITY_SUPERVISOR', 'AUDITOR'] },
  'cases:lookup': { services: ['people'] },
  'reports:compile': { roles: ['CENTER_OPERATOR'] },
  'reports:issue': { roles: ['CENTER_CHECKER'] },
  'reports:read': { roles: [...township, ...county, 'ENTRUST_OFFICER', ...centre] },
  'reports:papers': { roles: [...county, ...centre] },
  'reports:own': { roles: ['CITIZEN'] },
  'reports:consent': { roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR'] },
  'conflicts:resolve': { roles: ['CENTER_OPERATOR'] },
  'rows:decide': { roles: ['CENTER_OPERATOR'] },
  'resolutions:confirm': { roles: ['CENTER_OPERATOR', 'CENTER_CHECKER'] },
  'resolutions:read': { roles: centre },
  'verdictOverrides:propose': { roles: ['TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD', 'COUNTY_REVIEWER'] },
  'verdictOverrides:decide': { roles: ['COUNTY_APPROVER'] },
  'verdictOverrides:read': { roles: [...township, ...county, ...centre] },
  'reports:facts': { services: ['social-assistance'] },
  'letters:read': { roles: centre },
  'letters:enter': { roles: ['CENTER_OPERATOR'] },
  'letters:confirm': { roles: ['CENTER_OPERATOR', 'CENTER_CHECKER'] },
  'objections:read': { roles: [...township, ...county, ...centre] },
  'objections:reverify': { roles: ['CENTER_OPERATOR'] },
  'objections:close': { roles: ['CENTER_LEAD'] },
  'personHoldings:list': { services: ['people'] },
  'retentionHoldings:list': { services: ['people'] },
  'personReads:list': { services: ['people'] },
  'personReads:forget': { services: ['people'] },
  'objections:open': { roles: ['TOWNSHIP_CLERK', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_LEAD'] },
  'mechanisms:plan': { roles: ['CENTER_LEAD', 'PROVINCE_ADMIN'] },
  'mechanisms:confirm': { roles: ['PROVINCE_ADMIN'] },
  'mechanisms:read': { roles: ['CENTER_LEAD', 'CITY_SUPERVISOR', 'PROVINCE_ADMIN', 'PROVINCE_POLICY', 'AUDITOR'] },
  'provincialRules:record': { roles: ['PROVINCE_ADMIN'] },
  'verificationIndicators:read': { roles: ['CITY_SUPERVISOR', 'PROVINCE_ADMIN', 'PROVINCE_POLICY'] },
  'divisionMoves:ask': { services: ['place-names'] },
  'divisionMoves:read': { roles: ['COUNTY_REVIEWER', 'ENTRUST_OFFICER', 'CITY_SUPERVISOR'] },
  'divisionMoves:decide': { roles: ['COUNTY_REVIEWER'] },
});
