import type { ServiceName } from '@mz/contracts';
import { fail, traceIdOf } from '@mz/service-kit';
import { checkLimits, checkTokens, defaultGraphqlLimits, graphqlError, requestErrors } from '@mz/service-kit/graph';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type DocumentNode, type GraphQLSchema, getOperationAST, getVariableValues } from 'graphql/index.js';
import type { AppKit } from '../app-kit.ts';
import { errors } from '../errors.ts';
import { forwardedHeaders } from '../forwarded-headers.ts';
import { readServiceFile, shownServices } from '../service-files.ts';
import type { Fault, FederationContext } from './call.ts';
import { type FederationOptions, federate } from './federate.ts';
import type { SubgraphSource } from './graph.ts';

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** How the graph differs from the committed one, in tests. */
export interface GraphOptions extends FederationOptions {
  readonly subgraphs?: readonly SubgraphSource[];
}

/** POST /graphql over all subgraphs; the caller's token goes beside the gateway's own. */
export async function mountGraphql(app: FastifyInstance, kit: AppKit, options: GraphOptions = {}): Promise<void> {
  await federate(app, options.subgraphs ?? subgraphsOf(kit), { introspection: kit.config.introspection, ...options });
  const check = (schema: GraphQLSchema, document: DocumentNode, context: object): void => {
    const { body } = context as { body: GraphqlBody };
    const { operationName, variables } = body;
    checkLimits({ schema, document, operationName, variables }, defaultGraphqlLimits);
  };
  app.graphql.addHook('preValidation', async (schema, document, context) => check(schema, document, context));
  app.graphql.addHook('preExecution', async (schema, document, context) => {
    check(schema, document, context);
    checkOperation(schema, document, (context as unknown as { body: GraphqlBody }).body);
  });
  app.post('/graphql', {
    schema: { body: bodySchema },
    onRequest: async (request) => void tokenOf(request), // before the body is read
    handler: async (request, reply) => {
      const body = request.body as GraphqlBody; // validated
      const context = { ...contextOf(kit, request, body), body };
      try {
        checkTokens(body.query, defaultGraphqlLimits);
        return await reply.graphql(body.query, context, body.variables ?? undefined, body.operationName ?? undefined);
      } catch (error) {
        return reply.code(400).send({ errors: requestErrors(error).map((fault) => faultOf(fault, request)) });
      }
    },
  });
}

const bodySchema = {
  type: 'object',
  required: ['query'],
  properties: {
    query: { type: 'string', minLength: 1, maxLength: 100_000 },
    variables: { type: ['object', 'null'] },
    operationName: { type: ['string', 'null'] },
  },
};

/** Refuses what would fail inside: an operation that is not in the document, a subscription, variables of another type. */
function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName, variables }: GraphqlBody,
): void {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw fail('QUERY_INVALID', { detail: 'Unknown operation name.' });
  if (operation.operation === 'subscription') throw fail('QUERY_INVALID', { detail: 'There are no subscriptions.' });
  const { errors: faults } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (faults !== undefined) throw new AggregateError(faults, 'The variables do not fit');
}

function subgraphsOf(kit: AppKit): SubgraphSource[] {
  return shownServices.flatMap((name) => {
    const sdl = readServiceFile(name, 'schema.graphql');
    return sdl === undefined ? [] : [{ name, sdl, url: kit.peers.urlOf(name) }];
  });
}

function tokenOf({ headers }: FastifyRequest): string {
  const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw fail('TOKEN_MISSING');
  return token;
}

function contextOf(kit: AppKit, request: FastifyRequest, { variables }: GraphqlBody): FederationContext {
  const { traceparent } = request.trace;
  const headers = { ...forwardedHeaders(request.headers, 'graphql'), traceparent, 'x-user-token': tokenOf(request) };
  return {
    variables: variables ?? {},
    headersFor: async (name: ServiceName) => ({
      ...headers,
      authorization: `Bearer ${await kit.peers.tokenFor(name)}`,
    }),
    unavailable(name, cause) {
      const { code = 'unknown' } = cause as { code?: unknown };
      kit.log.warn({ service: name, code, traceId: traceIdOf(traceparent) }, 'a subgraph did not answer');
      const fault = faultOf(fail('UPSTREAM_UNAVAILABLE', { retryAfterSeconds: 5 }), request);
      return { ...fault, extensions: { ...fault.extensions, service: name } };
    },
    tooCostly: (most) => faultOf(fail('QUERY_TOO_COSTLY', { detail: `≤ ${most}` }), request),
  };
}

function faultOf(error: unknown, { trace }: FastifyRequest): Fault {
  return graphqlError(error, { errors, trace });
}
