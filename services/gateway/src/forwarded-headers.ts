import type { IncomingHttpHeaders } from 'node:http';

/** What a service may learn of the caller; nothing else passes the gateway. */
const forwarded = [
  'accept',
  'accept-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'traceparent',
  'x-case',
  'x-division',
  'x-purpose',
] as const;

/** The headers of a request that go on to a service, without the caller's token. */
export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = forwarded.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(entries);
}
