import { createHash } from 'node:crypto';
import { canonicalJson } from '@mz/domain';
import { bodyHashOf } from './context.ts';
import { fail } from './errors.ts';
import { type IdempotencyStore, IdempotencyTwin } from './idempotency.ts';
import type { Context } from './kit.ts';

/** An answer, fresh or stored. */
export interface OnceAnswer {
  readonly replayed: boolean;
  readonly body: unknown;
}

/** SHA-256 of what was sent in its canonical form (RFC 8785); throws INPUT_INVALID for what has none, such as half a character. */
export function hashOfSent(sent: object): Buffer {
  return createHash('sha256').update(canonicalOf(sent)).digest();
}

function canonicalOf(sent: object): string {
  try {
    return canonicalJson(sent);
  } catch (error) {
    throw fail('INPUT_INVALID', { pointer: '/body', cause: error });
  }
}

/**
 * Answers a call once per key: the stored answer when there is one, else what `run` returns; a twin that committed in
 * between gives its answer. Throws IDEMPOTENCY_KEY_REUSED or IDEMPOTENCY_IN_PROGRESS.
 */
export async function answerOnce(
  store: IdempotencyStore,
  ctx: Context,
  run: () => Promise<unknown>,
): Promise<OnceAnswer> {
  const stored = await storedAnswer(store, ctx);
  if (stored !== undefined) return stored;
  try {
    return { replayed: false, body: await run() };
  } catch (error) {
    if (!(error instanceof IdempotencyTwin)) throw error;
    const twins = await storedAnswer(store, ctx);
    if (twins === undefined) throw fail('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 });
    return twins;
  }
}

async function storedAnswer(store: IdempotencyStore, ctx: Context): Promise<OnceAnswer | undefined> {
  const replay = await store.replay(ctx, bodyHashOf(ctx));
  switch (replay.kind) {
    case 'new':
      return undefined;
    case 'stored':
      return { replayed: true, body: replay.body };
    case 'conflict':
      throw fail('IDEMPOTENCY_KEY_REUSED', { pointer: '/headers/idempotency-key' });
  }
}
