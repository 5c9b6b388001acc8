import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Month, PageQuery, Version } from '../shapes.ts';

const service = 'payments';
const OptionalDay = Type.Union([Day, Type.Null()]);

/** A list with personal rows that is to leave the system; identities in it are masked (payments.md §12). */
export const ExportRequest = Type.Object(
  {
    id: Id,
    kind: Type.String({ description: 'RUN_LINES, BENEFIT_MONTH' }),
    divisionCode: DivisionCode,
    runId: Type.Union([Id, Type.Null()]),
    benefitMonth: Type.Union([Month, Type.Null()]),
    reason: Type.String(),
    state: Type.String({ description: 'REQUESTED, APPROVED, DOWNLOADED, EXPIRED' }),
    requestedOn: Day,
    approvedOn: OptionalDay,
    expiresOn: OptionalDay,
    rowCount: Type.Union([Type.Integer(), Type.Null()]),
    version: Version,
  },
  { $id: 'ExportRequest' },
);

const reason = Type.String({ minLength: 4, maxLength: 200 });

export const requestExport = defineOperation({
  id: 'exports.request',
  service,
  method: 'POST',
  path: '/v1/exports',
  summary: 'Ask for a list with personal rows: the lines of a run, or a month of the benefit ledger',
  body: Type.Union([
    Type.Object({ kind: Type.Literal('RUN_LINES'), runId: Id, reason }, { additionalProperties: false }),
    Type.Object(
      { kind: Type.Literal('BENEFIT_MONTH'), divisionCode: DivisionCode, benefitMonth: Month, reason },
      { additionalProperties: false },
    ),
  ]),
  success: { status: 201, schema: ExportRequest },
  permission: 'exports:request',
  idempotent: true,
  errors: ['RUN_UNKNOWN', 'SCOPE_FORBIDDEN'],
});

export const approveExport = defineOperation({
  id: 'exports.approve',
  service,
  method: 'POST',
  path: '/v1/exports/{id}/approval',
  summary: 'A second person lets the list go; it expires after the days of the parameter',
  params: IdParams,
  success: { status: 200, schema: ExportRequest },
  permission: 'exports:approve',
  idempotent: true,
  versioned: true,
  errors: ['EXPORT_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const getExport = defineOperation({
  id: 'exports.get',
  service,
  method: 'GET',
  path: '/v1/exports/{id}',
  summary: 'How far an export is',
  params: IdParams,
  success: { status: 200, schema: ExportRequest },
  permission: 'exports:request',
  errors: ['EXPORT_UNKNOWN'],
});

export const listExports = defineOperation({
  id: 'exports.list',
  service,
  method: 'GET',
  path: '/v1/exports',
  summary: 'Exports of the caller’s division, newest first',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(ExportRequest), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'exports:request',
});

export const downloadExport = defineOperation({
  id: 'exports.download',
  service,
  method: 'POST',
  path: '/v1/exports/{id}/download',
  summary: 'Fetch an approved list once, as CSV with a byte order mark or in GB18030',
  params: IdParams,
  query: Type.Object({ encoding: Type.Optional(Type.Union([Type.Literal('UTF-8'), Type.Literal('GB18030')])) }),
  success: { status: 200, schema: Type.String(), stream: 'text/csv' },
  permission: 'exports:request',
  errors: ['EXPORT_UNKNOWN', 'EXPORT_EXPIRED', 'EXPORT_TAKEN', 'EXPORT_NOT_APPROVED', 'SCOPE_FORBIDDEN'],
});
