import { randomBytes } from 'node:crypto';

const shape = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A new W3C trace context. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/** A new span of the same trace; a new trace when the given one is malformed. */
export function childTraceparent(parent: string): string {
  const match = shape.exec(parent);
  return match ? `00-${match[1]}-${randomBytes(8).toString('hex')}-${match[2]}` : newTraceparent();
}
