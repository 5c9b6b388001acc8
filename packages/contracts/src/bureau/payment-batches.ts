import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import type { ServiceName } from '../services.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month } from '../shapes.ts';

/** Kinds of payment line (payments.md §2). */
export const LineKind = Type.Union([
  Type.Literal('REGULAR'),
  Type.Literal('SUPPLEMENT'),
  Type.Literal('ONE_OFF'),
  Type.Literal('FUNERAL'),
  Type.Literal('INSTALMENT'),
  Type.Literal('REISSUE'),
]);

/** One line of a sealed batch: its RFC 8785 form plus LF, ordered by lineId, is what the content hash covers. */
export const BatchLine = Type.Object(
  {
    lineId: Id,
    enrolmentId: Id,
    benefitMonth: Month,
    kind: LineKind,
    causeId: Id,
    payeeId: Id,
    amountFen: Fen,
    deductionFen: Fen,
    decisionId: Id,
    shares: Type.Array(Type.Object({ personId: Id, amountFen: Fen })),
    fundSplit: Type.Array(Type.Object({ level: Type.String(), amountFen: Fen })),
  },
  { $id: 'BatchLine' },
);

/** What payments must know of a sealed batch beside its lines. */
export const SealedBatch = Type.Object(
  {
    batchId: Id,
    bureau: Type.String(),
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    count: Type.Integer(),
    totalFen: Fen,
    sha256: Type.String(),
    sealedOn: Day,
    seal: Type.Object({ keyId: Type.String(), algorithm: Type.String(), signature: Type.String() }),
    /** JWK of the sealing key. */
    publicKey: Type.Record(Type.String(), Type.Unknown()),
    /** Subjects that payments must keep apart from the finance confirmer. */
    checkerId: Type.String(),
    approverIds: Type.Array(Type.String()),
    sealerId: Type.String(),
    caseApproverIds: Type.Array(Type.String()),
  },
  { $id: 'SealedBatch' },
);

/** The two operations by which payments takes a batch over from a bureau. */
export function batchPull(service: ServiceName) {
  return {
    get: defineOperation({
      id: `${service}.batches.sealed`,
      service,
      method: 'GET',
      path: '/internal/payment-batches/{id}',
      summary: 'Head of a sealed batch',
      params: IdParams,
      success: { status: 200, schema: SealedBatch },
      permission: 'batches:pull',
      callers: ['service'],
    }),
    lines: defineOperation({
      id: `${service}.batches.lines`,
      service,
      method: 'GET',
      path: '/v1/payment-batches/{id}/lines',
      summary: 'Lines of a sealed batch as canonical NDJSON, resumable by `after`',
      params: IdParams,
      query: Type.Object({ after: Type.Optional(Id) }),
      success: { status: 200, schema: BatchLine, stream: 'application/x-ndjson' },
      permission: 'batches:pull',
      callers: ['service'],
    }),
  };
}
