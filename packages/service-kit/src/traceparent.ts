import { randomUUID } from 'node:crypto';

const shape = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A new W3C trace context. */
export function newTraceparent(): string {
  return `00-${randomHex()}-${randomHex().slice(16)}-01`;
}

/** A new span of the same trace; a new trace when the given one is malformed. */
export function childTraceparent(parent: string): string {
  const match = shape.exec(parent);
  return match ? `00-${match[1]}-${randomHex().slice(16)}-${match[2]}` : newTraceparent();
}

/** 32 random hex digits; UUIDs come from a pool and cost a hundredth of single random bytes. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}
