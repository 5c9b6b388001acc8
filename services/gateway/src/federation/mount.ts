import type { ServiceName } from '@mz/contracts';
import { checkLimits, checkTokens, defaultGraphqlLimits, fail, problemBody, toProblem } from '@mz/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql/index.js';
import type { AppKit } from '../app-kit.ts';
import { errors } from '../errors.ts';
import { forwardedHeaders } from '../forwarded-headers.ts';
import { readServiceFile, shownServices } from '../service-files.ts';
import { type FederationContext, federate, type SubgraphSource } from './federate.ts';

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

/** POST /graphql over all subgraphs; the caller's token goes beside the gateway's own. */
export async function mountGraphql(app: FastifyInstance, kit: AppKit): Promise<void> {
  await federate(app, subgraphsOf(kit));
  const check = (schema: GraphQLSchema, document: DocumentNode, context: object): void => {
    const { body } = context as { body: GraphqlBody };
    checkLimits(
      { schema, document, operationName: body.operationName, variables: body.variables },
      defaultGraphqlLimits,
    );
  };
  app.graphql.addHook('preValidation', async (schema, document, context) => check(schema, document, context));
  app.graphql.addHook('preExecution', async (schema, document, context) => check(schema, document, context));
  app.post('/graphql', { schema: { body: bodySchema } }, async (request, reply) => {
    const body = request.body as GraphqlBody;
    const context = { ...contextOf(kit, request), body };
    try {
      checkTokens(body.query, defaultGraphqlLimits);
      return await reply.graphql(body.query, context, body.variables ?? undefined, body.operationName ?? undefined);
    } catch (error) {
      return reply.code(400).send({ errors: faultsOf(error, request) });
    }
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

function subgraphsOf(kit: AppKit): SubgraphSource[] {
  return shownServices.flatMap((name) => {
    const sdl = readServiceFile(name, 'schema.graphql');
    return sdl === undefined ? [] : [{ name, sdl, url: kit.peers.urlOf(name) }];
  });
}

function contextOf(kit: AppKit, request: FastifyRequest): FederationContext {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw fail('TOKEN_MISSING');
  const { traceparent } = request.trace;
  const headers = { ...forwardedHeaders(request.headers), traceparent, 'x-user-token': token };
  return {
    traceId: traceparent.slice(3, 35),
    headersFor: async (name: ServiceName) => ({
      ...headers,
      authorization: `Bearer ${await kit.peers.tokenFor(name)}`,
    }),
  };
}

/** The query never ran: parsing, validation, a limit. */
function faultsOf(error: unknown, request: FastifyRequest): object[] {
  const { language, traceparent } = request.trace;
  const nested = (error as { errors?: readonly unknown[] }).errors;
  const faults = Array.isArray(nested) && !(error as { code?: string }).code?.startsWith('QUERY_') ? nested : [error];
  return faults.map((fault) => {
    const original = (fault as { originalError?: unknown }).originalError ?? fault;
    const coded = typeof (original as { code?: unknown }).code === 'string' && 'options' in (original as object);
    const words = fault instanceof Error ? fault.message.replace(/ got invalid value .*/, '') : '';
    const problem = toProblem(coded ? original : fail('QUERY_INVALID', { detail: words }));
    const {
      title,
      type: _type,
      ...extensions
    } = problemBody(problem, { errors, language, traceId: traceparent.slice(3, 35) });
    return { message: title, extensions };
  });
}
