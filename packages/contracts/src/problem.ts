import { type Static, Type } from 'typebox';

/** RFC 9457 problem body, the only shape of an error answer. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String()),
    traceId: Type.String(),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: 'JSON pointer of the field, e.g. /body/members/0/birthDate' }),
          code: Type.String(),
          detail: Type.Optional(Type.String()),
          legalBasis: Type.Optional(Type.String()),
        }),
      ),
    ),
    ruleId: Type.Optional(Type.String()),
    legalBasis: Type.Optional(Type.String()),
    retryAfterSeconds: Type.Optional(Type.Integer()),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;

/** One entry of an error catalogue: HTTP status, Chinese and English title, legal basis where a law stands behind it. */
export interface ErrorEntry {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  readonly legalBasis?: string;
}

/** A catalogue: code → entry. Each code is defined once on the platform. */
export type ErrorCatalogue = Readonly<Record<string, ErrorEntry>>;
