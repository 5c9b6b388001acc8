import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';
import { VerificationReport } from './reports.ts';

const OptionalDay = Type.Union([Day, Type.Null()]);

/** Lets one auditor see the results of one check for a few days (income-verification.md §2, §9). */
export const AuditTicket = Type.Object(
  {
    id: Id,
    requestId: Id,
    divisionCode: DivisionCode,
    reason: Type.String(),
    state: Type.String({ description: 'REQUESTED, GRANTED, REFUSED, EXPIRED' }),
    requestedOn: Day,
    decidedOn: OptionalDay,
    /** Its last day; it ends by itself. */
    validTo: OptionalDay,
    version: Version,
  },
  { $id: 'AuditTicket' },
);

const service = 'income-verification';

export const requestAuditTicket = defineOperation({
  id: 'auditTickets.request',
  service,
  method: 'POST',
  path: '/v1/audit-tickets',
  summary: 'An auditor asks to see the results of one check',
  body: Type.Object(
    { requestId: Id, reason: Type.String({ minLength: 4, maxLength: 400 }) },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: AuditTicket },
  permission: 'auditTickets:request',
  idempotent: true,
  errors: ['REQUEST_UNKNOWN'],
});

export const decideAuditTicket = defineOperation({
  id: 'auditTickets.decide',
  service,
  method: 'POST',
  path: '/v1/audit-tickets/{id}/decision',
  summary: 'A second person grants or refuses a ticket; what is granted ends after the days of the parameter',
  params: IdParams,
  body: Type.Object({ granted: Type.Boolean() }, { additionalProperties: false }),
  success: { status: 200, schema: AuditTicket },
  permission: 'auditTickets:decide',
  idempotent: true,
  versioned: true,
  errors: ['AUDIT_TICKET_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const listAuditTickets = defineOperation({
  id: 'auditTickets.list',
  service,
  method: 'GET',
  path: '/v1/audit-tickets',
  summary: 'Tickets in the caller’s division, newest first',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(AuditTicket), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'auditTickets:list',
});

export const readTicketReport = defineOperation({
  id: 'auditTickets.report',
  service,
  method: 'GET',
  path: '/v1/audit-tickets/{id}/report',
  summary: 'The latest report of the check, as the centre sees it, for the auditor who holds the ticket',
  params: IdParams,
  success: { status: 200, schema: VerificationReport },
  permission: 'auditTickets:use',
  errors: ['AUDIT_TICKET_UNKNOWN', 'AUDIT_TICKET_ENDED', 'REPORT_UNKNOWN'],
});
