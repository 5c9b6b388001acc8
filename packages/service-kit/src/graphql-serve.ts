import { mercuriusFederationPlugin } from '@mercuriusjs/federation';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, type GraphQLSchema, NoSchemaIntrospectionCustomRule } from 'graphql/index.js';
import { Type } from 'typebox';
import { type CallHeaders, readCallHeaders } from './call-headers.ts';
import { credentialsOf } from './decide.ts';
import { fail } from './errors.ts';
import { createGraphqlCall } from './graphql-call.ts';
import { type GraphqlErrorBody, graphqlError, requestErrors } from './graphql-errors.ts';
import { checkLimits, checkTokens, subgraphLimits } from './graphql-limits.ts';
import type { GraphqlParts } from './graphql-parts.ts';
import { fenScalar } from './graphql-scalars.ts';
import { joinTypeDefs, mergeFields } from './graphql-schema.ts';
import type { GraphqlModule } from './kit.ts';
import { identify, type Principal } from './principal.ts';

const GraphqlRequest = Type.Object({
  query: Type.String({ minLength: 1, maxLength: 100_000 }),
  variables: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** What Mercurius hands over when a field failed. */
interface FailedExecution {
  readonly data?: object | null;
  readonly errors: readonly unknown[];
}

/** Serves the modules of a service as a federated subgraph to the gateway only. */
export async function serveGraphql(parts: GraphqlParts, modules: readonly GraphqlModule[]): Promise<void> {
  await registerSchema(parts, modules);
  addRoute(parts);
}

async function registerSchema(parts: GraphqlParts, modules: readonly GraphqlModule[]): Promise<void> {
  const resolvers = mergeFields(modules.map((module) => module.resolvers));
  const loaders = mergeFields(modules.map((module) => module.loaders));
  await parts.app.register(mercuriusFederationPlugin, {
    schema: joinTypeDefs(modules),
    resolvers: { ...resolvers, Fen: fenScalar },
    // One call for all representations or parents of a level; nothing is kept from one level to the next.
    loaders: Object.fromEntries(
      Object.entries(loaders).map(([type, fields]) => [
        type,
        Object.fromEntries(
          Object.entries(fields).map(([field, loader]) => [field, { loader, opts: { cache: false } }]),
        ),
      ]),
    ),
    routes: false,
    jit: 1,
    validationRules: parts.production ? [NoSchemaIntrospectionCustomRule] : [],
    errorFormatter: ({ data = null, errors }: FailedExecution, { reply }: { reply: FastifyReply }) => {
      const bodies = errors.map((error) => formatted(parts, reply, error));
      // Without data and without a path nothing has run: a compiled query refuses its variables only here.
      const ran = data !== null || bodies.some(({ path }) => path !== undefined);
      return { statusCode: ran ? 200 : 400, response: { data, errors: bodies } };
    },
  } as unknown as Parameters<typeof mercuriusFederationPlugin>[1]);
  installLimits(parts);
}

/** Limits hold before any resolver runs: on the first sight of a query, and again with the variables of each call. */
function installLimits({ app, limits = subgraphLimits }: GraphqlParts): void {
  const check = (schema: GraphQLSchema, document: DocumentNode, context: object): void => {
    const { body } = context as { body: GraphqlBody };
    checkLimits({ schema, document, operationName: body.operationName, variables: body.variables }, limits);
  };
  app.graphql.addHook('preValidation', async (schema, document, context) => check(schema, document, context));
  app.graphql.addHook('preExecution', async (schema, document, context) => check(schema, document, context));
}

function addRoute(parts: GraphqlParts): void {
  const { app, limits = subgraphLimits } = parts;
  const callers = new WeakMap<FastifyRequest, { principal: Principal; headers: CallHeaders }>();
  app.post('/graphql', {
    schema: { body: GraphqlRequest },
    onRequest: async (request) => {
      const headers = readCallHeaders(request.headers, () => request.trace.traceparent);
      const principal = await identify(parts.verifier, parts.name, credentialsOf(request));
      checkGateway(principal);
      callers.set(request, { principal, headers });
    },
    handler: async (request, reply) => {
      const body = request.body as GraphqlBody; // validated
      const caller = callers.get(request);
      if (caller === undefined) throw new Error('The subgraph ran without a caller');
      try {
        checkTokens(body.query, limits);
        const context = { ...createGraphqlCall(parts, caller), body };
        return await reply.graphql(body.query, context, body.variables ?? undefined, body.operationName ?? undefined);
      } catch (error) {
        const errors = requestErrors(error).map((fault) => formatted(parts, reply, fault));
        return reply.code(400).send({ errors });
      }
    },
  });
}

/** Only the gateway, with its own token and a person's beside it. */
function checkGateway({ service, user }: Principal): void {
  if (service === undefined) throw fail(user === undefined ? 'TOKEN_MISSING' : 'SERVICE_ONLY');
  if (service.service !== 'gateway') throw fail('SERVICE_NOT_PERMITTED');
  if (user === undefined) throw fail('USER_REQUIRED');
}

function formatted({ errors }: GraphqlParts, reply: FastifyReply, error: unknown): GraphqlErrorBody {
  const { request } = reply;
  const body = graphqlError(error, { errors, trace: request.trace });
  if (Number(body.extensions.status) >= 500)
    request.log.error({ err: error, reqId: request.id, path: body.path }, 'a GraphQL field failed');
  return body;
}
