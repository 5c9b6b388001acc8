import {
  CensusBatch,
  CensusRecord,
  CensusTask,
  getCensusBatch,
  getCensusRecord,
  getCensusTask,
  listCensusBatches,
  listCensusRecords,
  listCensusTasks,
  processCensusRecord,
  stepCensusBatch,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { isId } from '@mz/domain';
import { fail, type GraphqlCall, type GraphqlModule, type ItemPage, toGraphqlTypes } from '@mz/service-kit';
import type { TSchema } from 'typebox';
import type { AppKit } from '../app-kit.ts';
import { readBatch, readBatches, readRecords, readRecordsById, readTask, readTasks } from './reads.ts';
import { showRecord } from './record-queries.ts';
import { processRecord } from './records.ts';
import { stepBatch } from './steps.ts';

/** The body of an operation as an input; its enums get names of their own, since an output type has theirs already. */
function inputOf({ body }: { readonly body: TSchema }, $id: string): TSchema {
  const copy: unknown = JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === '$id' ? undefined : value)));
  // A schema is plain data: its copy is one.
  return { ...(copy as TSchema), $id } as TSchema;
}

const inputs = [
  inputOf(stepCensusBatch, 'StepCensusBatchInput'),
  inputOf(processCensusRecord, 'ProcessCensusRecordInput'),
];

const typeDefs = `
${toGraphqlTypes([CensusBatch, CensusTask, CensusRecord], { keys: { CensusRecord: 'id' } })}

extend type CensusBatch {
  tasks: [CensusTask!]
}

extend type CensusTask {
  records(first: Int, after: String, state: CensusRecordState): CensusRecordConnection
}

${['CensusBatch', 'CensusRecord'].map(connectionTypes).join('\n')}

${toGraphqlTypes(inputs, { input: true })}

extend type Query {
  censusBatch(id: ID!): CensusBatch
  "Batches of the caller's division, newest first."
  censusBatches(first: Int, after: String, year: Int, state: CensusBatchState): CensusBatchConnection!
  censusTask(id: ID!): CensusTask
  censusRecord(id: ID!): CensusRecord
  "Records of the caller's division, oldest first."
  censusRecords(first: Int, after: String, batchId: ID, taskId: ID, state: CensusRecordState): CensusRecordConnection!
}

extend type Mutation {
  stepCensusBatch(id: ID!, input: StepCensusBatchInput!, expectedVersion: Int!): CensusBatch!
  processCensusRecord(id: ID!, input: ProcessCensusRecordInput!, expectedVersion: Int!): CensusRecord!
}
`;

function connectionTypes(name: string): string {
  return `
type ${name}Edge {
  cursor: String!
  node: ${name}!
}

type ${name}PageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type ${name}Connection {
  edges: [${name}Edge!]!
  pageInfo: ${name}PageInfo!
}`;
}

type Asked<T, P = unknown> = readonly { readonly obj: T; readonly params: P }[];
type Query<F> = F extends (kit: AppKit, ctx: never, query: infer Q) => unknown ? Q : never;
type Loose<T> = { readonly [K in keyof T]?: T[K] | null };
interface Changed<B> {
  readonly id: string;
  readonly input: B;
  readonly expectedVersion: number;
}

/** The census in the graph, by the functions of its REST twins. */
export function censusGraphql(kit: AppKit): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        censusBatch: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readBatch(kit, gql.as(getCensusBatch, { params: { id } }), id),
        censusBatches: async (_: never, args: Loose<Query<typeof readBatches>>, gql: GraphqlCall) =>
          connection(await readBatches(kit, gql.as(listCensusBatches), given(args))),
        censusTask: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          readTask(kit, gql.as(getCensusTask, { params: { id } }), id),
        censusRecord: (_: never, { id }: { id: string }, gql: GraphqlCall) =>
          kit.read(gql.as(getCensusRecord, { params: { id } }), (db) => showRecord(kit, db, id)),
        censusRecords: async (_: never, args: Loose<Query<typeof readRecords>>, gql: GraphqlCall) =>
          connection(await readRecords(kit, gql.as(listCensusRecords), given(args))),
      },
      Mutation: {
        stepCensusBatch: (_: never, args: Changed<Parameters<typeof stepBatch>[2]['body']>, gql: GraphqlCall) => {
          const { id, input: body, expectedVersion } = args;
          const input = { params: { id }, query: {}, body };
          return gql.mutate(stepCensusBatch, { input, expectedVersion }, (ctx, asked) => stepBatch(kit, ctx, asked));
        },
        processCensusRecord: (
          _: never,
          args: Changed<Parameters<typeof processRecord>[2]['body']>,
          gql: GraphqlCall,
        ) => {
          const { id, input: body, expectedVersion } = args;
          const input = { params: { id }, query: {}, body };
          return gql.mutate(processCensusRecord, { input, expectedVersion }, (ctx, asked) =>
            processRecord(kit, ctx, asked),
          );
        },
      },
    },
    loaders: loadersOf(kit),
  };
}

function loadersOf(kit: AppKit): NonNullable<GraphqlModule['loaders']> {
  return {
    CensusBatch: {
      tasks: (queries: Asked<{ id: string }>, gql: GraphqlCall) =>
        Promise.all(
          queries.map(async ({ obj }) => {
            const { items } = await readTasks(kit, gql.as(listCensusTasks), { batchId: obj.id, first: 200 });
            return items;
          }),
        ),
    },
    CensusTask: {
      records: (queries: Asked<{ id: string }, Loose<Query<typeof readRecords>>>, gql: GraphqlCall) =>
        Promise.all(
          queries.map(async ({ obj, params }) =>
            connection(await readRecords(kit, gql.as(listCensusRecords), { ...given(params), taskId: obj.id })),
          ),
        ),
    },
    CensusRecord: {
      async __resolveReference(queries: Asked<{ id: string }>, gql: GraphqlCall) {
        const ids = [...new Set(queries.map(({ obj }) => obj.id))].filter(isId);
        const found = await readRecordsById(kit, gql.as(getCensusRecord), ids);
        return queries.map(({ obj }) => found.get(obj.id) ?? null);
      },
    },
  };
}

function connection<T extends { readonly id: string }>({ items, next }: ItemPage<T>) {
  const edges = items.map((node) => ({ node, cursor: encodeCursor([node.id]) }));
  return { edges, pageInfo: { hasNextPage: next !== null, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** The arguments that were given; GraphQL hands over null for one that is left empty. */
function given<T extends { readonly first?: number | null | undefined }>(
  values: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  const { first } = values;
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  // Only entries with a value are kept.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
