import type { Fault } from './call.ts';

/** What Mercurius hands over when something failed: its own errors, then the faults of the services. */
export interface FailedExecution {
  readonly data?: unknown;
  readonly errors?: readonly (Partial<Fault> & { readonly path?: readonly unknown[] })[];
}

/** More of them tell nobody more. */
const mostFaults = 200;

/** The answer to a person: partial data, and each fault once with the code that the service gave. */
export function answerOf({ data, errors = [] }: FailedExecution): { data: unknown; errors?: Fault[] } {
  const told = errors.filter((error): error is Fault => typeof error.extensions?.code === 'string');
  // An error of the gateway's own: a null where none may be. Mostly the shadow of a service's fault, which says more.
  const own = errors.filter((error) => !told.some((fault) => fault === error || touch(fault.path, error.path)));
  const faults = [...told, ...own.map(internal)];
  const once = new Map(faults.map((fault) => [JSON.stringify([fault.path, fault.extensions.code]), fault]));
  // An answer without a fault has no list of them (GraphQL spec, October 2021, §7.1).
  if (once.size === 0) return { data: data ?? null };
  return { data: data ?? null, errors: [...once.values()].slice(0, mostFaults) };
}

function touch(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((part, index) => String(part) === String(other[index]));
}

function internal({ path }: FailedExecution['errors'] extends readonly (infer E)[] | undefined ? E : never): Fault {
  const extensions = { code: 'INTERNAL', status: 500 };
  return { message: '系统内部错误', ...(path === undefined ? {} : { path: path.map(partOf) }), extensions };
}

/** Under JIT list indices are strings. */
function partOf(part: unknown): string | number {
  return /^[0-9]+$/.test(String(part)) ? Number(part) : String(part);
}
