import type { ErrorCatalogue } from '@mz/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceIdOf } from './call-headers.ts';
import { fail, type ProblemError } from './errors.ts';
import { noteMethods, routeOf } from './methods.ts';
import { pathOf, problemBody, toProblem } from './problem.ts';
import { ValidationError, validationProblem } from './validators.ts';

/**
 * Installs the only writer of error bodies: RFC 9457 in the caller's language, unknown causes logged and not told. A path
 * that is known by other methods answers 405 with `Allow`, before the body is read.
 */
export function installErrorHandler(app: FastifyInstance, errors: ErrorCatalogue): void {
  const missing = noteMethods(app);
  function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { problem, allow } = missing(request.method, pathOf(request.url));
    if (allow !== undefined) reply.header('allow', allow);
    return answerProblem({ error: problem, request, reply, errors });
  }
  app.setErrorHandler((error, request, reply) => answerProblem({ error, request, reply, errors }));
  app.addHook('onRequest', async (request, reply) => (request.is404 ? refuse(request, reply) : undefined));
  app.setNotFoundHandler(refuse);
  app.setSchemaErrorFormatter((faults, part) => new ValidationError(faults, part));
}

/** Answers one problem; also used for what fails before a route is found. */
export function answerProblem(failure: {
  readonly error: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly errors: ErrorCatalogue;
}): FastifyReply {
  const { error, request, reply, errors } = failure;
  const { language, traceparent } = request.trace;
  // Nobody reads the answer to a body that broke off, and it is no fault of ours.
  const problem = callerIsGone(request) ? fail('INPUT_INVALID', { cause: error }) : problemOf(error, language);
  const setting = { errors, language, traceId: traceIdOf(traceparent), instance: pathOf(request.url) };
  const body = problemBody(problem, setting);
  // A process that refuses calls says so once; a line each would cost what refusing saves.
  if (body.status >= 500 && problem.code !== 'OVERLOADED') {
    const route = routeOf(request);
    const at = { reqId: request.id, route, traceId: setting.traceId };
    request.log.error({ err: error, code: problem.code, ...at }, 'the request failed');
  }
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  if (body.retryAfterSeconds !== undefined) reply.header('retry-after', String(body.retryAfterSeconds));
  return reply.code(body.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

/** Whether the caller closed the connection before the whole request had come. */
export function callerIsGone({ raw }: FastifyRequest): boolean {
  return raw.destroyed && raw.complete === false;
}

/** Whatever was thrown as a problem, a faulty request with its fields named in the caller's language. */
export function problemOf(error: unknown, language: 'zh-CN' | 'en'): ProblemError {
  return error instanceof ValidationError ? validationProblem(error, language) : toProblem(error);
}
