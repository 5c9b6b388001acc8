import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery } from '../shapes.ts';

/** Something about the use of personal data that a supervisor must look at (people.md §4). */
export const AccessAlarm = Type.Object(
  {
    id: Id,
    /** OWN_RECORD, OWN_RELATIVE, COLLEAGUE, PUBLIC_NOTE, MANY_PERSONS, OUTSIDE_HOURS, MANY_UNITS, UNMASKINGS, SEARCH_MISSES, BREAK_GLASS. */
    kind: Type.String(),
    /** The account that did it; for MANY_UNITS the last of them. */
    actor: Type.String(),
    personId: Type.Union([Id, Type.Null()]),
    day: Day,
    count: Type.Integer(),
    divisionCode: DivisionCode,
    state: Type.Union([Type.Literal('OPEN'), Type.Literal('REVIEWED')]),
    outcome: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'AccessAlarm' },
);

export const listAlarms = defineOperation({
  id: 'alarms.list',
  service: 'people',
  method: 'GET',
  path: '/v1/access-alarms',
  summary:
    'Alarms of the division about the use of personal data, newest first; open ones unless another state is asked',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.Union([Type.Literal('OPEN'), Type.Literal('REVIEWED')])),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(AccessAlarm), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'alarms:list',
});

export const reviewAlarm = defineOperation({
  id: 'alarms.review',
  service: 'people',
  method: 'POST',
  path: '/v1/access-alarms/{id}/review',
  summary: 'What was found of an alarm; nobody reviews their own',
  params: IdParams,
  body: Type.Object(
    {
      outcome: Type.Union([Type.Literal('JUSTIFIED'), Type.Literal('MISUSE'), Type.Literal('UNCLEAR')]),
      note: Type.String({ minLength: 4, maxLength: 400 }),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: AccessAlarm },
  permission: 'alarms:review',
  idempotent: true,
  errors: ['ALARM_UNKNOWN', 'SEPARATION_OF_DUTIES', 'STATE_TRANSITION_INVALID'],
});
