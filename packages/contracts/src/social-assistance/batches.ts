import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, Version } from '../shapes.ts';
import { DibaoProgramme } from './programmes.ts';

const service = 'social-assistance';

/** A monthly batch of one programme and county on the bureau's side. */
export const Batch = Type.Object(
  {
    id: Id,
    programme: DibaoProgramme,
    divisionCode: DivisionCode,
    benefitMonth: Month,
    /** DRAFT, CHECKED, APPROVED, SEALED, then payments' progress: PULLED, REFUSED, CONFIRMED, FILED, SETTLED. */
    state: Type.String(),
    count: Type.Integer(),
    totalFen: Fen,
    sha256: Type.Union([Type.String(), Type.Null()]),
    sealedOn: Type.Union([Day, Type.Null()]),
    /** Lines that the anomaly scan keeps out or flags (social-assistance.md §6.2). */
    anomalies: Type.Array(
      Type.Object({
        enrolmentId: Id,
        code: Type.String(),
        act: Type.Union([Type.Literal('BLOCK'), Type.Literal('WARN')]),
      }),
    ),
    refusedCode: Type.Union([Type.String(), Type.Null()]),
    version: Version,
  },
  { $id: 'Batch' },
);

export const generateBatch = defineOperation({
  id: 'batches.generate',
  service,
  method: 'POST',
  path: '/v1/payment-batches',
  summary: 'Generate the month’s lines; a second run creates only missing lines',
  body: Type.Object(
    {
      programme: DibaoProgramme,
      divisionCode: DivisionCode,
      benefitMonth: Month,
      /** REISSUE: lines for failed payments whose account was corrected. */
      kind: Type.Optional(Type.Union([Type.Literal('REGULAR'), Type.Literal('REISSUE')])),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Batch },
  permission: 'batches:generate',
  idempotent: true,
  errors: ['BATCH_TOO_EARLY', 'PERIOD_INVALID', 'SCOPE_FORBIDDEN', 'NOTHING_TO_PAY'],
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
    id: `batches.${verb}`,
    service,
    method: 'POST',
    path: `/v1/payment-batches/{id}/${path}`,
    summary,
    params: IdParams,
    body,
    success: { status: 200, schema: Batch },
    permission: `batches:${permission}`,
    idempotent: true,
    versioned: true,
    errors: ['STATE_TRANSITION_INVALID', 'SEPARATION_OF_DUTIES', ...errors],
  });
}

const Nothing = Type.Object({}, { additionalProperties: false });

export const checkBatch = step('check', 'check', 'Run the anomaly scan', 'generate', Nothing, []);
export const approveBatch = step(
  'approve',
  'approval',
  'Approve the checked batch (another person)',
  'approve',
  Nothing,
  [],
);
export const sealBatch = step('seal', 'seal', 'Freeze the lines, fix the canonical form, publish', 'approve', Nothing, [
  'PAYEE_MISSING',
]);

export const getBatch = defineOperation({
  id: 'batches.get',
  service,
  method: 'GET',
  path: '/v1/payment-batches/{id}',
  summary: 'A batch of the bureau',
  params: IdParams,
  success: { status: 200, schema: Batch },
  permission: 'batches:read',
});
