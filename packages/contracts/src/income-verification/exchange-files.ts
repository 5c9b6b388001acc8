import { type Static, Type } from 'typebox';
import { Day, Id } from '../shapes.ts';
import { Outcome } from './agencies.ts';

const fileNo = Type.String({ pattern: '^[A-Z0-9_-]{1,80}$' });

/** Head of a batch file, signed; `sha256` covers the rows, so that the signature does (income-verification.md §4). */
export const ExchangeHeader = Type.Object(
  {
    /** Of an answer: the number of the file that it answers, `-A` and a running number. */
    file_no: fileNo,
    agency: Type.String(),
    item: Type.String(),
    kind: Type.Union([Type.Literal('QUERY'), Type.Literal('ANSWER')]),
    created_at: Type.String({ format: 'date-time' }),
    count: Type.Integer({ minimum: 0, maximum: 50_000 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** The signing key. */
    key_id: Type.String(),
  },
  { $id: 'ExchangeHeader', additionalProperties: false },
);
export type ExchangeHeader = Static<typeof ExchangeHeader>;

/** One question of a file. */
export const ExchangeQueryRow = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    ref: Id,
    id_no: Type.String(),
    name: Type.String(),
    from: Day,
    to: Day,
  },
  { $id: 'ExchangeQueryRow', additionalProperties: false },
);
export type ExchangeQueryRow = Static<typeof ExchangeQueryRow>;

/** One answer of a file. */
export const ExchangeAnswerRow = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    ref: Id,
    outcome: Outcome,
    rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 500 }),
    source_as_of: Day,
    /** As in an answer to a call. */
    subject: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  { $id: 'ExchangeAnswerRow', additionalProperties: false },
);
export type ExchangeAnswerRow = Static<typeof ExchangeAnswerRow>;

/** What an agency lists as ready to be fetched. */
export const ExchangeListing = Type.Object({
  files: Type.Array(Type.Object({ file_no: fileNo, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }), {
    maxItems: 1000,
  }),
});
export type ExchangeListing = Static<typeof ExchangeListing>;

/** What an agency is told of the persons whose registers are watched, and since when (income-verification.md §8). */
export const ChangeInquiry = Type.Object(
  {
    since: Day,
    subscriptions: Type.Array(
      Type.Object({ ref: Id, idNo: Type.String(), name: Type.String(), items: Type.Array(Type.String()) }),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  { $id: 'ChangeInquiry', additionalProperties: false },
);
export type ChangeInquiry = Static<typeof ChangeInquiry>;

/** Kinds of change that a register can tell (income-verification.md §8). */
export const ChangeKind = Type.Union([
  Type.Literal('DEATH'),
  Type.Literal('MARRIAGE'),
  Type.Literal('DIVORCE'),
  Type.Literal('HUKOU_MOVED'),
  Type.Literal('VEHICLE_NEW'),
  Type.Literal('HOUSE_NEW'),
  Type.Literal('BUSINESS_NEW'),
  Type.Literal('PENSION_STARTED'),
  Type.Literal('PENSION_CHANGED'),
  Type.Literal('EMPLOYED'),
  Type.Literal('PAYROLL_STARTED'),
  Type.Literal('IMPRISONED'),
  Type.Literal('DISABILITY_CHANGED'),
]);

/** An agency's answer about changes: kind and band, never an amount. */
export const ChangeAnswer = Type.Object(
  {
    changes: Type.Array(
      Type.Object(
        {
          ref: Id,
          item: Type.String(),
          kind: ChangeKind,
          band: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
          asOf: Day,
        },
        { additionalProperties: false },
      ),
      { maxItems: 5000 },
    ),
  },
  { $id: 'ChangeAnswer', additionalProperties: false },
);
export type ChangeAnswer = Static<typeof ChangeAnswer>;
