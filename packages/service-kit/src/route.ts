import { Readable } from 'node:stream';
import type { Operation, OperationInputOf, OperationOutputOf } from '@mz/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { bindBodyHash } from './context.ts';
import { fail } from './errors.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { answerOnce, hashOfSent } from './idempotent.ts';
import type { Context, Download } from './kit.ts';
import { nextLink } from './pagination.ts';
import { isPublicRead, keepPublicRead } from './public-read.ts';

/** What a handler of an operation is. */
export type OperationHandler<O extends Operation> = (
  ctx: Context,
  input: OperationInputOf<O>,
) => Promise<OperationOutputOf<O>>;

/** What a handler of a streamed operation is. */
export type StreamHandler<O extends Operation> = (
  ctx: Context,
  input: OperationInputOf<O>,
) => Promise<AsyncIterable<string>>;

/** What a handler of a downloaded file is. */
export type DownloadHandler<O extends Operation> = (ctx: Context, input: OperationInputOf<O>) => Promise<Download>;

/** What a route needs from its service. */
export interface RouteParts {
  readonly app: FastifyInstance;
  readonly idempotency: IdempotencyStore;
  /** Whether answers of public reads may be kept. */
  readonly keepsReads?: boolean;
  /** Decides who may; runs before the body is read. */
  decide(operation: Operation): (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

type AnyHandler = (ctx: Context, input: OperationInputOf<Operation>) => Promise<unknown>;

/** Registers the route of an operation. */
export function addOperation<O extends Operation>(parts: RouteParts, operation: O, handler: OperationHandler<O>): void {
  // The validators hand over exactly the input of O, and the serialiser checks its output.
  const run = handler as unknown as AnyHandler;
  parts.app.route({
    ...routeOf(parts, operation),
    handler: async (request, reply) => {
      const ctx = contextOf(request);
      const input = inputOf(operation, request);
      if (!operation.idempotent) return answer({ operation, request, reply, body: await run(ctx, input) });
      bindBodyHash(ctx, hashOfSent({ ...input, body: input.body ?? null }));
      const stored = await answerOnce(parts.idempotency, ctx, () => run(ctx, input));
      if (stored.replayed) reply.header('idempotency-replayed', 'true');
      return answer({ operation, request, reply, body: stored.body });
    },
  });
}

/** Registers the route of a streamed operation; a fault before the first chunk is answered as a problem. */
export function addStream<O extends Operation>(parts: RouteParts, operation: O, handler: StreamHandler<O>): void {
  const type = operation.success.stream;
  if (type === undefined) throw new Error(`Operation ${operation.id} has no success.stream media type`);
  const run = handler as unknown as (
    ctx: Context,
    input: OperationInputOf<Operation>,
  ) => Promise<AsyncIterable<string>>;
  parts.app.route({
    ...routeOf(parts, operation),
    handler: async (request, reply) => {
      const chunks = await started(await run(contextOf(request), inputOf(operation, request)));
      return reply
        .code(operation.success.status)
        .type(type)
        .send(Readable.from(chunks, { objectMode: false }));
    },
  });
}

/** Registers the route of a file; a fault before the first bytes is answered as a problem. */
export function addDownload<O extends Operation>(parts: RouteParts, operation: O, handler: DownloadHandler<O>): void {
  const type = operation.success.stream;
  if (type === undefined) throw new Error(`Operation ${operation.id} has no success.stream media type`);
  const run = handler as unknown as (ctx: Context, input: OperationInputOf<Operation>) => Promise<Download>;
  parts.app.route({
    ...routeOf(parts, operation),
    handler: async (request, reply) => {
      const file = await run(contextOf(request), inputOf(operation, request));
      const chunks = await started(file.chunks);
      return reply
        .code(operation.success.status)
        .type(file.charset === undefined ? type : `${type}; charset=${file.charset}`)
        .header('content-disposition', attachment(file.fileName))
        .send(Readable.from(chunks, { objectMode: false }));
    },
  });
}

/** The name for old readers in ASCII and for all others in UTF-8 (RFC 6266). */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/**
 * The path as Fastify writes it: `{id}` → `:id`, a literal colon → `::`, a parameter before it ends there. A parameter at
 * the end takes no colon either: `/grants/1:approve` is no grant of that id.
 */
export function fastifyPath(path: string): string {
  return path
    .replaceAll(':', '::')
    .replace(/\{([A-Za-z0-9]+)\}(::|(?=(.|$)))/g, (_, name: string, colon: string, next: string | undefined) =>
      colon === '' && next !== '' ? `:${name}` : `:${name}([^:]+)${colon}`,
    );
}

function routeOf(parts: RouteParts, operation: Operation): Omit<RouteOptions, 'handler'> {
  const { params, query, body, success, maxBodyBytes } = operation;
  const hasBody = takesBody(operation);
  return {
    method: operation.method,
    url: fastifyPath(operation.path),
    config: { operationId: operation.id },
    ...(maxBodyBytes === undefined ? {} : { bodyLimit: maxBodyBytes }),
    schema: {
      params,
      querystring: query,
      ...(hasBody ? { body } : {}),
      ...(success.stream === undefined && success.status !== 204
        ? { response: { [success.status]: success.schema } }
        : {}),
    },
    onRequest: parts.decide(operation),
    ...(hasBody ? { preValidation: [mediaTypeCheck(body)] } : {}),
    ...(parts.keepsReads && isPublicRead(operation) ? { onSend: keepPublicRead } : {}),
  };
}

/** Whether the operation has a request body. */
export function takesBody({ body }: Operation): boolean {
  return !('type' in body && body.type === 'undefined');
}

function mediaTypeCheck(body: object): (request: FastifyRequest) => Promise<void> {
  const text = 'type' in body && body.type === 'string';
  return async (request) => {
    const json = (request.headers['content-type'] ?? '').startsWith('application/json');
    if (json || text) return;
    throw request.body === undefined ? fail('INPUT_INVALID', { pointer: '/body' }) : fail('MEDIA_TYPE_UNSUPPORTED');
  };
}

function contextOf(request: FastifyRequest): Context {
  if (request.ctx === null) throw new Error('The route ran without a decision');
  return request.ctx;
}

function inputOf(operation: Operation, request: FastifyRequest): OperationInputOf<Operation> {
  // Validated just before; both parsers make objects without a prototype.
  const params = { ...(request.params as object) };
  const query = { ...(request.query as object) };
  return { params, query, body: takesBody(operation) ? request.body : undefined };
}

function answer(sent: {
  readonly operation: Operation;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: unknown;
}): FastifyReply {
  const { operation, request, reply, body } = sent;
  const { status } = operation.success;
  reply.code(status);
  if (status === 204) return reply.send();
  const version = versionOf(body);
  if (version !== undefined) reply.header('etag', `"${version}"`);
  const link = operation.method === 'GET' ? nextLink(request.url, body) : undefined;
  if (link !== undefined) reply.header('link', link);
  return reply.send(body);
}

function versionOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('version' in body)) return undefined;
  return typeof body.version === 'number' ? body.version : undefined;
}

/** Reads the first chunk, so that a refusal comes before the status line, and gives it back in front of the rest. */
async function started<T>(chunks: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* rest() {
    try {
      for (let step = first; !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
