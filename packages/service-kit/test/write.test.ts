import { createDatabase } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { purgeIdempotency } from '../src/idempotency.ts';
import {
  createNote,
  getNote,
  type NotesConfig,
  type NotesDatabase,
  notesService,
  rewriteNote,
} from './notes-service.ts';

let service: TestService<NotesDatabase, NotesConfig>;
let token: string;
const divisionCode = '370102001000';

beforeAll(async () => {
  service = await startTestService(notesService);
  token = await service.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
});

afterAll(() => service.stop());

describe('unit of work', () => {
  it('commits row, audit row and event together', async () => {
    const created = await service.call(createNote, { token, body: { text: '第一条', divisionCode } });
    expect(created).toMatchObject({ status: 201, body: { text: '第一条', version: 1 }, headers: { etag: '"1"' } });
    expect(
      await service.rows('select action, record_id from audit_log where record_id = $1', [created.body.id]),
    ).toEqual([{ action: 'notes.create', record_id: created.body.id }]);
    expect(await service.published()).toContainEqual(
      expect.objectContaining({ type: 'cn.gov.sd.mz.person.registered.v1', subject: created.body.id }),
    );
  });

  it('SCOPE_FORBIDDEN: writes nothing at all when the function throws', async () => {
    const before = await counts();
    const refused = await service.call(createNote, { token, body: { text: '越权', divisionCode: '370103001000' } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'SCOPE_FORBIDDEN' } });
    expect(await counts()).toEqual(before);
  });

  it('refuses a clear identity number in an audit row, and with it the whole unit', async () => {
    const before = await counts();
    const { kit } = service;
    const write = kit.write(kit.system('notes.count'), async (unit) => {
      unit.audit({ action: 'notes.leak', recordType: 'note', recordId: 'x', after: { idNo: '370100194001019019' } });
    });
    await expect(write).rejects.toThrow(/holds an identity number/);
    expect(await counts()).toEqual(before);
  });

  it('answers a replayed key with the stored answer and no second effect', async () => {
    const key = 'replayed-key-1';
    const first = await service.call(createNote, { token, key, body: { text: '一次', divisionCode } });
    const before = await counts();
    const second = await service.call(createNote, { token, key, body: { text: '一次', divisionCode } });
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(await counts()).toEqual(before);
  });

  it('IDEMPOTENCY_KEY_REUSED: another body under the same key', async () => {
    const key = 'reused-key-1';
    await service.call(createNote, { token, key, body: { text: '甲', divisionCode } });
    const reused = await service.call(createNote, { token, key, body: { text: '乙', divisionCode } });
    expect(reused).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('64 calls at once under one key have one effect and one answer', async () => {
    const call = { token, key: 'parallel-key', body: { text: '并发', divisionCode } };
    const answers = await Promise.all(Array.from({ length: 64 }, () => service.call(createNote, call)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await service.rows(`select id from note where text = '并发'`)).toHaveLength(1);
  });

  it('copies rows in the scope of the caller: what the scope does not reach is refused whole', async () => {
    const ctx = service.kit.system('notes.count');
    const row = (code: string) => [crypto.randomUUID(), code, '批量', 1];
    const columns = ['id', 'division_code', 'text', 'version'];
    const copied = await service.kit.copyInto(ctx, 'note', columns, [row('370102001000'), row('370103001000')]);
    expect(copied).toBe(2);
    const within = { ...ctx, scope: { division: '370102', actor: 'test' } };
    const foreign = service.kit.copyInto(within, 'note', columns, [row('370102001000'), row('370103001000')]);
    await expect(foreign).rejects.toMatchObject({ kind: 'ROW_SECURITY' });
    expect(await service.rows(`select id from note where text = '批量'`)).toHaveLength(2);
  });

  it('IDEMPOTENCY_IN_PROGRESS: a twin that is not done after 2 s, with Retry-After', async () => {
    const twin = createDatabase({ url: service.database?.adminUrl ?? '', applicationName: 'twin' });
    const client = await twin.plainPool.connect();
    await client.query('begin');
    await client.query(
      `insert into idempotency_key (principal, operation_id, key, fingerprint, fingerprint_key_id, created_at)
       values ($1, 'notes.create', 'slow', '', '', now())`,
      ['test-township_acceptor-370102001000'],
    );
    const answer = await service.call(createNote, { token, key: 'slow', body: { text: '慢', divisionCode } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_IN_PROGRESS' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await client.query('rollback');
    client.release();
    await twin.close();
    expect(await service.call(createNote, { token, key: 'slow', body: { text: '慢', divisionCode } })).toMatchObject({
      status: 201,
    });
  });

  it('forgets a key after 7 days: it may be used again, and the purge removes it', async () => {
    const call = { token, key: 'old', body: { text: '旧键', divisionCode } };
    await service.call(createNote, call);
    await service.rows(`update idempotency_key set created_at = now() - interval '7 days 1 minute' where key = 'old'`);
    await service.call(createNote, { ...call, body: { text: '新键', divisionCode } });
    expect(await service.rows(`select 1 from note where text = '新键'`)).toHaveLength(1);
    await service.rows(`update idempotency_key set created_at = now() - interval '7 days 1 minute' where key = 'old'`);
    const plain = createDatabase({ url: service.database?.url ?? '', applicationName: 'purge' });
    expect(await purgeIdempotency(plain.kysely, new Date())).toBe(1);
    await plain.close();
  });

  it('remembers a key for 7 days: until then it has its one answer, and the purge leaves it', async () => {
    const call = { token, key: 'kept', body: { text: '新近', divisionCode } };
    const first = await service.call(createNote, call);
    await service.rows(`update idempotency_key set created_at = now() - interval '6 days 23 hours' where key = 'kept'`);
    expect(await service.call(createNote, call)).toMatchObject({ status: 201, body: first.body });
    const plain = createDatabase({ url: service.database?.url ?? '', applicationName: 'purge' });
    await purgeIdempotency(plain.kysely, new Date());
    await plain.close();
    expect(await service.rows(`select 1 from idempotency_key where key = 'kept'`)).toHaveLength(1);
    expect(await service.rows(`select 1 from note where text = '新近'`)).toHaveLength(1);
  });

  it('a key belongs to its principal and its operation: another’s is another key', async () => {
    const key = 'same-key-1';
    const mine = await service.call(createNote, { token, key, body: { text: '甲的', divisionCode } });
    const other = await service.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001', subject: 'clerk-2' });
    const theirs = await service.call(createNote, { token: other, key, body: { text: '乙的', divisionCode } });
    expect([mine.status, theirs.status, mine.body.id === theirs.body.id]).toEqual([201, 201, false]);
  });

  it('stores the answer of a key encrypted', async () => {
    const { body } = await service.call(createNote, { token, key: 'sealed', body: { text: '不可见', divisionCode } });
    const [row] = await service.rows<{ answer: Buffer }>(`select answer from idempotency_key where key = 'sealed'`);
    expect(row?.answer.includes(Buffer.from(body.id))).toBe(false);
  });

  it('VERSION_CONFLICT and PRECONDITION_REQUIRED: a stale and a missing If-Match', async () => {
    const { body: note } = await service.call(createNote, { token, body: { text: '旧', divisionCode } });
    const call = { token, params: { id: note.id }, body: { text: '新', divisionCode } };
    expect(await service.call(rewriteNote, { ...call, version: 1 })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect(await service.call(rewriteNote, { ...call, version: 1 })).toMatchObject({
      status: 412,
      body: { code: 'VERSION_CONFLICT' },
    });
    expect(await service.call(rewriteNote, call)).toMatchObject({
      status: 428,
      body: { code: 'PRECONDITION_REQUIRED' },
    });
  });

  it('shows a record only to the division that it belongs to', async () => {
    const { body: note } = await service.call(createNote, { token, body: { text: '属地', divisionCode } });
    const elsewhere = await service.token({ role: 'COUNTY_REVIEWER', division: '370103' });
    const above = await service.token({ role: 'COUNTY_REVIEWER', division: '370102' });
    expect(await service.call(getNote, { token: elsewhere, params: { id: note.id } })).toMatchObject({ status: 404 });
    expect(await service.call(getNote, { token: above, params: { id: note.id } })).toMatchObject({ status: 200 });
  });
});

async function counts(): Promise<object[]> {
  return service.rows(`select (select count(*) from note) as notes, (select count(*) from audit_log) as audits,
    (select count(*) from outbox) as events, (select count(*) from idempotency_key) as keys`);
}
