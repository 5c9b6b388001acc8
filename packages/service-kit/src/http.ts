import { randomUUID } from 'node:crypto';
import type { Operation } from '@mz/contracts';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { TSchema } from 'typebox';
import type { AdmissionStats } from './admission.ts';
import { addressLimit, decider } from './decide.ts';
import { answerProblem, installErrorHandler } from './error-handler.ts';
import { fail } from './errors.ts';
import { createGraphql } from './graphql.ts';
import { holdsHalfCharacter } from './half-characters.ts';
import { installHeaders, traceOf } from './headers.ts';
import type { HttpParts } from './http-parts.ts';
import type { GraphqlModule } from './kit.ts';
import { openApiDocument } from './openapi.ts';
import { installOverload } from './overload.ts';
import { permissionOf } from './permissions.ts';
import {
  addDownload,
  addOperation,
  addStream,
  type DownloadHandler,
  type OperationHandler,
  type StreamHandler,
} from './route.ts';
import { compileSerializer } from './serializer.ts';
import { compileRequest } from './validators.ts';
import './fastify-types.ts';
import { nodeOf } from './plain-schema.ts';

/** The HTTP side of a service. */
export interface Http {
  readonly app: FastifyInstance;
  operation<O extends Operation>(operation: O, handler: OperationHandler<O>): void;
  /** An operation of the kit itself, which stands in no service's document. */
  ownOperation<O extends Operation>(operation: O, handler: OperationHandler<O>): void;
  stream<O extends Operation>(operation: O, handler: StreamHandler<O>): void;
  download<O extends Operation>(operation: O, handler: DownloadHandler<O>): void;
  graphql(module: GraphqlModule): void;
  /** Counts a call of what is no operation against the limit of its address; throws TOO_MANY_REQUESTS. */
  limitAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** OpenAPI 3.1.0, the same bytes for the same operations. */
  openApiDocument(): object;
  /** How many calls are in work, and whether some are refused. */
  load(): AdmissionStats;
  /** SDL of the subgraph; '' for a service without GraphQL. */
  sdl(): Promise<string>;
  /** Call once, after all registrations. */
  ready(): Promise<void>;
}

/** Creates the HTTP side; operations are added before `ready`. */
export function createHttp(parts: HttpParts): Http {
  const { app, load } = createApp(parts);
  const operations = new Map<string, Operation>();
  const limitAddress = addressLimit(parts);
  const keepsReads = parts.publicReads !== undefined;
  const route = { app, idempotency: parts.idempotency, decide: decider(parts, limitAddress), keepsReads };
  const graphql = createGraphql({ app, ...parts, ...(parts.graphqlLimits ? { limits: parts.graphqlLimits } : {}) });

  function add(operation: Operation): void {
    if (operation.service !== parts.name) throw new Error(`Operation ${operation.id} belongs to ${operation.service}`);
    if (operations.has(operation.id)) throw new Error(`Operation ${operation.id} is registered twice`);
    permissionOf(parts.permissions, operation);
    operations.set(operation.id, operation);
  }

  return {
    app,
    operation(operation, handler) {
      add(operation);
      addOperation(route, operation, handler);
    },
    ownOperation(operation, handler) {
      addOperation(route, operation, handler);
    },
    stream(operation, handler) {
      add(operation);
      addStream(route, operation, handler);
    },
    download(operation, handler) {
      add(operation);
      addDownload(route, operation, handler);
    },
    graphql: (module) => graphql.add(module),
    limitAddress,
    openApiDocument: () =>
      openApiDocument({ name: parts.name, operations: [...operations.values()], errors: parts.errors }),
    load,
    sdl: () => graphql.sdl(),
    async ready() {
      await graphql.mount();
      await app.ready();
    },
  };
}

/** Ours from the start, so that Fastify does not load its own; its type knows the compilers of Ajv only. */
const schemaController = {
  compilersFactory: {
    buildValidator: () => compileRequest,
    buildSerializer:
      () =>
      ({ schema }: { schema: TSchema }) =>
        compileSerializer(nodeOf(schema)),
  },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

function createApp(parts: HttpParts): Pick<Http, 'app' | 'load'> {
  const { errors } = parts;
  const loggerInstance: FastifyBaseLogger = parts.log;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }), // one line of our own, by route template
    // A logger for each request looked for personal data in its id; who logs names the request instead.
    childLoggerFactory: (log) => log,
    bodyLimit: parts.bodyLimitBytes ?? 1_048_576,
    requestTimeout: 30_000,
    exposeHeadRoutes: false,
    trustProxy: parts.trustedProxies?.length ? [...parts.trustedProxies] : false,
    return503OnClosing: false, // the runtime drains; an answer that is under way is given
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    schemaController,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']) ?? randomUUID(),
    // What is not HTTP gets no body: error bodies have one writer.
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    },
    frameworkErrors: (error, request, reply) => {
      request.trace ??= traceOf(request.headers, parts.newTraceparent);
      void answerProblem({ error, request, reply, errors });
    },
  });
  // An expectation that we do not know is no reason to refuse (RFC 9110 §10.1.1), least of all without a problem body.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  // An empty body with a JSON content type is no body: many clients always send the header.
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === ''
      ? done(null, undefined)
      : parseJson(request, body, (error, value) =>
          error === null && holdsHalfCharacter(body)
            ? done(fail('INPUT_INVALID', { pointer: '/body' }))
            : done(error, value),
        ),
  );
  installHeaders(app, parts);
  const overload = { callsWhenSaturated: 0, waitsForDatabase: () => false, ...parts.overload };
  const load = installOverload(app, { log: parts.log, ...overload });
  installErrorHandler(app, errors);
  return { app, load };
}

function requestIdOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : undefined;
}
