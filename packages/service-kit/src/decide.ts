import type { Operation } from '@mz/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CallHeaders, readCallHeaders } from './call-headers.ts';
import { permit } from './context.ts';
import { fail } from './errors.ts';
import type { HttpParts } from './http-parts.ts';
import type { Context } from './kit.ts';
import { permissionOf } from './permissions.ts';
import { identify, type Principal, subjectOf } from './principal.ts';
import { createAddressLimiter, createRateLimiter, defaultRateLimit } from './rate-limit.ts';

/** Decides, before the body is read, whether a request may go on; puts the context on the request or throws. */
export function decider(
  parts: HttpParts,
  limitAddress: AddressLimit = addressLimit(parts),
): (operation: Operation) => (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const limit = rateLimiter(parts);
  return (operation) => {
    const entry = permissionOf(parts.permissions, operation);
    return async (request, reply) => {
      const headers = readCallHeaders(request.headers, () => request.trace.traceparent);
      const principal = await identify(parts.verifier, parts.name, credentialsOf(request));
      if (subjectOf(principal) === undefined) await limitAddress(request, reply);
      limit(principal, request, reply);
      const ctx = permit({ operation, entry, principal, headers });
      if (operation.method !== 'GET' && parts.readOnly?.())
        throw fail('MAINTENANCE_READ_ONLY', { retryAfterSeconds: 60 });
      request.ctx = withPreconditions(operation, headers, ctx);
    };
  };
}

/** The headers that say who knocks. */
export function credentialsOf(request: FastifyRequest): {
  authorization: string | undefined;
  userToken: string | undefined;
} {
  const userToken = request.headers['x-user-token'];
  return {
    authorization: request.headers.authorization,
    userToken: typeof userToken === 'string' && userToken !== '' ? userToken : undefined,
  };
}

/** Key and version are asked for, and handed on, only where the operation declares them. */
function withPreconditions(operation: Operation, headers: CallHeaders, ctx: Context): Context {
  if (operation.idempotent && headers.idempotencyKey === undefined) throw fail('IDEMPOTENCY_KEY_REQUIRED');
  if (operation.versioned && headers.expectedVersion === undefined) throw fail('PRECONDITION_REQUIRED');
  return {
    ...ctx,
    ...(operation.idempotent && headers.idempotencyKey !== undefined ? { idempotencyKey: headers.idempotencyKey } : {}),
    ...(operation.versioned && headers.expectedVersion !== undefined
      ? { expectedVersion: headers.expectedVersion }
      : {}),
  };
}

/** Counts a call against the limit of its address; throws TOO_MANY_REQUESTS. */
export type AddressLimit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** The limit of callers without a log-in, where everybody may read; no limit elsewhere. */
export function addressLimit({ publicReads, rateLimit, clock }: HttpParts): AddressLimit {
  if (publicReads === undefined || rateLimit === false) return async () => undefined;
  const take = createAddressLimiter(
    () => publicReads.callsPerMinute(),
    () => clock.wall().getTime(),
  );
  return async (request, reply) => {
    const { perMinute, allowed, remaining, waitS } = await take(request.ip);
    reply.header('ratelimit-policy', `"address";q=${perMinute};w=60`);
    reply.header('ratelimit', `"address";r=${remaining};t=${waitS}`);
    if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: waitS });
  };
}

type Limit = (principal: Principal, request: FastifyRequest, reply: FastifyReply) => void;

function rateLimiter({ rateLimit = defaultRateLimit, clock }: HttpParts): Limit {
  if (rateLimit === false) return () => undefined;
  const take = createRateLimiter(rateLimit, () => clock.wall().getTime());
  const policy = `"default";q=${rateLimit.burst};w=${Math.ceil(rateLimit.burst / rateLimit.perSecond)}`;
  return (principal, request, reply) => {
    if (principal.service !== undefined) return;
    const subject = subjectOf(principal);
    const { allowed, remaining, waitS } = take(subject ?? `address:${request.ip}`);
    // An address with a limit of its own has been told that one.
    if (subject !== undefined || !reply.hasHeader('ratelimit'))
      reply.header('ratelimit-policy', policy).header('ratelimit', `"default";r=${remaining};t=${waitS}`);
    if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: waitS });
  };
}
