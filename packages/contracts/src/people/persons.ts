import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { CaseRef, Day, DivisionCode, Id, IdParams } from '../shapes.ts';

/** Find-or-create by identity number: the same answer whether the person was known or new (people.md §1.1). */
export const registerPerson = defineOperation({
  id: 'persons.register',
  service: 'people',
  method: 'POST',
  path: '/v1/persons',
  summary: 'Find or register a person by identity number',
  body: Type.Object(
    {
      idType: Type.Union([Type.Literal('RESIDENT_ID'), Type.Literal('HUKOU_BOOK_ONLY'), Type.Literal('OTHER')]),
      idNo: Type.Optional(Type.String({ maxLength: 40 })),
      name: Type.String({ maxLength: 200 }),
      sex: Type.Union([Type.Literal('0'), Type.Literal('1'), Type.Literal('2'), Type.Literal('9')]),
      birthDate: Day,
      hukouDivision: DivisionCode,
      hukouKind: Type.Union([
        Type.Literal('NON_AGRI'),
        Type.Literal('AGRI'),
        Type.Literal('RESIDENT'),
        Type.Literal('COLLECTIVE'),
      ]),
      residenceDivision: Type.Optional(DivisionCode),
      residenceAddress: Type.Optional(Type.String({ maxLength: 200 })),
      maritalStatus: Type.Optional(Type.String({ maxLength: 2 })),
      ethnicity: Type.Optional(Type.String({ pattern: '^[0-9]{2}$' })),
      phone: Type.Optional(Type.String({ maxLength: 40 })),
      /** Head of the register household (户口簿), when registered already. */
      householdHeadId: Type.Optional(Id),
      /** "New person" without a number: why none of the candidates is meant. */
      newPersonReason: Type.Optional(Type.String({ maxLength: 400 })),
      /** A candidate that the clerk chose. */
      chosenPersonId: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      personId: Type.Union([Id, Type.Null()]),
      candidates: Type.Array(
        Type.Object({
          personId: Id,
          name: Type.String(),
          sex: Type.String(),
          birthDate: Day,
          hukouDivision: DivisionCode,
        }),
      ),
    }),
  },
  permission: 'persons:register',
  purposes: ['ASSESS_BENEFIT', 'REGISTER_EVENT'],
  caseRequired: true,
  idempotent: true,
  errors: [
    'PERSON_MISMATCH',
    'SEARCH_TOO_WIDE',
    'CASE_REQUIRED',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_BIRTH_MISMATCH',
    'ID_SEX_MISMATCH',
    'ID_LEGACY_FORMAT',
    'NAME_INVALID',
    'PHONE_INVALID',
    'DATE_ORDER_INVALID',
    'DIVISION_NOT_VALID',
    'CODE_SUMMARY',
  ],
});

/** Fields that may be disclosed in clear to another service. */
export const DisclosableField = Type.Union([
  Type.Literal('idNo'),
  Type.Literal('name'),
  Type.Literal('sex'),
  Type.Literal('birthDate'),
  Type.Literal('phone'),
  Type.Literal('hukouDivision'),
  Type.Literal('lifeStatus'),
]);

/** The only exit of clear identity to another service (people.md §5); one ledger row a person. */
export const disclosePersons = defineOperation({
  id: 'persons.disclose',
  service: 'people',
  method: 'POST',
  path: '/internal/persons/disclosures',
  summary: 'Clear identity of up to 1,000 persons for another service',
  body: Type.Object(
    {
      personIds: Type.Array(Id, { minItems: 1, maxItems: 1000 }),
      fields: Type.Array(DisclosableField, { minItems: 1 }),
      purpose: Type.String(),
      caseId: Type.Optional(CaseRef),
      /** Authorization or batch that justifies the disclosure, where there is no case. */
      basisId: Type.Optional(Type.String({ maxLength: 80 })),
    },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      persons: Type.Array(
        Type.Object({
          personId: Id,
          /** The kept id when `personId` is an alias. */
          canonicalId: Id,
          idNo: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          name: Type.Optional(Type.String()),
          sex: Type.Optional(Type.String()),
          birthDate: Type.Optional(Day),
          phone: Type.Optional(Type.Union([Type.String(), Type.Null()])),
          hukouDivision: Type.Optional(Type.String()),
          lifeStatus: Type.Optional(Type.String()),
        }),
      ),
    }),
  },
  permission: 'persons:disclose',
  callers: ['service'],
  errors: ['PERSON_UNKNOWN', 'CASE_REQUIRED', 'PURPOSE_NOT_PERMITTED'],
});

/** Facts of a person that carry no identity, for a bureau's rules: birth date, sex, life status, register. */
export const personFacts = defineOperation({
  id: 'persons.facts',
  service: 'people',
  method: 'POST',
  path: '/internal/persons/facts',
  summary: 'Birth date, sex, life status, register kind and division of up to 1,000 persons of a case',
  body: Type.Object(
    { personIds: Type.Array(Id, { minItems: 1, maxItems: 1000 }), caseId: CaseRef },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({
      persons: Type.Array(
        Type.Object({
          personId: Id,
          /** The kept id when `personId` is an alias. */
          canonicalId: Id,
          birthDate: Day,
          sex: Type.String(),
          lifeStatus: Type.String(),
          /** FULL, LIMITED, NONE: who may act alone. */
          capacity: Type.String(),
          deathDate: Type.Union([Day, Type.Null()]),
          hukouDivision: DivisionCode,
          hukouKind: Type.String(),
          maritalStatus: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
  },
  permission: 'persons:facts',
  callers: ['service'],
  errors: ['PERSON_UNKNOWN', 'CASE_REQUIRED'],
});

/** Is this staff person kin of anybody in the case? Yes or no, nothing else. */
export const checkKinship = defineOperation({
  id: 'kinship.check',
  service: 'people',
  method: 'POST',
  path: '/v1/kinship:check',
  summary: 'Whether a person is a near relative of anybody in a case',
  body: Type.Object({ personId: Id, caseId: CaseRef }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ related: Type.Boolean() }) },
  permission: 'kinship:check',
  callers: ['service'],
  errors: ['CASE_REQUIRED'],
});

/** One person as the caller may see them: masked by role. */
export const Person = Type.Object(
  {
    id: Id,
    name: Type.String(),
    idNo: Type.Union([Type.String(), Type.Null()]),
    sex: Type.String(),
    birthDate: Day,
    hukouDivision: DivisionCode,
    hukouKind: Type.String(),
    lifeStatus: Type.String(),
    certainty: Type.String(),
    /** The id that was asked for, when it is an alias of `id`. */
    aliasOf: Type.Optional(Id),
    /** Ids of records that were merged into this person. */
    mergedFrom: Type.Array(Id),
    version: Type.Integer(),
  },
  { $id: 'Person' },
);

export const getPerson = defineOperation({
  id: 'persons.get',
  service: 'people',
  method: 'GET',
  path: '/v1/persons/{id}',
  summary: 'One person, masked by the caller’s role',
  params: IdParams,
  success: { status: 200, schema: Person },
  permission: 'persons:read',
  purposes: ['ASSESS_BENEFIT', 'VERIFY_MEANS', 'PAY', 'REGISTER_EVENT', 'SUPERVISE', 'CITIZEN_SELF'],
  caseRequired: true,
  errors: ['PERSON_UNKNOWN', 'CASE_REQUIRED', 'PURPOSE_NOT_PERMITTED'],
});
