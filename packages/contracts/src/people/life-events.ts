import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, PageQuery } from '../shapes.ts';

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
    /** BIRTH: the child that was registered. */
    childId: Type.Optional(Id),
  },
  { $id: 'LifeEvent' },
);

/** What can happen to a person; marriage and adoption are published by the registry that performed them (people.md §3). */
export const LifeEventKind = Type.Union([
  Type.Literal('DEATH'),
  Type.Literal('DEATH_REVOKED'),
  Type.Literal('LIVING_CLAIM'),
  Type.Literal('BIRTH'),
  Type.Literal('MOVE_REGISTER'),
  Type.Literal('MOVE_RESIDENCE'),
  Type.Literal('NAME_CHANGED'),
  Type.Literal('ID_CORRECTED'),
  Type.Literal('MISSING_DECLARED'),
  Type.Literal('FOUND'),
  Type.Literal('CAPACITY_LIMITED'),
  Type.Literal('IMPRISONED'),
  Type.Literal('RELEASED'),
]);

export const reportLifeEvent = defineOperation({
  id: 'lifeEvents.report',
  service: 'people',
  method: 'POST',
  path: '/v1/life-events',
  summary:
    'Report what happened to a person: death and its revocation, birth of a child, moves, identity, capacity, custody',
  body: Type.Object(
    {
      kind: LifeEventKind,
      /** BIRTH: a parent. */
      personId: Id,
      eventDate: Day,
      source: Type.Union([
        Type.Literal('CREMATION'),
        Type.Literal('PSB_CANCEL'),
        Type.Literal('VILLAGE_REPORT'),
        Type.Literal('FAMILY'),
        Type.Literal('PARTNER'),
        Type.Literal('PSB_REGISTER'),
        Type.Literal('BIRTH_CERTIFICATE'),
        Type.Literal('COURT'),
        Type.Literal('PRISON'),
        Type.Literal('STATEMENT'),
      ]),
      documentSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      /** NUMBER: the source named the identity number; NAME_BIRTH: only name and birth date. */
      matchedBy: Type.Union([Type.Literal('NUMBER'), Type.Literal('NAME_BIRTH')]),
      /** DEATH_REVOKED: the notice that it undoes. */
      revokesNoticeId: Type.Optional(Id),
      /** MOVE_REGISTER, MOVE_RESIDENCE: where to; valid on the day of the move. */
      toDivision: Type.Optional(DivisionCode),
      /** MOVE_RESIDENCE. */
      toAddress: Type.Optional(Type.String({ maxLength: 200 })),
      /** NAME_CHANGED. */
      name: Type.Optional(Type.String({ maxLength: 200 })),
      /** ID_CORRECTED. */
      idNo: Type.Optional(Type.String({ maxLength: 40 })),
      /** CAPACITY_LIMITED: what a court declared; FULL gives it back. */
      capacity: Type.Optional(Type.Union([Type.Literal('NONE'), Type.Literal('LIMITED'), Type.Literal('FULL')])),
      /** BIRTH: the child, without a number yet. */
      child: Type.Optional(
        Type.Object(
          {
            name: Type.String({ maxLength: 200 }),
            sex: Type.Union([Type.Literal('1'), Type.Literal('2')]),
            hukouDivision: DivisionCode,
            hukouKind: Type.Union([
              Type.Literal('NON_AGRI'),
              Type.Literal('AGRI'),
              Type.Literal('RESIDENT'),
              Type.Literal('COLLECTIVE'),
            ]),
            otherParentId: Type.Optional(Id),
          },
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: LifeEvent },
  permission: 'lifeEvents:report',
  callers: ['user', 'service'],
  idempotent: true,
  errors: [
    'PERSON_UNKNOWN',
    'PERSON_MISMATCH',
    'DIVISION_NOT_VALID',
    'CODE_SUMMARY',
    'NAME_INVALID',
    'KINSHIP_INVALID',
    'ID_FORMAT_INVALID',
    'ID_CHECKSUM_INVALID',
    'ID_LEGACY_FORMAT',
    'ROLE_NOT_PERMITTED',
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
