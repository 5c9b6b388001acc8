import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, Version } from '../shapes.ts';
import { Outcome } from './agencies.ts';

const service = 'income-verification';

/** A letter to an agency that answers on paper (income-verification.md §4 mode ML). */
export const Letter = Type.Object(
  {
    id: Id,
    no: Type.String({ description: 'county code(6) + yyyymmdd + 6 serial' }),
    kind: Type.String({ description: 'QUERY, CORRECTION' }),
    requestId: Id,
    agencyCode: Type.String(),
    writtenOn: Day,
    /** By when the agency should reply, where its agreement has a term in working days. */
    dueOn: Type.Union([Day, Type.Null()]),
    /** Questions that still wait for a reply. */
    open: Type.Integer(),
    subQueryIds: Type.Array(Id),
  },
  { $id: 'Letter' },
);

export const listLetters = defineOperation({
  id: 'letters.list',
  service,
  method: 'GET',
  path: '/v1/letters',
  summary: 'Letters of the centre, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    requestId: Type.Optional(Id),
    agencyCode: Type.Optional(Type.String()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Letter), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'letters:read',
});

export const getLetter = defineOperation({
  id: 'letters.get',
  service,
  method: 'GET',
  path: '/v1/letters/{id}',
  summary: 'A letter with the text to be printed; each reading is logged',
  params: IdParams,
  success: {
    status: 200,
    schema: Type.Object({
      ...Letter.properties,
      text: Type.String({ description: 'Chinese, one line for each paragraph' }),
    }),
  },
  permission: 'letters:read',
  purposes: ['VERIFY_MEANS'],
});

export const letterPdf = defineOperation({
  id: 'letters.pdf',
  service,
  method: 'GET',
  path: '/v1/letters/{id}/letter.pdf',
  summary: 'The letter as it is printed, sealed and sent; each reading is logged',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
  permission: 'letters:read',
  purposes: ['VERIFY_MEANS'],
  errors: ['LETTER_UNKNOWN'],
});

/** A reply that was typed in from a scan. */
export const LetterReply = Type.Object(
  {
    id: Id,
    letterId: Id,
    subQueryId: Id,
    outcome: Type.String(),
    state: Type.String({ description: 'ENTERED, CONFIRMED, REJECTED' }),
    enteredBy: Type.String(),
    confirmedBy: Type.Union([Type.String(), Type.Null()]),
    version: Version,
  },
  { $id: 'LetterReply' },
);

export const enterReply = defineOperation({
  id: 'letters.enterReply',
  service,
  method: 'POST',
  path: '/v1/letters/{id}/replies',
  summary: 'Type in what an agency replied to one question of a letter, from the scan',
  params: IdParams,
  body: Type.Object(
    {
      subQueryId: Id,
      outcome: Outcome,
      rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 500 }),
      sourceAsOf: Day,
      scanSha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: LetterReply },
  permission: 'letters:enter',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  errors: [
    'DOCUMENT_MISSING',
    'ANSWER_UNKNOWN_REF',
    'ANSWER_DUPLICATE',
    'ANSWER_INCONSISTENT',
    'FINDING_VALUE_INVALID',
  ],
});

export const confirmReply = defineOperation({
  id: 'letters.confirmReply',
  service,
  method: 'POST',
  path: '/v1/letter-replies/{id}/confirmation',
  summary: 'Another person compares the reply with its scan; then it is an answer like any other',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: LetterReply },
  permission: 'letters:confirm',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  versioned: true,
  errors: ['TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID', 'ANSWER_NOT_EXPECTED'],
});

/** Why what was typed in is not what the agency replied. */
export const ReplyRejection = Type.Union([
  Type.Literal('DIFFERS_FROM_SCAN'),
  Type.Literal('ILLEGIBLE'),
  Type.Literal('ANOTHER_PERSON'),
  Type.Literal('ANOTHER_LETTER'),
]);

export const rejectReply = defineOperation({
  id: 'letters.rejectReply',
  service,
  method: 'POST',
  path: '/v1/letter-replies/{id}/rejection',
  summary: 'What was typed in is not what the scan says; the question waits for its reply again',
  params: IdParams,
  body: Type.Object({ reason: ReplyRejection }, { additionalProperties: false }),
  success: { status: 200, schema: LetterReply },
  permission: 'letters:reject',
  purposes: ['VERIFY_MEANS'],
  idempotent: true,
  versioned: true,
  errors: ['LETTER_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});
