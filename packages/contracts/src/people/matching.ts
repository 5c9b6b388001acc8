import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery } from '../shapes.ts';

/** One of two records that may be one person: masked, whoever asks. */
export const MatchSide = Type.Object(
  {
    personId: Id,
    name: Type.String(),
    idNo: Type.Union([Type.String(), Type.Null()]),
    sex: Type.String(),
    birthDate: Day,
    hukouDivision: DivisionCode,
    certainty: Type.String(),
  },
  { $id: 'MatchSide' },
);

/** Two records that may be one person, with the parts of their score (people.md §1.2). */
export const PersonMatch = Type.Object(
  {
    id: Id,
    score: Type.Integer(),
    parts: Type.Array(Type.Object({ part: Type.String(), points: Type.Integer() })),
    state: Type.Union([
      Type.Literal('PROPOSED'),
      Type.Literal('LISTED'),
      Type.Literal('DISMISSED'),
      Type.Literal('MERGED'),
    ]),
    a: MatchSide,
    b: MatchSide,
  },
  { $id: 'PersonMatch' },
);

export const listMatches = defineOperation({
  id: 'matches.list',
  service: 'people',
  method: 'GET',
  path: '/v1/matches',
  summary: 'Pairs of records of the division that may be one person, highest score first; masked',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.Union([Type.Literal('PROPOSED'), Type.Literal('LISTED')])),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(PersonMatch), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'matches:read',
  purposes: ['REGISTER_EVENT', 'SUPERVISE'],
});

export const dismissMatch = defineOperation({
  id: 'matches.dismiss',
  service: 'people',
  method: 'POST',
  path: '/v1/matches/{id}/dismissal',
  summary: 'Two records are two persons: the pair is not shown again',
  params: IdParams,
  body: Type.Object({ reason: Type.String({ minLength: 4, maxLength: 400 }) }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ id: Id, state: Type.String() }) },
  permission: 'matches:dismiss',
  idempotent: true,
  errors: ['MATCH_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});
