import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Id, IdParams, Version } from '../shapes.ts';

/** Where a correction or a completed number comes from; only the police register verifies (people.md §1). */
export const IdentitySource = Type.Union([
  Type.Literal('PSB_REGISTER'),
  Type.Literal('IDENTITY_CARD'),
  Type.Literal('HUKOU_BOOK'),
  Type.Literal('COURT'),
  Type.Literal('STATEMENT'),
]);

const Document = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Changed = Type.Object({ personId: Id, fields: Type.Array(Type.String()), version: Version });

export const correctPerson = defineOperation({
  id: 'persons.correct',
  service: 'people',
  method: 'POST',
  path: '/v1/persons/{id}/corrections',
  summary: 'Correct one fact of a person; the old value is kept with its reason',
  params: IdParams,
  body: Type.Object(
    {
      field: Type.Union([
        Type.Literal('name'),
        Type.Literal('idNo'),
        Type.Literal('sex'),
        Type.Literal('birthDate'),
        Type.Literal('ethnicity'),
        Type.Literal('phone'),
        Type.Literal('residenceAddress'),
      ]),
      value: Type.String({ minLength: 1, maxLength: 200 }),
      reason: Type.String({ minLength: 4, maxLength: 400 }),
      source: IdentitySource,
      documentSha256: Type.Optional(Document),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Changed },
  permission: 'persons:correct',
  purposes: ['REGISTER_EVENT', 'ASSESS_BENEFIT'],
  caseRequired: true,
  idempotent: true,
  versioned: true,
  errors: [
    'PERSON_UNKNOWN',
    'PERSON_MISMATCH',
    'CASE_REQUIRED',
    'DOCUMENT_MISSING',
    'NAME_INVALID',
    'PHONE_INVALID',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_LEGACY_FORMAT',
    'ID_BIRTH_MISMATCH',
    'ID_SEX_MISMATCH',
    'DATE_ORDER_INVALID',
    'ROLE_NOT_PERMITTED',
  ],
});

export const completeIdentity = defineOperation({
  id: 'persons.completeIdentity',
  service: 'people',
  method: 'POST',
  path: '/v1/persons/{id}/identity-completion',
  summary: 'Give a person without a number the number that was issued since; the id stays',
  params: IdParams,
  body: Type.Object(
    {
      idNo: Type.String({ maxLength: 40 }),
      /** A former number of 15 digits, kept beside the number only. */
      legacyIdNo: Type.Optional(Type.String({ maxLength: 40 })),
      source: IdentitySource,
      documentSha256: Document,
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Changed },
  permission: 'persons:completeIdentity',
  purposes: ['REGISTER_EVENT', 'ASSESS_BENEFIT'],
  caseRequired: true,
  idempotent: true,
  errors: [
    'PERSON_UNKNOWN',
    'PERSON_MISMATCH',
    'CASE_REQUIRED',
    'STATE_TRANSITION_INVALID',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_LEGACY_FORMAT',
    'ID_BIRTH_MISMATCH',
    'ID_SEX_MISMATCH',
  ],
});

export const resolveTask = defineOperation({
  id: 'personTasks.resolve',
  service: 'people',
  method: 'POST',
  path: '/v1/tasks/{id}/resolution',
  summary: 'Close a task with what was found',
  params: IdParams,
  body: Type.Object(
    {
      /** After a split SAME_PERSON says that the records are the kept person's, OTHER_PERSON that they are the other's. */
      outcome: Type.Union([
        Type.Literal('SAME_PERSON'),
        Type.Literal('OTHER_PERSON'),
        Type.Literal('CORRECTED'),
        Type.Literal('NOTHING_TO_DO'),
      ]),
      note: Type.String({ minLength: 4, maxLength: 400 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Type.Object({ id: Id, state: Type.String(), outcome: Type.String() }) },
  permission: 'personTasks:resolve',
  idempotent: true,
  errors: ['TASK_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', 'OUTCOME_NOT_ALLOWED'],
});
