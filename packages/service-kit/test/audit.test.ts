import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AuditSealer, anchorFileOf, auditSigningKey, createAuditSealer } from '../src/audit-sealer.ts';
import { type AuditVerdict, verifyAudit } from '../src/audit-verify.ts';
import { createNote, type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

interface Client {
  query(text: string, values?: unknown[]): Promise<{ rows: { seq: number }[] }>;
}

const keys = memoryKeyProvider('audit');
const signer = createSealer(keys, auditSigningKey('people'));
let service: TestService<NotesDatabase, NotesConfig>;
let database: Database<unknown>;
let admin: Database<unknown>;
let sealer: AuditSealer;
let dataDir: string;
let anchorFile: string;

beforeAll(async () => {
  service = await startTestService(notesService);
  dataDir = await mkdtemp(join(tmpdir(), 'mz-audit-'));
  anchorFile = anchorFileOf(dataDir, 'people');
  database = createDatabase({ url: service.database?.url ?? '', applicationName: 'audit-test' });
  admin = createDatabase({ url: service.database?.adminUrl ?? '', applicationName: 'audit-test' });
  const { clock } = service.kit;
  sealer = createAuditSealer({ service: 'people', db: database.kysely, keys, sealer: signer, clock, anchorFile });
  await writeNotes(5);
  await sealAll({ anchorNow: true });
  await writeNotes(3);
  await sealAll({ anchorNow: true });
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await service.stop();
  await rm(dataDir, { recursive: true });
});

describe('audit trail', () => {
  it('is whole as written, and states what is not sealed yet', async () => {
    expect(await verify()).toEqual({ ok: true, rows: 8, unanchored: 0, unsealed: { rows: 0 } });
    await writeNotes(2);
    expect(await verify()).toMatchObject({ ok: true, rows: 8, unsealed: { rows: 2, since: expect.any(String) } });
    await sealAll();
    expect(await verify()).toEqual({ ok: true, rows: 10, unanchored: 2, unsealed: { rows: 0 } });
  });

  it('chains no row while a transaction that began before it still runs, and skips none', async () => {
    const open = await admin.plainPool.connect();
    await open.query('begin');
    await open.query('select pg_current_xact_id()');
    await writeNotes(1);
    expect(await sealer.seal()).toBe(0);
    await open.query('commit');
    open.release();
    expect(await sealAll()).toBe(1);
  });

  it('cannot be changed or deleted by the application role', async () => {
    const app = database.plainPool;
    for (const table of ['audit_log', 'audit_seal', 'audit_anchor']) {
      await expect(app.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(app.query(`truncate ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(app.query(`update audit_log set action = ''`)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ['ALTERED: a row whose content was changed', `update audit_log set record_id = 'x' where seq = $1`, 'ALTERED'],
    ['MISSING: a row that was deleted', 'delete from audit_log where seq = $1', 'MISSING'],
    [
      'SWAPPED: two rows that changed places',
      `update audit_seal set seq = case sequence when 3 then (select seq from audit_seal where sequence = 4) * -1
         else (select seq from audit_seal where sequence = 3) * -1 end where sequence in (3, 4) and $1::bigint > 0;`,
      'SWAPPED',
    ],
  ])('%s is named', async (_, change, kind) => {
    const verdict = await tampered(async (client) => {
      const { rows } = await client.query('select seq from audit_seal where sequence = 3');
      await client.query(change, [rows[0]?.seq]);
      if (kind === 'SWAPPED') await client.query('update audit_seal set seq = -seq where seq < 0');
    });
    expect(verdict).toMatchObject({ ok: false, kind, sequence: 3 });
  });

  it('TRUNCATED: the end cut off in the database is found by the anchors outside it', async () => {
    const verdict = await tampered(async (client) => {
      await client.query('delete from audit_log where seq in (select seq from audit_seal where sequence > 6)');
      await client.query('delete from audit_seal where sequence > 6');
      await client.query('delete from audit_anchor where up_to_sequence > 6');
    });
    expect(verdict).toMatchObject({ ok: false, kind: 'TRUNCATED', sequence: 7 });
  });

  it('INSERTED: a row put in behind the chain', async () => {
    const verdict = await tampered(async (client) => {
      await client.query(`insert into audit_log (txid, id, recorded_at, business_on, actor_kind, actor, operation_id,
        action, record_type, record_id, traceparent)
        values ('1', gen_random_uuid(), now(), '2014-04-28', 'user', 'x', 'x', 'x', 'x', 'x', 'x')`);
    });
    expect(verdict).toMatchObject({ ok: false, kind: 'INSERTED' });
  });

  it('ANCHOR_BROKEN: an anchor outside that differs from the one inside', async () => {
    const text = await readFile(anchorFile, 'utf8');
    await writeFile(anchorFile, text.replace(/"count":5/, '"count":4'));
    expect(await verify()).toMatchObject({ ok: false, kind: 'ANCHOR_BROKEN', sequence: 5 });
    await writeFile(anchorFile, text);
    expect(await verify()).toMatchObject({ ok: true });
  });
});

async function writeNotes(count: number): Promise<void> {
  const token = await service.token({ role: 'TOWNSHIP_ACCEPTOR', division: '370102001' });
  for (let index = 0; index < count; index += 1) {
    await service.call(createNote, { token, body: { text: `第${index}条`, divisionCode: '370102001000' } });
  }
}

/** Seals all that was written, once no older transaction runs in any database of the server: others' tests have theirs. */
async function sealAll(options: { anchorNow?: boolean } = {}): Promise<number> {
  await vi.waitFor(
    async () => {
      const { rows } = await admin.plainPool.query<{ ended: boolean }>(
        'select max(txid) < pg_snapshot_xmin(pg_current_snapshot()) as ended from audit_log',
      );
      expect(rows[0]?.ended).toBe(true);
    },
    { timeout: 60_000, interval: 20 },
  );
  return sealer.seal(options);
}

function verify(): Promise<AuditVerdict> {
  return verifyAudit({ service: 'people', db: database.kysely, keys, publicKeys: signer.publicKeys(), anchorFile });
}

/** Verifies what a superuser has changed, and takes the change back. */
async function tampered(change: (client: Client) => Promise<void>): Promise<AuditVerdict> {
  const tables = ['audit_log', 'audit_seal', 'audit_anchor'];
  const client = await admin.plainPool.connect();
  for (const table of tables) await client.query(`create temporary table ${table}_kept as table public.${table}`);
  await change(client);
  const verdict = await verify();
  for (const table of tables) {
    await client.query(`delete from public.${table}`);
    await client.query(`insert into public.${table} overriding system value select * from ${table}_kept`);
    await client.query(`drop table ${table}_kept`);
  }
  client.release();
  return verdict;
}
