import {
  AuditTicket,
  decideAuditTicket,
  listAuditTickets,
  type OperationInputOf,
  readTicketReport,
  requestAuditTicket,
} from '@mz/contracts';
import { isId } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { AppKit } from '../app-kit.ts';
import { type GraphArgs, listArgs } from '../graph-pages.ts';
import { decide, list, readReport, request } from './commands.ts';

const typeDefs = `
${toGraphqlTypes([AuditTicket])}

type AuditTicketPage {
  items: [AuditTicket!]!
  next: String
}

extend type Query {
  auditTickets(first: Int, after: String): AuditTicketPage!
  "The report behind a ticket, for the auditor who holds it."
  auditTicketReport(id: ID!): VerificationReport!
}

extend type Mutation {
  requestAuditTicket(requestId: ID!, reason: String!, idempotencyKey: String!): AuditTicket!
  decideAuditTicket(id: ID!, granted: Boolean!, expectedVersion: Int!, idempotencyKey: String!): AuditTicket!
}
`;

type Page = OperationInputOf<typeof listAuditTickets>['query'];
type Asked = OperationInputOf<typeof requestAuditTicket>['body'] & { readonly idempotencyKey: string };
type Decided = {
  readonly id: string;
  readonly granted: boolean;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
};

/** Tickets in the graph, by the functions of their REST twins. */
export function ticketsGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        auditTickets: (_: never, args: GraphArgs<Page>, gql: GraphqlCall) =>
          list(kit, gql.as(listAuditTickets), listArgs(args)),
        auditTicketReport: (_: never, { id }: { id: string }, gql: GraphqlCall) => {
          const ctx = gql.as(readTicketReport);
          if (!isId(id)) throw fail('AUDIT_TICKET_UNKNOWN');
          return readReport(kit, ctx, id);
        },
      },
      Mutation: {
        requestAuditTicket: (_: never, { idempotencyKey, ...body }: Asked, gql: GraphqlCall) => {
          const input = { params: {}, query: {}, body };
          return gql.mutate(requestAuditTicket, { input, idempotencyKey }, (ctx) => request(kit, ctx, body));
        },
        decideAuditTicket: (_: never, { id, granted, expectedVersion, idempotencyKey }: Decided, gql: GraphqlCall) => {
          const input = { params: { id }, query: {}, body: { granted } };
          return gql.mutate(decideAuditTicket, { input, expectedVersion, idempotencyKey }, (ctx) =>
            decide(kit, ctx, input),
          );
        },
      },
    },
  };
}
