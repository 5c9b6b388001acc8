import type { IncomingHttpHeaders } from 'node:http';

/** What a service may learn of the caller beside the token; nothing else passes the gateway. */
const forwarded = {
  graphql: ['accept-language', 'x-case', 'x-division', 'x-purpose'],
  rest: [
    'accept',
    'accept-language',
    'authorization',
    'content-length',
    'content-type',
    'idempotency-key',
    'if-match',
    'if-none-match',
    'x-case',
    'x-division',
    'x-purpose',
  ],
} as const;

/** The headers of a request that go on to a service; the trace is set by who calls. */
export function forwardedHeaders(headers: IncomingHttpHeaders, door: keyof typeof forwarded): Record<string, string> {
  const entries = forwarded[door].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
