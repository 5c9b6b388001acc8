import { createHash } from 'node:crypto';
import type { Operation, OperationInputOf, OperationOutputOf, ServiceName } from '@mz/contracts';
import { canonicalJson } from '@mz/domain';
import type { Logger } from 'pino';
import { type Dispatcher, request } from 'undici';
import { type Callee, createCallee, isTransportFault } from './callee.ts';
import { fail, ProblemError } from './errors.ts';
import type { Context } from './kit.ts';
import { problemFrom } from './peer-problem.ts';
import { takesBody } from './route.ts';
import type { ServiceTokenSource } from './service-tokens.ts';
import { childTraceparent } from './traceparent.ts';

/** What a client needs to know. */
export interface ClientSettings {
  readonly name: ServiceName;
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly tokens: ServiceTokenSource;
  readonly log: Logger;
  /** Until the whole answer is there; of a stream until its first byte. 5 s unless told. */
  readonly deadlineMs?: number;
}

/** Calls other services by their operations. */
export interface Client {
  /** The answer; throws the callee's problem again, or UPSTREAM_UNAVAILABLE when it does not answer. */
  call<O extends Operation>(
    ctx: Context,
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): Promise<OperationOutputOf<O>>;
  /** The lines of a streamed answer. */
  callLines<O extends Operation>(
    ctx: Context,
    operation: O,
    input: Partial<OperationInputOf<O>>,
  ): AsyncIterable<string>;
}

type Input = Partial<OperationInputOf<Operation>>;

/** Typed client with the service's own token, the person's beside it, a deadline, one retry for GET and a breaker per callee. */
export function createClient(settings: ClientSettings): Client {
  const callees = new Map<ServiceName, Callee>();

  function calleeOf(service: ServiceName): Callee {
    const callee = callees.get(service) ?? createCallee();
    callees.set(service, callee);
    return callee;
  }

  async function open(ctx: Context, operation: Operation, input: Input): Promise<Opened> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new DOMException('deadline', 'TimeoutError')),
      settings.deadlineMs ?? 5_000,
    );
    const done = (): void => clearTimeout(timer);
    try {
      const sent = await requestOf(settings, { ctx, operation, input });
      const attempt = (): Promise<Dispatcher.ResponseData> =>
        request(sent.url, { ...sent.options, signal: deadline.signal, headersTimeout: 0, bodyTimeout: 30_000 });
      const answer = await calleeOf(operation.service).run(attempt, operation.method === 'GET');
      if (answer.statusCode >= 400) throw problemFrom(operation.service, answer.statusCode, await textOf(answer));
      return { answer, done };
    } catch (error) {
      done();
      throw unavailable(settings, { ctx, operation, error });
    }
  }

  return {
    async call(ctx, operation, input) {
      const { answer, done } = await open(ctx, operation, input);
      try {
        const text = await answer.body.text();
        // The callee's serialiser has checked the answer against the same schema.
        return (text === '' ? undefined : JSON.parse(text)) as OperationOutputOf<typeof operation>;
      } catch (error) {
        throw unavailable(settings, { ctx, operation, error });
      } finally {
        done();
      }
    },
    async *callLines(ctx, operation, input) {
      const { answer, done } = await open(ctx, operation, input);
      done();
      try {
        yield* linesOf(answer.body);
      } catch (error) {
        throw unavailable(settings, { ctx, operation, error });
      }
    },
  };
}

interface Opened {
  readonly answer: Dispatcher.ResponseData;
  /** Ends the deadline. */
  done(): void;
}

interface Call {
  readonly ctx: Context;
  readonly operation: Operation;
  readonly input: Input;
}

interface OutgoingRequest {
  readonly url: string;
  readonly options: { method: Operation['method']; headers: Record<string, string>; body?: string };
}

async function requestOf({ urls, tokens }: ClientSettings, { ctx, operation, input }: Call): Promise<OutgoingRequest> {
  const { service, method } = operation;
  const headers: Record<string, string> = {
    authorization: `Bearer ${await tokens.tokenFor(service)}`,
    accept: `${operation.success.stream ?? 'application/json'}, application/problem+json`,
    'accept-language': ctx.language,
    traceparent: childTraceparent(ctx.traceparent),
  };
  if (ctx.userToken !== undefined) headers['x-user-token'] = ctx.userToken;
  if (ctx.purpose !== undefined) headers['x-purpose'] = ctx.purpose;
  if (ctx.caseId !== undefined) headers['x-case'] = ctx.caseId;
  if (operation.versioned && ctx.expectedVersion !== undefined) headers['if-match'] = `"${ctx.expectedVersion}"`;
  if (operation.idempotent) headers['idempotency-key'] = keyOf({ ctx, operation, input });
  const url = `${urls[service]}${pathWith(operation, input.params ?? {})}${queryOf(input.query ?? {})}`;
  if (!takesBody(operation)) return { url, options: { method, headers } };
  const text = typeof input.body === 'string';
  headers['content-type'] = text ? 'text/plain; charset=utf-8' : 'application/json';
  return { url, options: { method, headers, body: text ? String(input.body) : JSON.stringify(input.body) } };
}

/** The same command called again sends the same key: derived from the caller's own key and what is sent; else a new one. */
function keyOf({ ctx, operation, input }: Call): string {
  if (ctx.idempotencyKey === undefined) return crypto.randomUUID();
  const sent = canonicalJson(JSON.parse(JSON.stringify(input)));
  return createHash('sha256').update(`${ctx.idempotencyKey}\n${operation.id}\n${sent}`).digest('base64url');
}

function pathWith({ id, path }: Operation, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${id} needs the path parameter ${name}`);
    return encodeURIComponent(String(value));
  });
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) if (one !== undefined && one !== null) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

async function textOf(answer: Dispatcher.ResponseData): Promise<string> {
  return answer.body.text();
}

/** A fault of the way becomes UPSTREAM_UNAVAILABLE; a problem stays; anything else is our own fault. */
function unavailable(
  { name, log }: ClientSettings,
  { ctx, operation, error }: { ctx: Context; operation: Operation; error: unknown },
): unknown {
  if (error instanceof ProblemError) return error;
  if (!isTransportFault(error)) return error;
  log.warn(
    { err: error, caller: name, operation: operation.id, traceparent: ctx.traceparent },
    'a service did not answer',
  );
  return fail('UPSTREAM_UNAVAILABLE', { detail: operation.service, retryAfterSeconds: 5, cause: error });
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
