import type { Role } from '@mz/contracts';
import { definePermissions } from '@mz/service-kit';

const township: Role[] = ['TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR', 'TOWNSHIP_LEAD'];
const county: Role[] = ['COUNTY_REVIEWER', 'COUNTY_APPROVER'];
const supervision: Role[] = ['CITY_SUPERVISOR', 'PROVINCE_POLICY', 'AUDITOR'];
const payers: Role[] = ['BATCH_OFFICER', 'BATCH_APPROVER'];

/** Who may do what (handbook §10); which step a role may take in which state is in applications/transitions.ts. */
export const permissions = definePermissions({
  'applications:draft': { roles: ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR'] },
  'applications:read': { roles: ['VILLAGE_ASSISTANT', ...township, ...county, ...supervision, ...payers] },
  'households:create': { roles: ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_INVESTIGATOR'] },
  // Finances: not for the village (handbook §10).
  'declarations:read': { roles: [...township, ...county, 'AUDITOR'] },
  'standards:propose': { roles: ['PROVINCE_POLICY'] },
  'standards:approve': { roles: ['PROVINCE_POLICY'] },
  'standards:read': { roles: [...township, ...county, ...supervision, ...payers] },
  'parameters:propose': { roles: ['PROVINCE_POLICY'] },
  'parameters:approve': { roles: ['PROVINCE_POLICY'] },
  'cases:lookup': { services: ['people'] },
  'deathConsequences:list': { services: ['people'] },
  'personHoldings:list': { services: ['people'] },
  'retentionHoldings:list': { services: ['people'] },
  'personReads:list': { services: ['people'] },
  'personReads:forget': { services: ['people'] },
  // Case work.
  'applications:accept': { roles: ['TOWNSHIP_ACCEPTOR'] },
  'applications:visit': { roles: ['TOWNSHIP_INVESTIGATOR'] },
  'applications:review': { roles: township },
  'applications:opinion': { roles: ['TOWNSHIP_LEAD'] },
  'applications:notice': { roles: ['VILLAGE_ASSISTANT', ...township, ...county] },
  'applications:countyReview': { roles: ['COUNTY_REVIEWER'] },
  'applications:approve': { roles: ['COUNTY_APPROVER'] },
  'applications:object': {
    roles: ['VILLAGE_ASSISTANT', 'TOWNSHIP_ACCEPTOR', 'TOWNSHIP_LEAD', 'COUNTY_REVIEWER'],
  },
  'applications:resolveObjection': { roles: ['TOWNSHIP_LEAD', 'COUNTY_REVIEWER'] },
  'applications:brief': { services: ['income-verification'] },
  'batches:generate': { roles: ['BATCH_OFFICER'] },
  'batches:approve': { roles: ['BATCH_APPROVER'] },
  'batches:read': { roles: [...payers, 'COUNTY_FINANCE', 'CITY_SUPERVISOR', 'AUDITOR'] },
  'batches:pull': { services: ['payments'] },
  // A sweep shows what a standard or parameter would do before it is published, and what a month's run will bring: for
  // those who set the former and those who run the latter; who only supervises reads.
  'sweeps:start': { roles: ['PROVINCE_POLICY', ...payers] },
  'sweeps:read': { roles: ['PROVINCE_POLICY', ...payers, 'CITY_SUPERVISOR', 'AUDITOR'] },
  // Dynamic management.
  'reviews:read': { roles: [...township, ...county, ...supervision] },
  'reviews:start': { roles: township },
  'reviews:visit': { roles: ['TOWNSHIP_INVESTIGATOR'] },
  'reviews:propose': { roles: township },
  'reviews:decide': { roles: ['COUNTY_APPROVER'] },
  'reviews:publish': { roles: ['VILLAGE_ASSISTANT', ...township, ...county] },
  'enrolments:suspend': { roles: ['COUNTY_APPROVER'] },
  'enrolments:changeMembers': { roles: ['COUNTY_APPROVER'] },
  'enrolments:offerWork': { roles: township },
  'enrolments:stopPart': { roles: ['COUNTY_APPROVER'] },
  // What else happens to a household.
  'appeals:lodge': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_REVIEWER'] },
  'appeals:read': { roles: [...township, ...county, ...supervision] },
  // Objections are the county's, reconsideration is the next level's, of litigation the county records the judgment.
  'appeals:answer': { roles: ['COUNTY_REVIEWER', 'COUNTY_APPROVER', 'CITY_SUPERVISOR'] },
  'appeals:orderStay': { roles: ['COUNTY_APPROVER', 'CITY_SUPERVISOR'] },
  'certificates:issue': { roles: ['COUNTY_REVIEWER'] },
  'certificates:withdraw': { roles: ['COUNTY_APPROVER'] },
  'certificates:read': { roles: [...township, ...county, ...supervision] },
  'certificates:verify': { public: true },
  'notReceivingCertificates:issue': { roles: ['COUNTY_REVIEWER'] },
  'nearRelatives:list': { roles: [...township, ...county, 'CITY_SUPERVISOR', 'AUDITOR'] },
  'nearRelatives:roster': { roles: ['TOWNSHIP_LEAD', 'COUNTY_REVIEWER'] },
  'nearRelatives:recheck': { roles: ['COUNTY_REVIEWER'] },
  'nearRelatives:propose': { roles: ['COUNTY_REVIEWER'] },
  'nearRelatives:clear': { roles: ['COUNTY_APPROVER'] },
  'transfers:offer': { roles: ['COUNTY_REVIEWER'] },
  'transfers:accept': { roles: ['COUNTY_REVIEWER'] },
  'transfers:decide': { roles: ['COUNTY_APPROVER'] },
  'transfers:read': { roles: [...county, ...supervision] },
  'transfers:readFile': { roles: county },
  'enrolments:reassign': { roles: ['COUNTY_REVIEWER'] },
  'fraud:propose': { roles: ['COUNTY_REVIEWER'] },
  'fraud:establish': { roles: ['COUNTY_APPROVER'] },
  'fraud:read': { roles: [...county, ...supervision] },
  'deadlines:list': { roles: [...county, ...supervision] },
  'divisionMoves:ask': { services: ['place-names'] },
  'divisionMoves:read': { roles: [...county, ...supervision] },
  'divisionMoves:decide': { roles: ['COUNTY_REVIEWER'] },
});
