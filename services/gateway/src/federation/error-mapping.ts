/** What Mercurius hands over when a field failed. */
export interface FailedExecution {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** One error of an answer: code and status in `extensions`, no address of any service. */
export interface MappedError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface SubgraphError {
  readonly message?: unknown;
  readonly path?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly originalError?: { readonly extensions?: { readonly errors?: readonly unknown[] } };
}

/** The answer to a person: partial data, and each error once with the code that the service gave. */
export function answerOf(execution: FailedExecution, traceId: string): { data: unknown; errors: MappedError[] } {
  const mapped = (execution.errors ?? []).flatMap((error) => mapError(error, traceId));
  const once = new Map(mapped.map((error) => [JSON.stringify([error.path, error.extensions.code]), error]));
  return { data: execution.data ?? null, errors: [...once.values()] };
}

/** An error of the gateway's own execution wraps the errors of the subgraph's answer. */
function mapError(error: unknown, traceId: string): MappedError[] {
  const { path, extensions, originalError } = error as SubgraphError;
  const inner =
    originalError?.extensions?.errors ?? (Array.isArray(extensions?.errors) ? extensions.errors : undefined);
  if (inner === undefined) return [oneError(error as SubgraphError, path, traceId)];
  return inner.map((one) => oneError(one as SubgraphError, path, traceId));
}

function oneError({ message, extensions, path: own }: SubgraphError, outer: unknown, traceId: string): MappedError {
  const path = pathOf(outer) ?? pathOf(own);
  const known = typeof extensions?.code === 'string';
  return {
    message: known ? String(message) : '所依赖的服务暂不可用',
    ...(path === undefined ? {} : { path }),
    // A fault without a code is a connection that failed: its words name hosts and stay here.
    extensions: known ? extensions : { code: 'UPSTREAM_UNAVAILABLE', status: 503, traceId },
  };
}

/** Under JIT list indices are strings. */
function pathOf(path: unknown): (string | number)[] | undefined {
  if (!Array.isArray(path)) return undefined;
  return path.map((part) => (/^[0-9]+$/.test(String(part)) ? Number(part) : String(part)));
}
