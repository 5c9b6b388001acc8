import { createNameApplication, decideNameApplication, getNameApplication, listNameApplications } from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import { Type } from 'typebox';
import type { NameKit } from '../names/index.ts';
import { createApplication } from './create.ts';
import { decideApplication } from './decide.ts';
import type { CreateBody } from './draft.ts';
import { readApplication, readApplications } from './list.ts';

const inputs = [
  Type.Object(createNameApplication.body.properties, { $id: 'CreateNameApplicationInput' }),
  Type.Object(decideNameApplication.body.properties, { $id: 'DecideNameApplicationInput' }),
];

const typeDefs = `

type NameApplicationEdge {
  cursor: String!
  node: NameApplication!
}

type NameApplicationPageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type NameApplicationConnection {
  edges: [NameApplicationEdge!]!
  pageInfo: NameApplicationPageInfo!
}

${inputTypes()}

extend type Query {
  nameApplication(id: ID!): NameApplication
  nameApplications(first: Int, after: String, state: NameApplicationState, overdue: Boolean): NameApplicationConnection!
}

extend type Mutation {
  createNameApplication(input: CreateNameApplicationInput!, idempotencyKey: String!): NameApplication!
  decideNameApplication(id: ID!, input: DecideNameApplicationInput!, expectedVersion: Int!): NameApplication!
}
`;

type Listing = Parameters<typeof readApplications>[2];
type ListArguments = { readonly [K in keyof Listing]?: Listing[K] | null };
type CreateArguments = { readonly input: CreateBody; readonly idempotencyKey: string };
type DecideArguments = {
  readonly id: string;
  readonly input: Parameters<typeof decideApplication>[2]['body'];
  readonly expectedVersion: number;
};

/** Applications for names in the graph, by the functions of their REST twins. */
export function nameApplicationsGraphql(names: NameKit): GraphqlModule {
  const { kit } = names;
  return {
    typeDefs,
    resolvers: {
      Query: {
        nameApplication: (_: unknown, { id }: { id: string }, gql: GraphqlCall) =>
          readApplication(kit, gql.as(getNameApplication, { params: { id } }), id),
        nameApplications: (_: unknown, args: ListArguments, gql: GraphqlCall) => connection(names, gql, args),
      },
      Mutation: {
        createNameApplication: (_: unknown, { input: body, idempotencyKey }: CreateArguments, gql: GraphqlCall) => {
          return gql.mutate(createNameApplication, { input: { params: {}, query: {}, body }, idempotencyKey }, (ctx) =>
            createApplication(names, ctx, body),
          );
        },
        decideNameApplication: (
          _: unknown,
          { id, input: body, expectedVersion }: DecideArguments,
          gql: GraphqlCall,
        ) => {
          const input = { params: { id }, query: {}, body };
          return gql.mutate(decideNameApplication, { input, expectedVersion }, (ctx) =>
            decideApplication(names, ctx, input),
          );
        },
      },
    },
  };
}

async function connection({ kit }: NameKit, gql: GraphqlCall, args: ListArguments) {
  const { first } = args;
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  // Only arguments that were given; GraphQL hands over null for one that is left empty.
  const query = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
  const { items, next } = await readApplications(kit, gql.as(listNameApplications), query as Listing);
  const edges = items.map((node) => ({ node, cursor: encodeCursor([node.submittedOn, node.id]) }));
  return { edges, pageInfo: { hasNextPage: next !== null, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** The enums of the inputs stand beside the object types already. */
function inputTypes(): string {
  const sdl = toGraphqlTypes(inputs, { input: true });
  return sdl
    .split('\n\n')
    .filter((definition) => !definition.startsWith('enum '))
    .join('\n\n');
}
