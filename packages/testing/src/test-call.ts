import { randomUUID } from 'node:crypto';
import type { Operation, OperationInputOf, Purpose } from '@mz/contracts';

/** One call of an operation in a test; what is not given is left out, except the Idempotency-Key, which is fresh. */
export interface TestCall<O extends Operation = Operation> {
  readonly token?: string;
  /** The user's token beside a service's. */
  readonly userToken?: string;
  readonly params?: OperationInputOf<O>['params'];
  readonly query?: OperationInputOf<O>['query'];
  /** Sent as it stands, so that a test can send what does not fit. */
  readonly body?: unknown;
  readonly key?: string;
  /** Version for If-Match. */
  readonly version?: number;
  readonly purpose?: Purpose;
  readonly caseId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of a call; problems have their `code` in the body. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads into the answer and asserts what it finds.
export interface TestAnswer<B = any> {
  readonly status: number;
  readonly body: B;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A request as `inject` and fetch both take it. */
export interface TestRequest {
  readonly method: Operation['method'];
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string;
}

/** Builds the request of an operation: path, query, headers of the platform, JSON body. */
export function requestOf<O extends Operation>(operation: O, call: TestCall<O>): TestRequest {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((call.params as Record<string, unknown> | undefined)?.[name] ?? '')),
  );
  return {
    method: operation.method,
    url: `${path}${queryOf(call.query)}`,
    headers: headersOf(operation, call),
    ...(call.body === undefined ? {} : { payload: JSON.stringify(call.body) }),
  };
}

function queryOf(query: unknown): string {
  const pairs: [string, string][] = Object.entries((query ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): [string, string] => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

function headersOf(operation: Operation, call: TestCall): Record<string, string> {
  const key = call.key ?? (operation.idempotent ? randomUUID() : undefined);
  return {
    ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
    ...(call.userToken === undefined ? {} : { 'x-user-token': call.userToken }),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(call.version === undefined ? {} : { 'if-match': `"${call.version}"` }),
    ...(call.purpose === undefined ? {} : { 'x-purpose': call.purpose }),
    ...(call.caseId === undefined ? {} : { 'x-case': call.caseId }),
    ...call.headers,
  };
}
