import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Id, PageQuery } from '../shapes.ts';

const OptionalText = Type.Union([Type.String(), Type.Null()]);
const Instant = Type.String({ format: 'date-time' });
const PersonHash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const LineKind = Type.Union([Type.Literal('SEND'), Type.Literal('ORDER'), Type.Literal('READ'), Type.Literal('LIST')]);

/** A line of the log (income-verification.md §9): who, role, case, purpose, person hash, item, outcome, time, client. */
export const QueryLogLine = Type.Object(
  {
    id: Id,
    /** SEND: a question that left or was answered; ORDER: who had a person checked; READ: who was shown something; LIST: a page. */
    kind: LineKind,
    at: Instant,
    actor: Type.String(),
    role: Type.String(),
    caseId: OptionalText,
    purpose: Type.String(),
    /** Keyed hash: the same person has the same one, and nobody finds the person by it; null of a list. */
    personHash: Type.Union([PersonHash, Type.Null()]),
    agencyCode: OptionalText,
    item: Type.String(),
    outcome: Type.String(),
    client: Type.String(),
    /** Of a list: how many were on the page, and by which filter they were sought. */
    listed: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    filter: OptionalText,
  },
  { $id: 'QueryLogLine' },
);

const common = { service: 'income-verification', method: 'GET', permission: 'queryLog:read' } as const;

export const listQueryLog = defineOperation({
  ...common,
  id: 'queryLog.list',
  path: '/v1/query-log',
  summary: 'The log of orders, sends and reads in the caller’s division, newest first; never a result',
  query: Type.Object({
    ...PageQuery.properties,
    kind: Type.Optional(LineKind),
    actor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    caseId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    personHash: Type.Optional(PersonHash),
    outcome: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(QueryLogLine), next: Type.Union([Type.String(), Type.Null()]) }),
  },
});

export const verifyQueryLog = defineOperation({
  ...common,
  id: 'queryLog.verify',
  path: '/v1/query-log/verification',
  summary: 'Whether the log is whole: its chain is walked, and its end compared with the audit trail',
  query: Type.Object({ afterSequence: Type.Optional(Type.Integer({ minimum: 0 })) }),
  success: {
    status: 200,
    schema: Type.Object({
      whole: Type.Boolean(),
      /** ALTERED, MISSING, SWAPPED, TRUNCATED, INSERTED; null for a whole log. */
      fault: OptionalText,
      faultSequence: Type.Union([Type.Integer(), Type.Null()]),
      verifiedTo: Type.Integer({ minimum: 0 }),
      /** Whether links follow that were not walked: ask again after `verifiedTo`. */
      more: Type.Boolean(),
      /** Committed lines that are not chained yet. */
      unchained: Type.Integer({ minimum: 0 }),
    }),
  },
});
