import { type Static, type TObject, type TSchema, Type } from 'typebox';
import type { Purpose } from './roles.ts';
import type { ServiceName } from './services.ts';

/** Who may knock at all: a signed-in person, another service with its own token, a partner machine, or anybody. */
export type Caller = 'user' | 'service' | 'partner' | 'public';

/** One operation of one service: the single source of route, validation, types, OpenAPI, client and permission. */
export interface Operation<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  /** `<plural>.<verb>`, unique on the platform; also the OpenAPI operationId. */
  readonly id: string;
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path template with `{param}`; `/v1/…` is public, `/internal/…` is closed to the gateway. */
  readonly path: `/${string}`;
  /** One English sentence for the API reference. */
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  /** `Type.Undefined()` where there is no body. */
  readonly body: B;
  readonly success: { readonly status: 200 | 201 | 202 | 204; readonly schema: R; readonly stream?: string };
  /** `<plural>:<verb>` in the service's permission table, or `public`. */
  readonly permission: string;
  readonly callers: readonly Caller[];
  /** When set, `X-Purpose` is required and must be one of these and one of the role's. */
  readonly purposes?: readonly Purpose[];
  /** `X-Case` is required. */
  readonly caseRequired: boolean;
  /** `Idempotency-Key` is required (create, pay, notify). */
  readonly idempotent: boolean;
  /** `If-Match` with the record's version is required. */
  readonly versioned: boolean;
  /** Largest body of this operation, where it may be larger than the kit's own limit. */
  readonly maxBodyBytes?: number;
  /** Codes of refusals that this operation may answer beside the common ones; documentation and coverage. */
  readonly errors: readonly string[];
}

interface OperationInput<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema> {
  id: string;
  service: ServiceName;
  method: Operation['method'];
  path: `/${string}`;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  success: { status: 200 | 201 | 202 | 204; schema: R; stream?: string };
  permission: string;
  callers?: readonly Caller[];
  purposes?: readonly Purpose[];
  caseRequired?: boolean;
  idempotent?: boolean;
  versioned?: boolean;
  maxBodyBytes?: number;
  errors?: readonly string[];
}

type NoFields = TObject<Record<never, never>>;

/** Declares an operation; callers default to signed-in people, flags to false. */
export function defineOperation<
  R extends TSchema,
  P extends TObject = NoFields,
  Q extends TObject = NoFields,
  B extends TSchema = ReturnType<typeof Type.Undefined>,
>(input: OperationInput<P, Q, B, R>): Operation<P, Q, B, R> {
  const none = Type.Object({}, { additionalProperties: false });
  return {
    id: input.id,
    service: input.service,
    method: input.method,
    path: input.path,
    summary: input.summary,
    // The defaults are the type parameters' own defaults; the compiler cannot see that they coincide.
    params: input.params ?? (none as unknown as P),
    query: input.query === undefined ? (none as unknown as Q) : closed(input.query),
    body: input.body ?? (Type.Undefined() as unknown as B),
    success: input.success,
    permission: input.permission,
    callers: input.callers ?? ['user'],
    ...(input.purposes ? { purposes: input.purposes } : {}),
    caseRequired: input.caseRequired ?? false,
    idempotent: input.idempotent ?? false,
    versioned: input.versioned ?? false,
    ...(input.maxBodyBytes === undefined ? {} : { maxBodyBytes: input.maxBodyBytes }),
    errors: input.errors ?? [],
  };
}

/** A misspelt filter must not answer everything: what a query does not name, it refuses. */
function closed<Q extends TObject>(query: Q): Q {
  // The same fields, so the same static type.
  return Type.Object(query.properties, { additionalProperties: false }) as unknown as Q;
}

/** What a handler gets and a client gives. */
export interface OperationInputOf<O extends Operation> {
  readonly params: Static<O['params']>;
  readonly query: Static<O['query']>;
  readonly body: Static<O['body']>;
}

/** What a handler returns and a client receives. */
export type OperationOutputOf<O extends Operation> = Static<O['success']['schema']>;
