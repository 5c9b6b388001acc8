import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '@mz/domain';
import type { Person, StoryHousehold } from '@mz/population';
import type { Brief } from './bureau.ts';

/** All items that a DIBAO check needs, or may ask for. */
const allItems: readonly string[] = [
  ...['HUKOU', 'VEHICLE', 'PENSION', 'RESIDENT_PENSION', 'CONTRIBUTION', 'BUSINESS_REG', 'REAL_ESTATE', 'FUND'],
  ...['IIT_WAGE', 'MARRIAGE', 'CREMATION', 'BENEFIT', 'DEPOSIT', 'LAND_COMP', 'MACHINE', 'CERT', 'SUBSIDY', 'HOLDING'],
];
const urban = { limitFen: 1_728_000, windowMonths: 6, windowFrom: '2013-10', windowTo: '2014-03' };

/** A household with its case: persons registered with people, authorizations signed where asked for. */
export interface Household {
  readonly story: StoryHousehold;
  readonly applicationId: string;
  readonly caseId: string;
  readonly personIds: ReadonlyMap<string, string>;
  readonly authorizationIds: ReadonlyMap<string, string>;
}

/** A SHA-256 as a scan has one. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What people registers of an invented person. */
export function registrationOf(person: Person): object {
  return {
    idType: 'RESIDENT_ID',
    idNo: person.idNo,
    name: person.name,
    sex: person.sex,
    birthDate: person.birthDate,
    hukouDivision: `${person.divisionCode.slice(0, 9)}000`,
    hukouKind: person.hukouKind,
  };
}

/** An adult's authorization as a township clerk records it. */
export function signingOf(household: Omit<Household, 'authorizationIds'>, ref: string, overrides: object): object {
  return {
    caseId: household.caseId,
    divisionCode: household.story.household.divisionCode,
    grantorPersonId: household.personIds.get(ref),
    supporter: false,
    scopeItems: [...allItems],
    scopePurposes: ['DIBAO'],
    continuous: false,
    method: 'WET_INK',
    documentSha256: hashOf(randomUUID()),
    witnessSubject: 'witness-1',
    ...overrides,
  };
}

/** The bureau's event about a brief. */
export function eventOf(brief: Brief) {
  const { requestId, caseId, applicationId, purpose, programme, householdId, asOf, dueDate, declaredHash, members } =
    brief;
  return {
    ...{ requestId, caseId, applicationId, purpose, programme, householdId, asOf, dueDate, declaredHash },
    personIds: members.map(({ personId }) => personId),
    authorizationIds: members.flatMap(({ authorizationId }) => (authorizationId === null ? [] : [authorizationId])),
  };
}

/** The brief of a household of the story, its hash right unless told otherwise. */
export function aBrief(household: Household, today: string, overrides: Partial<Brief>): Brief {
  const { story, personIds, authorizationIds } = household;
  const idOf = (ref: string): string => personIds.get(ref) ?? '';
  const incomes = story.declaredIncomes.map(({ personRef, type, amountFen, per }) => ({
    personId: idOf(personRef),
    incomeClass: 'WAGE',
    type,
    amountFen: per === 'MONTH' ? amountFen * urban.windowMonths : amountFen,
    periodFrom: '2013-10-01',
    periodTo: '2014-03-31',
    countable: true,
  }));
  const brief: Brief = {
    requestId: randomUUID(),
    applicationId: household.applicationId,
    caseId: household.caseId,
    programme: story.programme,
    purpose: 'DIBAO',
    householdId: randomUUID(),
    divisionCode: story.household.divisionCode,
    asOf: today,
    dueDate: '2014-05-13',
    countedMembers: story.household.members.length,
    eligibleMembers: story.household.members.length,
    standardId: null,
    incomeLimitFen: urban.limitFen,
    comparison: 'LT',
    assetLimits: {
      financialPerHeadFen: 1_152_000,
      vehicles: 0,
      dwellings: 1,
      businessCapitalFen: 3_000_000,
      businessStaff: 0,
    },
    windowMonths: urban.windowMonths,
    windowFrom: urban.windowFrom,
    windowTo: urban.windowTo,
    countableTableVersion: '2014-01',
    excludedTypes: ['RESIDENT_PENSION_BASIC'],
    members: story.household.members.map((member) => ({
      personId: idOf(member.ref),
      role: 'COUNTED',
      relationToHead: member.relationToHead,
      adult: story.adults.some(({ ref }) => ref === member.ref),
      authorizationId: authorizationIds.get(member.ref) ?? null,
    })),
    declared: { incomes, assets: [] },
    declaredHash: '',
    ...overrides,
  };
  return overrides.declaredHash === undefined
    ? { ...brief, declaredHash: hashOf(canonicalJson(brief.declared)) }
    : brief;
}
