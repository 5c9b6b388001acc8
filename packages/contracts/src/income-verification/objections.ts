import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery } from '../shapes.ts';

const service = 'income-verification';

/** An objection to items of a report version (income-verification.md §7). */
export const Objection = Type.Object(
  {
    id: Id,
    reportId: Id,
    requestId: Id,
    items: Type.Array(Type.Object({ personId: Id, type: Type.String() })),
    openedOn: Day,
    dueOn: Day,
    state: Type.String({ description: 'OPEN, REVERIFYING, UPHELD, REVISED, REFERRED' }),
    /** Agencies whose register was wrong. */
    agencyErrors: Type.Array(Type.String()),
    closedOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'Objection' },
);

export const getObjection = defineOperation({
  id: 'objections.get',
  service,
  method: 'GET',
  path: '/v1/objections/{id}',
  summary: 'An objection and how it stands',
  params: IdParams,
  success: { status: 200, schema: Objection },
  permission: 'objections:read',
  errors: ['OBJECTION_UNKNOWN'],
});

export const reverifyObjection = defineOperation({
  id: 'objections.reverify',
  service,
  method: 'POST',
  path: '/v1/objections/{id}/reverification',
  summary: 'Ask the contested items again at their source, by another operator than the one who compiled the report',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: Objection },
  permission: 'objections:reverify',
  idempotent: true,
  errors: ['OBJECTION_UNKNOWN', 'SEPARATION_OF_DUTIES', 'STATE_TRANSITION_INVALID', 'AUTHORIZATION_EXPIRED'],
});

export const closeObjection = defineOperation({
  id: 'objections.close',
  service,
  method: 'POST',
  path: '/v1/objections/{id}/result',
  summary:
    'Answer an objection that leaves the report as it is: upheld, or referred to the agency whose register is wrong',
  params: IdParams,
  body: Type.Object(
    {
      result: Type.Union([Type.Literal('UPHELD'), Type.Literal('REFERRED')]),
      /** REFERRED: who has to correct its register. */
      agencyCode: Type.Optional(Type.String({ maxLength: 40 })),
      reason: Type.String({ minLength: 1, maxLength: 2000 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: Objection },
  permission: 'objections:close',
  idempotent: true,
  errors: ['OBJECTION_UNKNOWN', 'STATE_TRANSITION_INVALID', 'MANDATORY_ITEMS_OPEN', 'AGENCY_UNKNOWN'],
});

export const listObjections = defineOperation({
  id: 'objections.list',
  service,
  method: 'GET',
  path: '/v1/objections',
  summary: 'Objections in the caller’s division, newest first; those past their term when asked for',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.String({ maxLength: 20 })),
    reportId: Type.Optional(Id),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Objection), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'objections:read',
});
