import { Type } from 'typebox';
import { DeathConsequence } from '../bureau/consequences.ts';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams } from '../shapes.ts';
import { LifeEvent } from './life-events.ts';

/** What a death notice did in one service; `answered` false: it was asked and did not answer, so nothing is known of it. */
export const ServiceConsequences = Type.Object(
  { service: Type.String(), answered: Type.Boolean(), parts: Type.Array(DeathConsequence) },
  { $id: 'ServiceConsequences' },
);

const Asked = {
  services: Type.Array(ServiceConsequences),
  /** Services that did not answer: what the notice did there is not known. */
  missing: Type.Array(Type.String()),
};

/** Who made the error and where it came from (people.md H11). */
export const NoticeOrigin = Type.Object(
  {
    source: Type.String(),
    matchedBy: Type.String(),
    documentSha256: Type.Union([Type.String(), Type.Null()]),
    /** Account, or service, that reported it. */
    reportedBy: Type.String(),
    reporterRole: Type.Union([Type.String(), Type.Null()]),
    reporterUnit: Type.Union([Type.String(), Type.Null()]),
    reportedAt: Type.String(),
  },
  { $id: 'NoticeOrigin' },
);

export const previewReversal = defineOperation({
  id: 'reversals.preview',
  service: 'people',
  method: 'POST',
  path: '/v1/life-events/{id}/reversal-previews',
  summary: 'What the reversal of a death notice would undo: each bureau’s part, and how the person stands afterwards',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({
      noticeId: Id,
      personId: Id,
      deathDate: Day,
      certainty: Type.String(),
      origin: NoticeOrigin,
      ...Asked,
      /** DEAD when another confirmed notice stands: its date counts then. */
      after: Type.Object({ lifeStatus: Type.String(), deathDate: Type.Union([Day, Type.Null()]) }),
    }),
  },
  permission: 'reversals:preview',
  errors: ['NOTICE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

export const performReversal = defineOperation({
  id: 'reversals.perform',
  service: 'people',
  method: 'POST',
  path: '/v1/life-events/{id}/reversals',
  summary: 'Undo an erroneous death: one event, by which every bureau takes back what the notice did',
  params: IdParams,
  body: Type.Object(
    {
      reason: Type.String({ minLength: 4, maxLength: 400 }),
      documentSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: LifeEvent },
  permission: 'reversals:perform',
  idempotent: true,
  errors: ['NOTICE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});

export const reportReversal = defineOperation({
  id: 'reversals.report',
  service: 'people',
  method: 'GET',
  path: '/v1/life-events/{id}/reversal-report',
  summary: 'After a reversal: what each bureau took back, what could not be undone and why, and whose error it was',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({
      noticeId: Id,
      personId: Id,
      deathDate: Day,
      origin: NoticeOrigin,
      reversal: Type.Object({
        noticeId: Id,
        reason: Type.Union([Type.String(), Type.Null()]),
        documentSha256: Type.Union([Type.String(), Type.Null()]),
        by: Type.String(),
        at: Type.String(),
      }),
      ...Asked,
      /** Every service answered, and nothing still stands. */
      complete: Type.Boolean(),
      undoneFen: Type.Integer(),
      notUndoneFen: Type.Integer(),
    }),
  },
  permission: 'reversals:report',
  errors: ['NOTICE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'],
});
