import { createHash } from 'node:crypto';
import type { Operation } from '@mz/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long whoever stands between may answer by itself; after that it asks again by ETag. */
const keptSeconds = 60;

/** Whether an operation is a read that everybody may make. */
export function isPublicRead({ method, callers, success }: Operation): boolean {
  return method === 'GET' && callers.includes('public') && success.stream === undefined;
}

/**
 * Runs before an answer of a public read goes out: its ETag is the version of the record or table, where it has one, and a
 * hash of the bytes, since an answer without a day depends on today too; who has it already gets 304 and no body.
 */
export async function keepPublicRead(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return payload;
  const tag = entityTag(payload, reply.getHeader('etag'));
  const anybody = request.ctx?.actor.kind === 'public';
  return keptAnswer({
    request,
    reply,
    payload,
    tag,
    control: anybody ? `public, max-age=${keptSeconds}` : 'private, no-cache',
  });
}

/** An answer with its ETag and how it may be kept, or 304 when the caller has it. */
export function keptAnswer(answer: {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly payload: string;
  readonly tag: string;
  readonly control: string;
}): string | null {
  const { request, reply, payload, tag, control } = answer;
  reply.header('etag', tag).header('cache-control', control).header('vary', 'accept-language, authorization');
  if (!isAmong(tag, request.headers['if-none-match'])) return payload;
  reply.code(304).removeHeader('content-type');
  return null;
}

/** `"<version>-<hash>"`, or the hash alone for an answer without a version. */
export function entityTag(payload: string, version: unknown): string {
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 16);
  return typeof version === 'string' ? version.replace(/"$/, `-${hash}"`) : `"${hash}"`;
}

/** Weak comparison (RFC 9110 §13.1.2). */
function isAmong(tag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}
