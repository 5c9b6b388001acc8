import { confirmReply, enterReply, getLetter, Letter, LetterReply, listLetters, rejectReply } from '@mz/contracts';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { bodyOf, type StepArguments } from '../graph-input.ts';
import { type ListQuery, list, print } from './reads.ts';
import { confirm, enter, reject } from './replies.ts';

const Printed = Type.Object(getLetter.success.schema.properties, { $id: 'PrintedLetter' });

const typeDefs = `
${toGraphqlTypes([Letter, Printed, LetterReply])}

type LetterPage {
  items: [Letter!]!
  next: String
}

"What an agency replied to one question: each row a JSON object, in the agreed words or in those of the paper."
input LetterReplyInput {
  subQueryId: ID!
  outcome: String!
  rows: [String!]!
  sourceAsOf: String!
  scanSha256: String
}

extend type Query {
  letters(requestId: ID, agencyCode: String, first: Int, after: String): LetterPage!
  "With the text to be printed; each reading is logged."
  letter(id: ID!): PrintedLetter
}

extend type Mutation {
  enterLetterReply(letterId: ID!, input: LetterReplyInput!, idempotencyKey: String!): LetterReply!
  confirmLetterReply(id: ID!, expectedVersion: Int!, idempotencyKey: String!): LetterReply!
  "For DIFFERS_FROM_SCAN, ILLEGIBLE, ANOTHER_PERSON or ANOTHER_LETTER."
  rejectLetterReply(id: ID!, reason: String!, expectedVersion: Int!, idempotencyKey: String!): LetterReply!
}
`;

interface Entry {
  readonly letterId: string;
  readonly input: object & { readonly rows: readonly string[] };
  readonly idempotencyKey: string;
}
type Body = Parameters<typeof enter>[2]['body'];
type Rejection = Parameters<typeof reject>[2]['body'];

/** Letters and their replies in the graph, by the functions of REST. */
export function lettersGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        letters: (_: never, asked: object, gql: GraphqlCall) => {
          const query = bodyOf<ListQuery>(asked);
          return list(kit, gql.as(listLetters, { query }), query);
        },
        letter: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          print(kit, gql.as(getLetter, { params: { id } }), id),
      },
      Mutation: {
        enterLetterReply: (_: never, { letterId: id, input, idempotencyKey }: Entry, gql: GraphqlCall) => {
          const body = { ...bodyOf<Body>(input), rows: input.rows.map(rowOf) };
          return gql.mutate(enterReply, { input: { params: { id }, query: {}, body }, idempotencyKey }, (ctx, given) =>
            enter(kit, ctx, given),
          );
        },
        confirmLetterReply: (_: never, { id, ...given }: StepArguments, gql: GraphqlCall) =>
          gql.mutate(confirmReply, { input: { params: { id }, query: {}, body: {} }, ...given }, (ctx, input) =>
            confirm(kit, ctx, input),
          ),
        rejectLetterReply: (_: never, { id, reason, ...given }: StepArguments & Rejection, gql: GraphqlCall) =>
          gql.mutate(rejectReply, { input: { params: { id }, query: {}, body: { reason } }, ...given }, (ctx, input) =>
            reject(kit, ctx, input),
          ),
      },
    },
  };
}

/** A row of an answer has fields that no type of the graph knows: it comes as a JSON text. */
function rowOf(text: string, index: number): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { ...row };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw fail('INPUT_INVALID', { pointer: `/body/rows/${index}` });
}
