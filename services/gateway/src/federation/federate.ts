import type { FastifyInstance } from 'fastify';
import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
} from 'graphql/index.js';
import mercurius, { type MercuriusOptions } from 'mercurius';
import { createSubgraphClient, type Fault, type FederationContext, type SubgraphClient } from './call.ts';
import { answerOf, type FailedExecution } from './error-mapping.ts';
import { composeGraph, type Graph, type SubgraphSource } from './graph.ts';
import { type Plan, planOperation, type RootFetch } from './plan.ts';
import { type Gathered, gather } from './run.ts';

/** How the federation differs from the usual one. */
export interface FederationOptions {
  /** Longest wait for one answer of a subgraph, 5 s unless told. */
  readonly timeoutMs?: number;
  /** Whether the schema may be asked for; no unless told. */
  readonly introspection?: boolean;
}

const usualTimeoutMs = 5_000;

/** Puts the subgraphs together under `app.graphql`; asks none of them at start. */
export async function federate(
  app: FastifyInstance,
  subgraphs: readonly SubgraphSource[],
  { timeoutMs = usualTimeoutMs, introspection = false }: FederationOptions = {},
): Promise<void> {
  const graph = composeGraph(subgraphs);
  if (graph.orphans.length > 0) app.log.warn({ types: graph.orphans }, 'types are extended that no service defines');
  const client = createSubgraphClient(new Map(subgraphs.map(({ name, url }) => [name, url])), timeoutMs);
  app.addHook('onClose', () => client.close());
  const options: MercuriusOptions = {
    schema: resolving(graph, client),
    routes: false,
    jit: 1,
    validationRules: introspection ? [] : [NoSchemaIntrospectionCustomRule],
    // Mercurius types the answer more loosely than it is.
    errorFormatter: (execution: unknown) => ({
      statusCode: 200,
      response: answerOf(execution as FailedExecution) as never,
    }),
  } as MercuriusOptions;
  await app.register(mercurius, options);
}

/** The context of one request, as Mercurius hands it to resolvers; its `errors` go into the answer. */
type RequestContext = FederationContext & { errors?: Fault[] | null };

function resolving(graph: Graph, client: SubgraphClient): GraphQLSchema {
  const { schema } = graph;
  const resolveRoot = rootResolver(graph, client);
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (roots.has(type)) field.resolve = resolveRoot;
      // A plain value is read by its name, see plan; two of one object field may ask for different things.
      else if (field.args.length > 0 || !isLeafType(getNamedType(field.type))) field.resolve = byResponseKey;
    }
  }
  return schema;
}

const byResponseKey: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, _args, _context, info) =>
  source[info.path.key];

/** Root fields alone fetch: the first of a query for all of them, each of a mutation for itself. */
function rootResolver(graph: Graph, client: SubgraphClient): GraphQLFieldResolver<unknown, RequestContext> {
  const plans = new WeakMap<OperationDefinitionNode, Plan>();
  const running = new WeakMap<RequestContext, Promise<Gathered>>();

  function planOf({ operation, fragments }: GraphQLResolveInfo): Plan {
    const known = plans.get(operation);
    if (known) return known;
    const plan = planOperation(graph, operation, fragments);
    plans.set(operation, plan);
    return plan;
  }

  async function run(roots: readonly RootFetch[], plan: Plan, context: RequestContext): Promise<Gathered> {
    const gathered = await gather(roots, { plan, client, context });
    context.errors = [...(context.errors ?? []), ...gathered.faults];
    return gathered;
  }

  return async (_source, _args, context, info) => {
    const plan = planOf(info);
    const key = String(info.path.key);
    if (plan.kind === 'mutation') {
      const { data } = await run(
        plan.roots.filter(({ keys }) => keys.includes(key)),
        plan,
        context,
      );
      return data[key] ?? null;
    }
    const all = running.get(context) ?? run(plan.roots, plan, context);
    running.set(context, all);
    return (await all).data[key] ?? null;
  };
}
