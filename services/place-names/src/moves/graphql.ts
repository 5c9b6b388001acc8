import { decideQueuedMove, listQueuedMoves, QueuedMove } from '@mz/contracts';
import { checkBody, type GraphqlCall, type GraphqlModule, type OwnMoves, toGraphqlTypes } from '@mz/service-kit';
import { type ListArguments, listQuery, pageTypes } from '../graph-lists.ts';
import { requireId } from '../ids.ts';

const [list, decide] = [listQueuedMoves('place-names'), decideQueuedMove('place-names')];

const typeDefs = `
${toGraphqlTypes([QueuedMove])}

${pageTypes(['QueuedMove'])}

extend type Query {
  "Names, signs, lines and census work of the caller's offices whose new division a person has to say."
  queuedPlaceMoves(first: Int, after: String, changeId: String): QueuedMovePage!
}

extend type Mutation {
  decidePlaceMove(id: ID!, toCode: String!, reason: String!, expectedVersion: Int!): QueuedMove!
}
`;

interface Decision {
  readonly id: string;
  readonly toCode: string;
  readonly reason: string;
  readonly expectedVersion: number;
}

/** The manual queue in the graph, by the functions of its REST twins. */
export function movesGraphql(own: OwnMoves): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        queuedPlaceMoves: (_: never, args: ListArguments<Parameters<OwnMoves['queue']>[1]>, gql: GraphqlCall) =>
          own.queue(gql.as(list), listQuery(args)),
      },
      Mutation: {
        decidePlaceMove: (_: never, { id, expectedVersion, ...body }: Decision, gql: GraphqlCall) => {
          checkBody(decide, body, gql.as(decide));
          const input = { params: { id: requireId(id) }, query: {}, body };
          return gql.mutate(decide, { input, expectedVersion }, (ctx, given) => own.decide(ctx, given));
        },
      },
    },
  };
}
