import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

/** Why somebody who belongs to the family is away (social-assistance.md §2.2). */
const AwayReason = Type.Union([
  Type.Literal('MIGRANT_WORK'),
  Type.Literal('STUDY'),
  Type.Literal('RELIGIOUS'),
  Type.Literal('SERVING_SENTENCE'),
  Type.Literal('CONSCRIPT'),
  Type.Literal('DECLARED_MISSING'),
]);

/** What the bureau assesses of a member; identity stays with people. */
export const MemberFacts = Type.Object(
  {
    personId: Id,
    /** GB/T 4761: 0x head, 1x spouse, 2x son, 3x daughter, 4x grandchild, 5x parent, 6x grandparent, 7x sibling, 8x+ other. */
    relationToHead: Type.String({ pattern: '^[0-9]{2}$' }),
    inSchool: Type.Union([
      Type.Literal('NONE'),
      Type.Literal('COMPULSORY'),
      Type.Literal('HIGH_SCHOOL'),
      Type.Literal('VOCATIONAL'),
      Type.Literal('COLLEGE'),
      Type.Literal('BACHELOR'),
      Type.Literal('POSTGRAD'),
    ]),
    fullTime: Type.Boolean(),
    labourCapacity: Type.Union([
      Type.Literal('FULL'),
      Type.Literal('PARTIAL'),
      Type.Literal('NONE'),
      Type.Literal('MINOR'),
      Type.Literal('IN_SCHOOL'),
    ]),
    employmentStatus: Type.Union([
      Type.Literal('EMPLOYED'),
      Type.Literal('SELF_EMPLOYED'),
      Type.Literal('FARMING'),
      Type.Literal('FLEXIBLE'),
      Type.Literal('REG_UNEMPLOYED'),
      Type.Literal('UNEMPLOYED'),
      Type.Literal('STUDENT'),
      Type.Literal('RETIRED'),
      Type.Literal('UNABLE'),
    ]),
    /** An adult child who cannot live independently. */
    dependentAdult: Type.Optional(Type.Boolean()),
    /** Married out or otherwise keeping a household of their own: a supporter, not a member. */
    ownHousehold: Type.Optional(Type.Boolean()),
    /** Others count only with a legal duty of support and long-term common life. */
    legalDutyOfSupport: Type.Optional(Type.Boolean()),
    awayReason: Type.Optional(AwayReason),
    awaySince: Type.Optional(Day),
    independentHukou: Type.Optional(Type.Boolean()),
    hasContractLand: Type.Optional(Type.Boolean()),
    inCollectiveDistribution: Type.Optional(Type.Boolean()),
    disabilityType: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 })),
    disabilityLevel: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
    seriousIllness: Type.Optional(Type.Boolean()),
    specialIdentities: Type.Optional(Type.Array(Type.String())),
    /** A reason why a working-age member with capacity has no income: ILLNESS, CARING, REG_UNEMPLOYED. */
    noIncomeReason: Type.Optional(Type.String()),
  },
  { $id: 'MemberFacts', additionalProperties: false },
);

/** A member as stored: dated, with what the counted-member rule said. */
export const HouseholdMember = Type.Object(
  {
    id: Id,
    ...MemberFacts.properties,
    counted: Type.Boolean(),
    notCountedReason: Type.Union([Type.String(), Type.Null()]),
    benefitEligible: Type.Boolean(),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
  },
  { $id: 'HouseholdMember' },
);

export const Household = Type.Object(
  {
    id: Id,
    applicationId: Id,
    headPersonId: Id,
    hukouDivision: DivisionCode,
    residenceDivision: DivisionCode,
    povertyCause: Type.String(),
    housingType: Type.String(),
    members: Type.Array(HouseholdMember),
    version: Version,
  },
  { $id: 'Household' },
);

const HouseholdInput = {
  headPersonId: Id,
  hukouDivision: DivisionCode,
  residenceDivision: DivisionCode,
  povertyCause: Type.Union([
    Type.Literal('ILLNESS'),
    Type.Literal('DISABILITY'),
    Type.Literal('OLD_AGE'),
    Type.Literal('NO_LABOUR'),
    Type.Literal('UNEMPLOYED'),
    Type.Literal('EDUCATION'),
    Type.Literal('DISASTER'),
    Type.Literal('OTHER'),
  ]),
  housingType: Type.String({ maxLength: 40 }),
  members: Type.Array(MemberFacts, { minItems: 1, maxItems: 30 }),
};

const structureErrors = [
  'HOUSEHOLD_STRUCTURE_INVALID',
  'PERSON_ALREADY_IN_HOUSEHOLD',
  'DIVISION_NOT_VALID',
  'SCOPE_FORBIDDEN',
  'PERSON_UNKNOWN',
];

export const createHousehold = defineOperation({
  id: 'households.create',
  service: 'social-assistance',
  method: 'POST',
  path: '/v1/households',
  summary: 'Put the household of a draft application together',
  body: Type.Object({ applicationId: Id, ...HouseholdInput }, { additionalProperties: false }),
  success: { status: 201, schema: Household },
  permission: 'households:create',
  idempotent: true,
  errors: structureErrors,
});

export const replaceMembers = defineOperation({
  id: 'households.replaceMembers',
  service: 'social-assistance',
  method: 'PUT',
  path: '/v1/households/{id}/members',
  summary: 'Replace the members while the application is a draft or being supplemented',
  params: IdParams,
  body: Type.Object({ members: HouseholdInput.members, headPersonId: Id }, { additionalProperties: false }),
  success: { status: 200, schema: Household },
  permission: 'households:create',
  versioned: true,
  errors: structureErrors,
});

export const getHousehold = defineOperation({
  id: 'households.get',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/households/{id}',
  summary: 'A household with its dated members',
  params: IdParams,
  success: { status: 200, schema: Household },
  permission: 'applications:read',
});
