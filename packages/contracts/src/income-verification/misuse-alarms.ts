import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';

/** What an alarm is about (income-verification.md §9). */
export const MisuseRule = Type.Union([
  Type.Literal('PERSONS_PER_DAY'),
  Type.Literal('OFF_HOURS_BULK'),
  Type.Literal('NO_CASE'),
  Type.Literal('OWN_CHECK'),
  Type.Literal('RELATIVE'),
  Type.Literal('COLLEAGUE'),
  Type.Literal('REPEATED_PERSON'),
  Type.Literal('PROTECTED_PERSON'),
  Type.Literal('PARTNER_QUESTIONS_PER_DAY'),
]);

export const MisuseState = Type.Union([Type.Literal('RAISED'), Type.Literal('CONFIRMED'), Type.Literal('DISMISSED')]);

/** Something about the use of the check that an auditor must look at; names an account and cases, nobody who was checked. */
export const MisuseAlarm = Type.Object(
  {
    id: Id,
    rule: MisuseRule,
    /** The account that did it. */
    subject: Type.String(),
    divisionCode: DivisionCode,
    day: Day,
    /** How many persons, or attempts, on the day. */
    count: Type.Integer({ minimum: 0 }),
    caseIds: Type.Array(Type.String()),
    state: MisuseState,
    note: Type.Union([Type.String(), Type.Null()]),
    reviewedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'MisuseAlarm' },
);

/** A person whose check is always looked at; the list holds keyed hashes, so an entry names nobody. */
export const ProtectedPerson = Type.Object(
  {
    id: Id,
    state: Type.Union([
      Type.Literal('PROPOSED'),
      Type.Literal('LISTED'),
      Type.Literal('REMOVAL_PROPOSED'),
      Type.Literal('REFUSED'),
      Type.Literal('REMOVED'),
    ]),
    reason: Type.String(),
    proposedOn: Day,
    listedOn: Type.Union([Day, Type.Null()]),
    removedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'ProtectedPerson' },
);

const service = 'income-verification';
const Text = Type.String({ minLength: 4, maxLength: 400 });
const next = Type.Union([Type.String(), Type.Null()]);

export const listMisuseAlarms = defineOperation({
  id: 'misuseAlarms.list',
  service,
  method: 'GET',
  path: '/v1/misuse-alarms',
  summary: 'Alarms about the use of the check in the caller’s division, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(MisuseState),
    rule: Type.Optional(MisuseRule),
  }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(MisuseAlarm), next }) },
  permission: 'misuseAlarms:read',
});

export const reviewMisuseAlarm = defineOperation({
  id: 'misuseAlarms.review',
  service,
  method: 'POST',
  path: '/v1/misuse-alarms/{id}/review',
  summary: 'An auditor confirms an alarm or dismisses it; nobody judges their own',
  params: IdParams,
  body: Type.Object(
    { outcome: Type.Union([Type.Literal('CONFIRMED'), Type.Literal('DISMISSED')]), note: Text },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: MisuseAlarm },
  permission: 'misuseAlarms:review',
  idempotent: true,
  versioned: true,
  errors: ['MISUSE_ALARM_UNKNOWN', 'SEPARATION_OF_DUTIES', 'STATE_TRANSITION_INVALID'],
});

export const proposeProtectedPerson = defineOperation({
  id: 'protectedPersons.propose',
  service,
  method: 'POST',
  path: '/v1/protected-persons',
  summary: 'Propose a person whose check is always looked at (first officer)',
  body: Type.Object({ personId: Id, reason: Text }, { additionalProperties: false }),
  success: { status: 201, schema: ProtectedPerson },
  permission: 'protectedPersons:keep',
  idempotent: true,
  errors: ['PROTECTED_PERSON_LISTED'],
});

export const proposeProtectedRemoval = defineOperation({
  id: 'protectedPersons.proposeRemoval',
  service,
  method: 'POST',
  path: '/v1/protected-persons/{id}/removal',
  summary: 'Propose that an entry leaves the list (first officer)',
  params: IdParams,
  body: Type.Object({ reason: Text }, { additionalProperties: false }),
  success: { status: 200, schema: ProtectedPerson },
  permission: 'protectedPersons:keep',
  idempotent: true,
  versioned: true,
  errors: ['PROTECTED_PERSON_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const decideProtectedPerson = defineOperation({
  id: 'protectedPersons.decide',
  service,
  method: 'POST',
  path: '/v1/protected-persons/{id}/decision',
  summary: 'Decide on a proposed entry or removal (second officer, not the proposer)',
  params: IdParams,
  body: Type.Object({ agreed: Type.Boolean() }, { additionalProperties: false }),
  success: { status: 200, schema: ProtectedPerson },
  permission: 'protectedPersons:keep',
  idempotent: true,
  versioned: true,
  errors: ['PROTECTED_PERSON_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const listProtectedPersons = defineOperation({
  id: 'protectedPersons.list',
  service,
  method: 'GET',
  path: '/v1/protected-persons',
  summary: 'Entries of the list with their proposals, newest first; no entry names a person',
  query: PageQuery,
  success: { status: 200, schema: Type.Object({ items: Type.Array(ProtectedPerson), next }) },
  permission: 'protectedPersons:read',
});
