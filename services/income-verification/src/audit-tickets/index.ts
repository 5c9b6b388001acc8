import { decideAuditTicket, listAuditTickets, readTicketReport, requestAuditTicket } from '@mz/contracts';
import type { AppKit } from '../app-kit.ts';
import { decide, list, readReport, request } from './commands.ts';
import { ticketsGraphql } from './graphql.ts';

/** Tickets by which an auditor may see results: asked for by one, granted by another, ended by time (income-verification.md §2, §9). */
export function registerAuditTickets(kit: AppKit): void {
  kit.operation(requestAuditTicket, (ctx, { body }) => request(kit, ctx, body));
  kit.operation(decideAuditTicket, (ctx, input) => decide(kit, ctx, input));
  kit.operation(listAuditTickets, (ctx, { query }) => list(kit, ctx, query));
  kit.operation(readTicketReport, (ctx, { params }) => readReport(kit, ctx, params.id));
  kit.graphql(ticketsGraphql(kit));
}
