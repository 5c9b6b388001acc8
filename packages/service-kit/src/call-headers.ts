import type { IncomingHttpHeaders } from 'node:http';
import { type Purpose, purposes } from '@mz/contracts';
import { fail } from './errors.ts';

/** The headers of the platform, read and checked once a request. */
export interface CallHeaders {
  readonly traceparent: string;
  readonly language: 'zh-CN' | 'en';
  readonly purpose?: Purpose;
  /** `<service>/<uuid>`. */
  readonly caseId?: string;
  /** Division of the grant under which a person with several wants to act (`X-Division`). */
  readonly division?: string;
  readonly idempotencyKey?: string;
  readonly expectedVersion?: number;
}

/** Reads the platform's headers; throws INPUT_INVALID at `/headers/<name>`, or PURPOSE_NOT_PERMITTED for an unknown purpose. */
export function readCallHeaders(headers: IncomingHttpHeaders, newTraceparent: () => string): CallHeaders {
  const purpose = one(headers, 'x-purpose');
  const caseId = matching(headers, 'x-case', /^[a-z-]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const division = matching(headers, 'x-division', /^[0-9]{12}$/);
  const idempotencyKey = matching(headers, 'idempotency-key', /^[\x21-\x7e]{1,200}$/);
  const version = matching(headers, 'if-match', /^(W\/)?"[1-9][0-9]{0,14}(-[\w-]{16})?"$/);
  return {
    traceparent: traceparentOf(one(headers, 'traceparent')) ?? newTraceparent(),
    language: languageOf(one(headers, 'accept-language')),
    ...(purpose === undefined ? {} : { purpose: purposeOf(purpose) }),
    ...(caseId === undefined ? {} : { caseId }),
    ...(division === undefined ? {} : { division }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(version === undefined ? {} : { expectedVersion: Number(/[0-9]+/.exec(version)?.[0]) }),
  };
}

/** The trace id of a W3C traceparent, 32 hex digits. */
export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}

/** A W3C traceparent as it came, or undefined when it is not one. */
export function traceparentOf(header: string | undefined): string | undefined {
  if (header === undefined || !/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header)) return undefined;
  return header.startsWith(`00-${'0'.repeat(32)}`) ? undefined : header;
}

/** The language of titles: Chinese unless English stands before it in Accept-Language. */
export function languageOf(header: string | undefined): 'zh-CN' | 'en' {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((text) => /^\s*q=([0-9.]+)/.exec(text)?.[1]).find((text) => text !== undefined);
      return { tag: tag.toLowerCase(), quality: Number(quality ?? 1) };
    })
    .filter(({ tag, quality }) => /^(zh|en)(-|$)/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted[0]?.tag.startsWith('en') ? 'en' : 'zh-CN';
}

function purposeOf(text: string): Purpose {
  const known = purposes.find((purpose) => purpose === text);
  if (known === undefined) throw fail('PURPOSE_NOT_PERMITTED', { pointer: '/headers/x-purpose' });
  return known;
}

function matching(headers: IncomingHttpHeaders, name: string, pattern: RegExp): string | undefined {
  const value = one(headers, name);
  if (value !== undefined && !pattern.test(value)) throw fail('INPUT_INVALID', { pointer: `/headers/${name}` });
  return value;
}

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
