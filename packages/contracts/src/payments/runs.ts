import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery, Version } from '../shapes.ts';

const service = 'payments';

/** A batch as payments works on it (payments.md §3.3). */
export const PaymentRun = Type.Object(
  {
    id: Id,
    bureau: Type.String(),
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    state: Type.String({
      description:
        'OFFERED, PULLED, SCREENED, FINANCE_CONFIRMED, FILED, SENT, PARTIAL_RETURN, SETTLED, CLOSED, REFUSED, CANCELLED',
    }),
    refusedCode: Type.Union([Type.String(), Type.Null()]),
    lineCount: Type.Integer(),
    totalFen: Fen,
    heldCount: Type.Integer(),
    settledFen: Fen,
    failedFen: Fen,
    /** What keeps a SCREENED run waiting: FUND_INSUFFICIENT or null. */
    waitingFor: Type.Union([Type.String(), Type.Null()]),
    bankFileIds: Type.Array(Id),
    version: Version,
  },
  { $id: 'PaymentRun' },
);

/** One line of a run. */
export const PaymentLine = Type.Object(
  {
    id: Id,
    runId: Id,
    enrolmentId: Id,
    benefitMonth: Month,
    kind: Type.String(),
    causeId: Id,
    payeeId: Id,
    amountFen: Fen,
    deductionFen: Fen,
    state: Type.String({ description: 'PULLED, READY, HELD, FILED, SETTLED, FAILED, REISSUED, CANCELLED, SUSPENDED' }),
    holds: Type.Array(
      Type.Object({ id: Id, code: Type.String(), owner: Type.String(), dueOn: Day, state: Type.String() }),
    ),
    failCode: Type.Union([Type.String(), Type.Null()]),
    postedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'PaymentLine' },
);

export const getRun = defineOperation({
  id: 'runs.get',
  service,
  method: 'GET',
  path: '/v1/runs/{id}',
  summary: 'A run (its id is the bureau’s batch id)',
  params: IdParams,
  success: { status: 200, schema: PaymentRun },
  permission: 'runs:read',
});

export const listRuns = defineOperation({
  id: 'runs.list',
  service,
  method: 'GET',
  path: '/v1/runs',
  summary: 'Runs of the caller’s division',
  query: Type.Object({
    ...PageQuery.properties,
    benefitMonth: Type.Optional(Month),
    state: Type.Optional(Type.String()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(PaymentRun), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'runs:read',
});

export const listRunLines = defineOperation({
  id: 'runs.lines',
  service,
  method: 'GET',
  path: '/v1/runs/{id}/lines',
  summary: 'Lines of a run with holds and outcomes; no identity',
  params: IdParams,
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(PaymentLine), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'runs:read',
});

function step<B extends TSchema>(
  verb: string,
  path: string,
  summary: string,
  permission: string,
  body: B,
  errors: string[],
) {
  return defineOperation({
    id: `runs.${verb}`,
    service,
    method: 'POST',
    path: `/v1/runs/{id}/${path}`,
    summary,
    params: IdParams,
    body,
    success: { status: 200, schema: PaymentRun },
    permission: `runs:${permission}`,
    idempotent: true,
    versioned: true,
    errors: ['STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', ...errors],
  });
}

const Nothing = Type.Object({}, { additionalProperties: false });

export const confirmRun = step(
  'confirm',
  'confirmation',
  'The finance bureau confirms cover; the money is reserved',
  'confirm',
  Nothing,
  ['FUND_INSUFFICIENT', 'WRONG_FUND', 'FUND_BALANCE_BROKEN'],
);
export const fileRun = step(
  'file',
  'bank-files',
  'Write the bank file(s); screened once more first',
  'file',
  Nothing,
  [],
);
export const cancelRun = step(
  'cancel',
  'cancellation',
  'Cancel before filing; the second person’s call takes effect',
  'cancel',
  Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
  ['TWO_PERSON_REQUIRED'],
);

export const closeRun = step(
  'close',
  'closure',
  'Close a settled run after its reconciliation: files, lines and books say the same',
  'close',
  Nothing,
  ['RUN_NOT_RECONCILED'],
);

export const releaseHold = defineOperation({
  id: 'holds.release',
  service,
  method: 'POST',
  path: '/v1/holds/{id}/release',
  summary: 'Release a hold; the second person’s call takes effect',
  params: IdParams,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
  success: { status: 200, schema: PaymentLine },
  permission: 'runs:release',
  idempotent: true,
  errors: ['TWO_PERSON_REQUIRED', 'HOLD_CAUSE_OPEN', 'STATE_TRANSITION_INVALID'],
});

/** A file for a bank. */
export const BankFile = Type.Object(
  {
    id: Id,
    runId: Id,
    fileNo: Type.String(),
    bankCode: Type.String(),
    lineCount: Type.Integer(),
    totalFen: Fen,
    sha256: Type.String(),
    writtenOn: Day,
    state: Type.String({ description: 'WRITTEN, SENT, RETURNED' }),
  },
  { $id: 'BankFile' },
);

export const getBankFile = defineOperation({
  id: 'bankFiles.get',
  service,
  method: 'GET',
  path: '/v1/bank-files/{id}',
  summary: 'Head of a bank file',
  params: IdParams,
  success: { status: 200, schema: BankFile },
  permission: 'runs:read',
});

/** Why a bank did not credit a line (payments.md §5). */
export const FailCode = Type.Union([
  Type.Literal('ACCOUNT_CLOSED'),
  Type.Literal('NAME_MISMATCH'),
  Type.Literal('FROZEN'),
  Type.Literal('INVALID_NO'),
  Type.Literal('DORMANT'),
  Type.Literal('BANK_ERROR'),
]);

export const uploadReturn = defineOperation({
  id: 'returns.upload',
  service,
  method: 'POST',
  path: '/v1/bank-returns',
  summary: 'Apply a bank’s return file whole, or refuse it whole',
  body: Type.Object(
    {
      fileNo: Type.String({ minLength: 1, maxLength: 80 }),
      bankFileId: Id,
      /** SHA-256 of the file that is answered. */
      originalSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      lines: Type.Array(
        Type.Object(
          {
            seq: Type.Integer({ minimum: 1 }),
            result: Type.Union([Type.Literal('OK'), Type.Literal('FAIL')]),
            failCode: Type.Optional(FailCode),
            postedOn: Day,
          },
          { additionalProperties: false },
        ),
        { maxItems: 60_000 },
      ),
      totalFen: Fen,
    },
    { additionalProperties: false },
  ),
  success: {
    status: 200,
    schema: Type.Object({ fileNo: Type.String(), settled: Type.Integer(), failed: Type.Integer(), run: PaymentRun }),
  },
  // 60,000 lines of some 90 bytes.
  maxBodyBytes: 8_388_608,
  permission: 'returns:upload',
  idempotent: true,
  errors: ['BANK_FILE_MISMATCH', 'FILE_CONFLICT', 'BANK_FILE_UNKNOWN'],
});
