import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fail, type ProblemError } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes what no other took; it does not make a path known. */
    fallback?: boolean;
    operationId?: string;
  }
}

/** The address of a request's route as logs and metrics name it: without the expressions of its parameters. */
export function routeOf({ routeOptions: { url = 'unknown' } }: FastifyRequest): string {
  return url.replaceAll(/\([^)]*\)/g, '');
}

/** What is answered where no route takes the request. */
export interface MissingRoute {
  readonly problem: ProblemError;
  /** Value of the `Allow` header (RFC 9110 §10.2.1) when the path is known by other methods. */
  readonly allow?: string;
}

/** Notes every route of an app and tells of a request that none took: NOT_FOUND, or METHOD_NOT_ALLOWED with the methods. */
export function noteMethods(app: FastifyInstance): (method: string, path: string) => MissingRoute {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.fallback !== true) routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return (method, path) => {
    const known = routes.filter(({ pattern }) => pattern.test(decodeURI(path)));
    const methods = [...new Set(known.flatMap((route) => route.methods))].sort();
    if (methods.length === 0 || methods.includes(method)) return { problem: fail('NOT_FOUND') };
    return { problem: fail('METHOD_NOT_ALLOWED'), allow: methods.join(', ') };
  };
}

/** The paths that a route's address stands for: `:name`, `:name(no colon)`, `::` for a colon, `*` for the rest. */
function patternOf(url: string): RegExp {
  const source = url.replace(
    /::|:\w+(?:\(([^)]*)\))?|\*|[.+?^${}()|[\]\\]/g,
    (found: string, expression: string | undefined) => {
      if (found === '::') return ':';
      if (found === '*') return '.*';
      // The only expression here forbids a colon; a router asks it of one segment, decoded.
      if (found.startsWith(':')) return expression === undefined ? '[^/]+' : '[^/:]+';
      return `\\${found}`;
    },
  );
  return new RegExp(`^${source}$`);
}
