import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery } from '../shapes.ts';

/** A person of public note: each read of them is looked at (people.md §4). Supervisors and auditors alone see the list. */
export const NotedPerson = Type.Object(
  {
    id: Id,
    personId: Id,
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
  },
  { $id: 'NotedPerson' },
);

const service = 'people';
const Reason = Type.String({ minLength: 4, maxLength: 400 });

export const proposeNotedPerson = defineOperation({
  id: 'notedPersons.propose',
  service,
  method: 'POST',
  path: '/v1/noted-persons',
  summary: 'Propose a person for the list of persons of public note (first officer)',
  body: Type.Object({ personId: Id, reason: Reason }, { additionalProperties: false }),
  success: { status: 201, schema: NotedPerson },
  permission: 'notedPersons:keep',
  idempotent: true,
  errors: ['PERSON_UNKNOWN', 'NOTED_ALREADY'],
});

export const proposeNotedRemoval = defineOperation({
  id: 'notedPersons.proposeRemoval',
  service,
  method: 'POST',
  path: '/v1/noted-persons/{id}/removal',
  summary: 'Propose that a person leaves the list (first officer)',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: NotedPerson },
  permission: 'notedPersons:keep',
  idempotent: true,
  errors: ['NOTED_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const decideNotedPerson = defineOperation({
  id: 'notedPersons.decide',
  service,
  method: 'POST',
  path: '/v1/noted-persons/{id}/decision',
  summary: 'Decide on a proposed entry or removal (second officer, not the proposer)',
  params: IdParams,
  body: Type.Object({ agreed: Type.Boolean() }, { additionalProperties: false }),
  success: { status: 200, schema: NotedPerson },
  permission: 'notedPersons:keep',
  idempotent: true,
  errors: ['NOTED_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const listNotedPersons = defineOperation({
  id: 'notedPersons.list',
  service,
  method: 'GET',
  path: '/v1/noted-persons',
  summary: 'The list with its proposals, newest first',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(NotedPerson), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'notedPersons:list',
});
