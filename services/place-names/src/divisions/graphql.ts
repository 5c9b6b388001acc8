import {
  Division,
  getDivision,
  listAncestors,
  listChildren,
  listDivisions,
  Resolution,
  resolveDivision,
} from '@mz/contracts';
import { encodeCursor } from '@mz/db';
import { addDays, type DivisionType, parseLegalDay } from '@mz/domain';
import { type Context, fail, type GraphqlCall, type GraphqlModule, toGraphqlTypes } from '@mz/service-kit';
import type { Static } from 'typebox';
import type { CodeTable, DivisionBranch } from './code-table.ts';
import { readDivision, readPage } from './read-divisions.ts';
import { type DivisionReader, tableOf } from './reader.ts';
import { resolveOne } from './resolve.ts';
import { readDivisionCode, toDivision, townshipsOfVillages } from './rules.ts';

type DivisionNode = Static<typeof Division>;

const typeDefs = `
${toGraphqlTypes([Division, Resolution], { keys: { Division: 'code' } })}

extend type Division {
  "The unit that bore the code on a day; null when there was none."
  at(asOf: String!): Division
  "Holders from the nearest to the province; on the division's own last day unless it is in force or a day is given."
  ancestors(asOf: String): [Division!]
  children(asOf: String, includeTypes: [DivisionType!]): [Division!]
}

type DivisionEdge {
  cursor: String!
  node: Division!
}

type DivisionPageInfo {
  hasNextPage: Boolean!
  endCursor: String
}

type DivisionConnection {
  edges: [DivisionEdge!]!
  pageInfo: DivisionPageInfo!
}

extend type Query {
  division(code: String!, asOf: String): Division
  divisions(parent: String, level: DivisionLevel, asOf: String, first: Int, after: String): DivisionConnection!
  divisionResolution(code: String!, from: String!, to: String!): Resolution
}
`;

/** Divisions in the graph: entity by code, its tree on a day, pages and resolution by the functions of REST. */
export function divisionsGraphql(reader: DivisionReader): GraphqlModule {
  return {
    typeDefs,
    resolvers: {
      Query: {
        division: (_: unknown, { code, asOf }: { code: string; asOf?: string }, gql: GraphqlCall) =>
          readDivision(reader, gql.as(getDivision), { params: { code }, query: dated(asOf) }),
        divisions: (_: unknown, args: PageArguments, gql: GraphqlCall) =>
          connection(reader, gql.as(listDivisions), args),
        divisionResolution: (_: unknown, args: { code: string; from: string; to: string }, gql: GraphqlCall) =>
          resolveOne(reader, gql.as(resolveDivision), {
            query: { code: args.code, from: legalDay(args.from), to: legalDay(args.to) },
          }),
      },
    },
    loaders: {
      Division: {
        __resolveReference: (queries: Asked<{ code: string }>, gql: GraphqlCall) => references(reader, gql, queries),
        at: (queries: Asked<DivisionNode, { asOf: string }>, gql: GraphqlCall) => versionsAt(reader, gql, queries),
        ancestors: (queries: Asked<DivisionNode, TreeArguments>, gql: GraphqlCall) => holders(reader, gql, queries),
        children: (queries: Asked<DivisionNode, TreeArguments>, gql: GraphqlCall) => held(reader, gql, queries),
      },
    },
  };
}

type Asked<T, P = unknown> = readonly { readonly obj: T; readonly params: P }[];
type TreeArguments = { readonly asOf?: string; readonly includeTypes?: readonly DivisionType[] };
type PageArguments = {
  readonly parent?: string;
  readonly level?: DivisionNode['level'];
  readonly asOf?: string;
  readonly first?: number;
  readonly after?: string;
};

async function connection(reader: DivisionReader, ctx: Context, { asOf, parent, level, first, after }: PageArguments) {
  if (typeof first === 'number' && (first < 1 || first > 200)) throw fail('INPUT_INVALID', { pointer: '/first' });
  const query = { ...dated(asOf), ...given({ parent, level, first, after }) };
  const page = await readPage(reader, ctx, { query });
  const edges = page.items.map((node) => ({ node, cursor: encodeCursor([node.code]) }));
  return { edges, pageInfo: { hasNextPage: page.next !== null, endCursor: page.next ?? edges.at(-1)?.cursor ?? null } };
}

/** An entity is known by its code alone: the unit that bears it today, else the last that bore it. */
async function references(reader: DivisionReader, gql: GraphqlCall, queries: Asked<{ code: string }>) {
  const ctx = gql.as(getDivision);
  const table = await tableOf(reader, ctx);
  const codes = queries.map(({ obj }) => {
    const decision = readDivisionCode(obj.code, table.codes);
    return decision.ok ? decision.value : '';
  });
  const branch = await reader.tables.branch(ctx, table, townshipsOfVillages(codes.filter((code) => code !== '')));
  const today = reader.kit.clock.today();
  return codes.map((code) => {
    const decision = branch.history.at(code, today);
    const version = decision.ok ? decision.value : lastVersion(branch, code);
    return version === undefined ? null : toDivision(version, today, table);
  });
}

async function versionsAt(reader: DivisionReader, gql: GraphqlCall, queries: Asked<DivisionNode, { asOf: string }>) {
  const days = queries.map(({ params }) => legalDay(params.asOf));
  const { table, history } = await nodesOf(reader, gql.as(getDivision), queries);
  return queries.map(({ obj }, index) => {
    const asOf = days[index] ?? '';
    const decision = history.at(obj.code, asOf);
    return decision.ok ? toDivision(decision.value, asOf, table) : null;
  });
}

async function holders(reader: DivisionReader, gql: GraphqlCall, queries: Asked<DivisionNode, TreeArguments>) {
  const { table, history } = await nodesOf(reader, gql.as(listAncestors), queries);
  return queries.map(({ obj, params }) => {
    const asOf = treeDay(reader, obj, params.asOf);
    const decision = history.ancestors(obj.code, asOf);
    return decision.ok ? decision.value.map((version) => toDivision(version, asOf, table)) : null;
  });
}

async function held(reader: DivisionReader, gql: GraphqlCall, queries: Asked<DivisionNode, TreeArguments>) {
  const townships = queries.filter(({ obj }) => obj.level === 'TOWNSHIP').map(({ obj }) => obj.code);
  const { table, history } = await nodesOf(reader, gql.as(listChildren), queries, townships);
  return queries.map(({ obj, params: { asOf: given, includeTypes } }) => {
    const asOf = treeDay(reader, obj, given);
    const decision = history.children(obj.code, asOf, includeTypes ? { includeTypes } : {});
    return decision.ok ? decision.value.map((version) => toDivision(version, asOf, table)) : null;
  });
}

/** The table, and one branch of it that answers about all the nodes. */
async function nodesOf(
  reader: DivisionReader,
  ctx: Context,
  queries: Asked<DivisionNode>,
  more: readonly string[] = [],
): Promise<{ table: CodeTable; history: DivisionBranch['history'] }> {
  const table = await tableOf(reader, ctx);
  const townships = [...new Set([...townshipsOfVillages(queries.map(({ obj }) => obj.code)), ...more])].sort();
  const { history } = await reader.tables.branch(ctx, table, townships);
  return { table, history };
}

/** The day asked for, else today when the division is in force, else its own last day. */
function treeDay(reader: DivisionReader, { validTo }: DivisionNode, asOf: string | null | undefined): string {
  if (typeof asOf === 'string') return legalDay(asOf);
  const today = reader.kit.clock.today();
  return validTo !== null && validTo <= today ? addDays(validTo, -1) : today;
}

function lastVersion({ versions }: DivisionBranch, code: string) {
  return versions.findLast((version) => version.code === code && version.supersededAt === undefined);
}

function dated(asOf: string | null | undefined): { asOf?: string } {
  return typeof asOf === 'string' ? { asOf: legalDay(asOf) } : {};
}

function legalDay(text: string): string {
  const decision = parseLegalDay(text);
  if (!decision.ok) throw fail(decision.code);
  return decision.value;
}

/** The arguments that were given; GraphQL hands over null for one that is left empty. */
function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  // Only entries with a value are kept.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
