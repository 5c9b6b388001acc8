import { decideQueuedMove, listQueuedMoves, type OperationInputOf, QueuedMove, type ServiceName } from '@mz/contracts';
import { fail } from '../errors.ts';
import { toGraphqlTypes } from '../graphql-types.ts';
import type { GraphqlCall, GraphqlModule } from '../kit.ts';
import type { OwnMoves } from './index.ts';

/** How the fields of one service are called; each service has its own, the types are the same in all. */
interface QueueFields {
  /** Of the list, such as `queuedPaymentMoves`. */
  readonly queue: string;
  /** Of the decision, such as `decidePaymentMove`. */
  readonly decide: string;
  /** What waits in the queue, for the schema's readers. */
  readonly summary: string;
}

type ListQuery = OperationInputOf<ReturnType<typeof listQueuedMoves>>['query'];
type Listed = { readonly [K in keyof ListQuery]?: ListQuery[K] | null };

interface Decision {
  readonly id: string;
  readonly toCode: string;
  readonly reason: string;
  readonly expectedVersion: number;
}

/** The manual queue of a service in the graph, by the functions of its REST twins. */
export function divisionMovesGraphql(service: ServiceName, own: OwnMoves, fields: QueueFields): GraphqlModule {
  const [list, decide] = [listQueuedMoves(service), decideQueuedMove(service)];
  return {
    typeDefs: typeDefsOf(fields),
    resolvers: {
      Query: {
        [fields.queue]: (_: never, args: Listed, gql: GraphqlCall) => own.queue(gql.as(list), queryOf(args)),
      },
      Mutation: {
        [fields.decide]: (_: never, { id, expectedVersion, ...body }: Decision, gql: GraphqlCall) => {
          const input = { params: { id }, query: {}, body };
          return gql.mutate(decide, { input, expectedVersion }, (ctx, given) => own.decide(ctx, given));
        },
      },
    },
  };
}

function typeDefsOf({ queue, decide, summary }: QueueFields): string {
  return `
${toGraphqlTypes([QueuedMove])}

type QueuedMovePage {
  items: [QueuedMove!]!
  next: String
}

extend type Query {
  "${summary}"
  ${queue}(first: Int, after: String, changeId: String): QueuedMovePage!
}

extend type Mutation {
  ${decide}(id: ID!, toCode: String!, reason: String!, expectedVersion: Int!): QueuedMove!
}
`;
}

/** The arguments that were given; throws INPUT_INVALID for a page of none or of more than 200. */
function queryOf({ first, after, changeId }: Listed): ListQuery {
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  return {
    ...(typeof first === 'number' ? { first } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof changeId === 'string' ? { changeId } : {}),
  };
}
