import type { Operation } from '@mz/contracts';
import type { CallHeaders } from './call-headers.ts';
import { checkInput } from './check-body.ts';
import { bindBodyHash, permit } from './context.ts';
import { fail } from './errors.ts';
import type { GraphqlParts } from './graphql-parts.ts';
import { answerOnce, hashOfSent } from './idempotent.ts';
import type { Context, GivenInput, GraphqlCall } from './kit.ts';
import { permissionOf } from './permissions.ts';
import type { Principal } from './principal.ts';
import { takesBody } from './route.ts';

/** Who asks, and with which headers, in one GraphQL request. */
export interface GraphqlCaller {
  readonly principal: Principal;
  readonly headers: CallHeaders;
}

/** What the resolvers of one request get: each decision is made once and remembered for the request. */
export function createGraphqlCall(
  parts: Pick<GraphqlParts, 'permissions' | 'idempotency' | 'readOnly'>,
  { principal, headers }: GraphqlCaller,
): GraphqlCall {
  const decided = new Map<string, Context>();

  function as(operation: Operation, given?: GivenInput): Context {
    const ctx = decided.get(operation.id) ?? decide(operation);
    if (given !== undefined) checkInput(operation, given, ctx);
    return ctx;
  }

  function decide(operation: Operation): Context {
    const entry = permissionOf(parts.permissions, operation);
    const ctx: Context = {
      ...permit({ operation, entry, principal, headers, throughGateway: true }),
      channel: 'GRAPHQL',
    };
    decided.set(operation.id, ctx);
    return ctx;
  }

  return {
    as,
    async mutate(operation, { input, expectedVersion, idempotencyKey }, run) {
      const base = as(operation);
      if (parts.readOnly?.()) throw fail('MAINTENANCE_READ_ONLY', { retryAfterSeconds: 60 });
      if (operation.versioned && expectedVersion === undefined) throw fail('PRECONDITION_REQUIRED');
      if (operation.idempotent && idempotencyKey === undefined) throw fail('IDEMPOTENCY_KEY_REQUIRED');
      checkInput(operation, input, base);
      const ctx: Context = {
        ...base,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
        ...(operation.idempotent && idempotencyKey !== undefined ? { idempotencyKey } : {}),
      };
      if (!operation.idempotent) return run(ctx, input);
      // As it would have come by REST: without what is undefined, and null where there is no body.
      const sent: GivenInput = JSON.parse(JSON.stringify(input));
      bindBodyHash(ctx, hashOfSent({ ...sent, body: takesBody(operation) ? (sent.body ?? null) : null }));
      const answer = await answerOnce(parts.idempotency, ctx, () => run(ctx, input));
      // A stored answer is what an earlier run of the same operation returned.
      return answer.body as Awaited<ReturnType<typeof run>>;
    },
  };
}
