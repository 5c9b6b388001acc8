import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery } from '../shapes.ts';
import { FailCode, PaymentLine, PaymentRun } from './runs.ts';

const service = 'payments';

/** Base64 of 8 MB is below this. */
const largestBody = 11_534_336;

export const uploadReturnFile = defineOperation({
  id: 'returns.uploadFile',
  service,
  method: 'POST',
  path: '/v1/bank-return-files',
  summary: 'Apply a bank’s return as the file that the bank wrote, in the bank’s own layout and encoding',
  body: Type.Object(
    {
      bankCode: Type.String({ pattern: '^[A-Z]{3,8}$' }),
      fileName: Type.String({ pattern: '^[A-Za-z0-9._-]{1,120}$' }),
      contentBase64: Type.String({ minLength: 4, maxLength: 11_200_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
      /** The bank's detached signature of the file, for a bank that signs. */
      signatureBase64: Type.Optional(Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9+/]+={0,2}$' })),
    },
    { additionalProperties: false },
  ),
  maxBodyBytes: largestBody,
  success: {
    status: 200,
    schema: Type.Object({ fileNo: Type.String(), settled: Type.Integer(), failed: Type.Integer(), run: PaymentRun }),
  },
  permission: 'returns:upload',
  idempotent: true,
  errors: ['BANK_FILE_MISMATCH', 'FILE_CONFLICT', 'BANK_FILE_UNKNOWN', 'BANK_UNKNOWN'],
});

/** A return file as it arrived. */
export const ReturnArrival = Type.Object(
  {
    id: Id,
    bankCode: Type.String(),
    fileName: Type.String(),
    sha256: Type.String(),
    state: Type.String({ description: 'APPLIED, REFUSED' }),
    refusedCode: Type.Union([Type.String(), Type.Null()]),
    arrivedOn: Day,
    divisionCode: DivisionCode,
  },
  { $id: 'ReturnArrival' },
);

export const listReturnArrivals = defineOperation({
  id: 'returnArrivals.list',
  service,
  method: 'GET',
  path: '/v1/bank-return-files',
  summary: 'Return files that arrived, newest first, refused ones with their code',
  query: Type.Object({ ...PageQuery.properties, state: Type.Optional(Type.String({ maxLength: 20 })) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(ReturnArrival), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'runs:read',
});

export const recordReturnAfterDebit = defineOperation({
  id: 'returns.recordAfterDebit',
  service,
  method: 'POST',
  path: '/v1/payment-lines/{id}/return-after-debit',
  summary: 'The bank gave a settled line’s money back: it stands in PAYABLE_RETURNED until it is re-issued',
  params: IdParams,
  body: Type.Object(
    { failCode: FailCode, returnedOn: Day, docNo: Type.String({ minLength: 1, maxLength: 80 }) },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: PaymentLine },
  permission: 'returns:upload',
  idempotent: true,
  errors: ['LINE_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DATE_NOT_ALLOWED', 'DOC_DUPLICATE', 'PERIOD_CLOSED'],
});

/** A bank file whose lines have no outcome after the days that the bank has (payments.md §5: sent is never paid). */
export const UnknownOutcome = Type.Object(
  {
    bankFileId: Id,
    runId: Id,
    fileNo: Type.String(),
    bankCode: Type.String(),
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    /** Lines without an outcome and their sum. */
    lineCount: Type.Integer(),
    totalFen: Fen,
    writtenOn: Day,
    ageWorkingDays: Type.Integer(),
    chaseCount: Type.Integer(),
    lastChasedOn: Type.Union([Day, Type.Null()]),
  },
  { $id: 'UnknownOutcome' },
);

export const listUnknownOutcomes = defineOperation({
  id: 'bankFiles.unknown',
  service,
  method: 'GET',
  path: '/v1/unknown-outcomes',
  summary: 'Bank files that their bank has not answered in time, the oldest first',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(UnknownOutcome), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'holds:read',
});
