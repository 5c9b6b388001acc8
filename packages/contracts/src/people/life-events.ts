import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, PageQuery } from '../shapes.ts';

/** A notice that something happened to a person, graded by its source (people.md §3). */
export const LifeEvent = Type.Object(
  {
    noticeId: Id,
    personId: Id,
    kind: Type.String(),
    eventDate: Day,
    source: Type.String(),
    /** REPORTED, CONFIRMED, LIFTED, REVOKED, CONFLICT. */
    certainty: Type.String(),
    confirmBy: Type.Union([Day, Type.Null()]),
    /** False when the notice said nothing new. */
    recorded: Type.Boolean(),
  },
  { $id: 'LifeEvent' },
);

export const reportLifeEvent = defineOperation({
  id: 'lifeEvents.report',
  service: 'people',
  method: 'POST',
  path: '/v1/life-events',
  summary: 'Report a death, its revocation, or a claim that the person lives',
  body: Type.Object(
    {
      kind: Type.Union([Type.Literal('DEATH'), Type.Literal('DEATH_REVOKED'), Type.Literal('LIVING_CLAIM')]),
      personId: Id,
      eventDate: Day,
      source: Type.Union([
        Type.Literal('CREMATION'),
        Type.Literal('PSB_CANCEL'),
        Type.Literal('VILLAGE_REPORT'),
        Type.Literal('FAMILY'),
        Type.Literal('PARTNER'),
      ]),
      documentSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      /** NUMBER: the source named the identity number; NAME_BIRTH: only name and birth date. */
      matchedBy: Type.Union([Type.Literal('NUMBER'), Type.Literal('NAME_BIRTH')]),
      /** DEATH_REVOKED: the notice that it undoes. */
      revokesNoticeId: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: LifeEvent },
  permission: 'lifeEvents:report',
  callers: ['user', 'service'],
  idempotent: true,
  errors: [
    'PERSON_UNKNOWN',
    'DATE_ORDER_INVALID',
    'DOCUMENT_MISSING',
    'NOTICE_UNKNOWN',
    'SCOPE_FORBIDDEN',
    'STATE_TRANSITION_INVALID',
  ],
});

/** Something about a person that somebody must look at. */
export const PersonTask = Type.Object(
  {
    id: Id,
    personId: Id,
    kind: Type.String(),
    state: Type.String(),
    raisedOn: Day,
    /** SPLIT_DECISION: which records of which service belong to either of two persons. */
    detail: Type.Union([
      Type.Object({
        service: Type.String(),
        kind: Type.String(),
        count: Type.Integer(),
        recordIds: Type.Array(Id),
        since: Type.String(),
      }),
      Type.Null(),
    ]),
  },
  { $id: 'PersonTask' },
);

export const listTasks = defineOperation({
  id: 'personTasks.list',
  service: 'people',
  method: 'GET',
  path: '/v1/tasks',
  summary: 'Open tasks: soft matches, differing dates, lifted death reports, decisions after a split',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(PersonTask), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'personTasks:read',
});
