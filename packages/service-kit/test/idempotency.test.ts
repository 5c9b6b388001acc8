import { createFieldCipher, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database, transaction } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdempotency, IdempotencyTwin, purgeIdempotency, type Replay } from '../src/idempotency.ts';
import type { Context } from '../src/kit.ts';
import { type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

const keys = memoryKeyProvider('idempotency');
const fields = createFieldCipher(keys);
const start = Date.parse('2014-04-28T01:00:00.000Z');
const week = 7 * 24 * 3_600_000;
let nowMs = start;
const clock = { wall: () => new Date(nowMs), business: () => new Date(nowMs), today: () => '2014-04-28' };
const body = Buffer.alloc(32, 1);
let service: TestService<NotesDatabase, NotesConfig>;
let database: Database<unknown>;
let store: ReturnType<typeof createIdempotency>;

beforeAll(async () => {
  service = await startTestService(notesService);
  database = createDatabase({ url: service.database?.url ?? '', applicationName: 'idempotency' });
  const statusOf = (operationId: string) => (operationId === 'notes.create' ? 201 : 200);
  store = createIdempotency({ reader: database.kysely, fields, keys, clock, statusOf });
});

afterAll(async () => {
  await database.close();
  await service.stop();
});

function contextOf(key: string | undefined, more: Partial<Context> = {}): Context {
  return {
    actor: { kind: 'user', subject: 'clerk-1', roles: [] },
    scope: { division: '37', actor: 'clerk-1' },
    operationId: 'notes.create',
    permission: 'notes:write',
    traceparent: '',
    language: 'zh-CN',
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...more,
  };
}

/** One command under its key, as the unit of work runs it. */
function answered(ctx: Context, answer: unknown): Promise<void> {
  return transaction(database, ctx.scope, async (trx) => {
    await store.claim(trx, ctx, body);
    await trx.executeQuery(store.keeping(ctx, answer));
  });
}

function kindOf(replay: Promise<Replay>): Promise<string> {
  return replay.then(({ kind }) => kind);
}

describe('an answer under a key', () => {
  it('is given again for the same body with the operation’s status, and nothing (204) stays nothing', async () => {
    const [told, silent] = [contextOf('told'), contextOf('silent', { operationId: 'notes.remove' })];
    await answered(told, { id: 'n-1' });
    await answered(silent, undefined);
    expect(await store.replay(told, body)).toEqual({ kind: 'stored', status: 201, body: { id: 'n-1' } });
    expect(await store.replay(silent, body)).toEqual({ kind: 'stored', status: 200, body: undefined });
  });

  it('is a conflict for another body, and none of another key, operation or person', async () => {
    await answered(contextOf('mine'), 1);
    expect(await store.replay(contextOf('mine'), Buffer.alloc(32, 2))).toEqual({ kind: 'conflict' });
    for (const other of [
      contextOf('other'),
      contextOf('mine', { operationId: 'notes.rewrite' }),
      contextOf('mine', { actor: { kind: 'user', subject: 'clerk-2', roles: [] } }),
    ]) {
      expect(await store.replay(other, body)).toEqual({ kind: 'new' });
    }
  });

  it('is encrypted for its own place: it opens there, and under another key it does not', async () => {
    await answered(contextOf('here'), { secret: 7 });
    await answered(contextOf('there'), { secret: 8 });
    const [row] = await service.rows<{ answer: Buffer }>(`select answer from idempotency_key where key = 'here'`);
    const recordId = JSON.stringify(['clerk-1', 'notes.create', 'here']);
    const place = { table: 'idempotency_key', column: 'answer', recordId };
    expect(fields.decrypt(row?.answer ?? Buffer.alloc(0), place)).toBe('{"secret":7}');
    await service.rows(`update idempotency_key set answer = $1 where key = 'there'`, [row?.answer]);
    await expect(store.replay(contextOf('there'), body)).rejects.toMatchObject({ name: 'FieldDecryptionError' });
  });

  it('whose fingerprint was made with a key that nobody has is not given', async () => {
    await answered(contextOf('lost'), 1);
    await service.rows(`update idempotency_key set fingerprint_key_id = 'gone' where key = 'lost'`);
    await expect(store.replay(contextOf('lost'), body)).rejects.toThrow(
      new Error('the key gone of a stored answer is not known'),
    );
  });
});

describe('a claim', () => {
  it('behind a twin that has committed says so and leaves the twin’s answer', async () => {
    await answered(contextOf('twin'), 'first');
    const second = answered(contextOf('twin'), 'second');
    await expect(second).rejects.toThrow(IdempotencyTwin);
    await expect(second).rejects.toMatchObject({
      name: 'IdempotencyTwin',
      message: 'a twin with the same Idempotency-Key has committed',
    });
    expect(await store.replay(contextOf('twin'), body)).toMatchObject({ body: 'first' });
  });

  it('waits for its twin 2 s and for nothing behind it any longer than before', async () => {
    const limits = await transaction(database, { division: '37', actor: 'clerk-1' }, async (trx) => {
      await store.claim(trx, contextOf('waits'), body);
      const { rows } = await trx.executeQuery(CompiledQuery.raw('show lock_timeout'));
      return rows;
    });
    expect(limits).toEqual([{ lockTimeout: '0' }]);
  });

  it('behind a twin that is not done after 2 s is in progress, and its own once the twin has given up', async () => {
    const client = await database.plainPool.connect();
    await client.query('begin');
    await client.query(
      `insert into idempotency_key (principal, operation_id, key, fingerprint, fingerprint_key_id, created_at)
       values ('clerk-1', 'notes.create', 'slow', '', '', $1)`,
      [clock.wall()],
    );
    await expect(answered(contextOf('slow'), 1)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_IN_PROGRESS',
      options: { retryAfterSeconds: 1 },
    });
    await client.query('rollback');
    client.release();
    await answered(contextOf('slow'), 1);
    expect(await store.replay(contextOf('slow'), body)).toMatchObject({ kind: 'stored', body: 1 });
  });

  it('that fails for another reason tells that one', async () => {
    const failed = transaction(database, { division: '37', actor: 'clerk-1' }, (trx) =>
      store.claim(trx, contextOf('nul\u0000'), body),
    );
    await expect(failed).rejects.toMatchObject({ name: 'DatabaseError', sqlState: '22021' });
  });

  it('needs a key, and so does keeping an answer', () => {
    const message = 'notes.create has no Idempotency-Key';
    expect(() => store.keeping(contextOf(undefined), 1)).toThrow(message);
  });
});

describe('a key is remembered for 7 days by the clock', () => {
  it('to the millisecond: then it is new, may be claimed again, and is purged', async () => {
    nowMs = start;
    await answered(contextOf('old'), 'old');
    nowMs = start + week;
    expect(await kindOf(store.replay(contextOf('old'), body))).toBe('stored');
    await expect(answered(contextOf('old'), 'new')).rejects.toThrow(IdempotencyTwin);
    await purgeIdempotency(database.kysely, new Date(nowMs));
    expect(await kindOf(store.replay(contextOf('old'), body))).toBe('stored');
    nowMs = start + week + 1;
    expect(await kindOf(store.replay(contextOf('old'), body))).toBe('new');
    await answered(contextOf('old'), 'new');
    expect(await store.replay(contextOf('old'), body)).toMatchObject({ body: 'new' });
    const purged = await purgeIdempotency(database.kysely, new Date(nowMs + week + 1));
    expect(purged).toBeGreaterThan(0);
    expect(await kindOf(store.replay(contextOf('old'), body))).toBe('new');
    expect(await purgeIdempotency(database.kysely, new Date(nowMs + week + 1))).toBe(0);
    nowMs = start;
  });
});
