import { createHmac, timingSafeEqual } from 'node:crypto';
import { currentSecret, type FieldCipher, type FieldContext, type KeyProvider } from '@mz/crypto';
import { DatabaseError, type Transaction } from '@mz/db';
import { CompiledQuery, type Kysely, sql } from 'kysely';
import { fail } from './errors.ts';
import type { Clock, Context } from './kit.ts';

/** What a stored key answers before the handler runs. `conflict`: the key was used with another body. */
export type Replay =
  | { readonly kind: 'new' }
  | { readonly kind: 'stored'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'conflict' };

/** The look-up that the HTTP side makes before an idempotent handler. */
export interface IdempotencyStore {
  replay(ctx: Context, bodyHash: Buffer): Promise<Replay>;
}

/** The claim and the answer, written inside the unit of work. */
export interface IdempotencyClaims {
  /** Throws IdempotencyTwin when a twin has committed, IDEMPOTENCY_IN_PROGRESS when it still runs after 2 s. */
  claim<DB>(trx: Transaction<DB>, ctx: Context, bodyHash: Buffer): Promise<void>;
  /** The statement that keeps the answer; it needs no answer itself. */
  keeping(ctx: Context, answer: unknown): CompiledQuery;
}

/** A twin with the same key committed first; the HTTP side asks `replay` again. */
export class IdempotencyTwin extends Error {
  constructor() {
    super('a twin with the same Idempotency-Key has committed');
    this.name = 'IdempotencyTwin';
  }
}

/** What the store needs; `statusOf` answers the success status of an operation. */
export interface IdempotencySettings {
  readonly reader: Kysely<unknown>;
  readonly fields: FieldCipher;
  readonly keys: KeyProvider;
  readonly clock: Clock;
  statusOf(operationId: string): number;
}

// Texts as they are sent: a key is looked up and claimed with every command, and is not worth compiling each time.
const find = `select fingerprint, fingerprint_key_id, answer from idempotency_key
  where principal = $1 and operation_id = $2 and key = $3 and created_at >= $4`;
// One statement: wait for a twin at most 2 s, and leave the lock time-out as it was for what follows.
const take = `with waiting as materialized (select set_config('lock_timeout', '2s', true))
  insert into idempotency_key (principal, operation_id, key, fingerprint, fingerprint_key_id, created_at)
  select $1, $2, $3, $4, $5, $6::timestamptz from waiting
  on conflict (principal, operation_id, key) do update
    set fingerprint = excluded.fingerprint, fingerprint_key_id = excluded.fingerprint_key_id,
      answer = null, created_at = excluded.created_at
    where idempotency_key.created_at < $7
  returning set_config('lock_timeout', '0', true)`;
const keep = 'update idempotency_key set answer = $1 where principal = $2 and operation_id = $3 and key = $4';
const keptDays = 7;
const macKey = 'mac/idempotency';

/** Keys and answers in the service's own database: scope (principal, operation, key), kept 7 days (ARCHITECTURE §10). */
export function createIdempotency(settings: IdempotencySettings): IdempotencyStore & IdempotencyClaims {
  const { reader, fields, keys, clock } = settings;
  const oldest = (): Date => new Date(clock.wall().getTime() - keptDays * 86_400_000);

  return {
    async replay(ctx, bodyHash) {
      const values = [ctx.actor.subject, ctx.operationId, keyOf(ctx), oldest()];
      const { rows } = await reader.executeQuery<StoredKey>(
        CompiledQuery.raw(find, values) as CompiledQuery<StoredKey>,
      );
      const [stored] = rows;
      if (!stored?.answer) return { kind: 'new' };
      if (!matches(keys, stored, bodyHash)) return { kind: 'conflict' };
      const body: unknown = JSON.parse(fields.decrypt(stored.answer, answerContext(ctx)));
      return { kind: 'stored', status: settings.statusOf(ctx.operationId), body: body ?? undefined };
    },

    async claim(trx, ctx, bodyHash) {
      const key = currentSecret(keys, macKey);
      const who = [ctx.actor.subject, ctx.operationId, keyOf(ctx)];
      const what = [fingerprint(key.secret, bodyHash), key.id, clock.wall(), oldest()];
      const claimed = await trx.executeQuery(CompiledQuery.raw(take, [...who, ...what])).catch((error: unknown) => {
        if (isLockTimeout(error)) throw fail('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 });
        throw error;
      });
      if (claimed.rows.length === 0) throw new IdempotencyTwin();
    },

    keeping(ctx, answer) {
      const stored = fields.encrypt(JSON.stringify(answer ?? null), answerContext(ctx));
      return CompiledQuery.raw(keep, [stored, ctx.actor.subject, ctx.operationId, keyOf(ctx)]);
    },
  };
}

/** Deletes keys that are older than 7 days; answers how many. */
export async function purgeIdempotency(reader: Kysely<unknown>, now: Date): Promise<number> {
  const oldest = new Date(now.getTime() - keptDays * 86_400_000);
  const result = await sql`delete from idempotency_key where created_at < ${oldest}`.execute(reader);
  return Number(result.numAffectedRows ?? 0n);
}

interface StoredKey {
  readonly fingerprint: Buffer;
  readonly fingerprintKeyId: string;
  readonly answer: Buffer | null;
}

function keyOf(ctx: Context): string {
  if (ctx.idempotencyKey === undefined) throw new Error(`${ctx.operationId} has no Idempotency-Key`);
  return ctx.idempotencyKey;
}

function answerContext(ctx: Context): FieldContext {
  const recordId = JSON.stringify([ctx.actor.subject, ctx.operationId, keyOf(ctx)]);
  return { table: 'idempotency_key', column: 'answer', recordId };
}

function fingerprint(secret: Parameters<typeof createHmac>[1], bodyHash: Buffer): Buffer {
  return createHmac('sha256', secret).update(bodyHash).digest();
}

function matches(keys: KeyProvider, stored: StoredKey, bodyHash: Buffer): boolean {
  const key = keys.byId(stored.fingerprintKeyId);
  if (key?.kind !== 'secret') throw new Error(`the key ${stored.fingerprintKeyId} of a stored answer is not known`);
  return timingSafeEqual(fingerprint(key.secret, bodyHash), stored.fingerprint);
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.kind === 'LOCK_TIMEOUT';
}
