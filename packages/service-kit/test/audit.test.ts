import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { canonicalJson } from '@mz/domain';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AuditSealer, anchorFileOf, auditSigningKey, createAuditSealer } from '../src/audit-sealer.ts';
import { chainTextOf, instantColumn } from '../src/audit-text.ts';
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

describe('the text under a hash', () => {
  it('is the RFC 8785 form of all columns of the row, whatever stands in them', async () => {
    const client = await admin.plainPool.connect();
    await client.query('begin');
    await client.query(
      `insert into audit_log (id, recorded_at, business_on, actor_kind, actor, caller, grant_role, grant_division,
         operation_id, action, record_type, record_id, purpose, case_id, decision_id, traceparent, before, after)
       values (gen_random_uuid(), '2014-04-28T01:02:03.040Z', '2014-04-28', 'user', $1, 'c', 'r', '37', 'o', 'a', 't', '记录',
         'p', 'k', 'd', 'x', '{"bb":1,"a":{"é":[1.50,2e3,null]},"B":"\\u0001"}', 'null'),
       (gen_random_uuid(), '2014-04-28T01:02:03Z', '2014-04-28', 'user', 'x', null, null, null, 'o', 'a', 't', 'r',
         null, null, null, 'x', null, '{}')`,
      ['"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028😀'],
    );
    const select = `select *, recorded_at at time zone 'UTC' as ${instantColumn} from audit_log order by seq`;
    await client.query(`set local timezone = 'Asia/Shanghai'`);
    const sent = await client.query<(string | null)[]>({
      text: select,
      rowMode: 'array',
      types: { getTypeParser: () => (text: string) => text },
    });
    const { rows: stored } = await client.query<Record<string, unknown>>('select * from audit_log order by seq');
    await client.query('rollback');
    client.release();
    expect(sent.rows.map(chainTextOf(sent.fields))).toEqual(stored.map(textOf));
  });
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
      'ALTERED: a time that was moved by less than a millisecond',
      `update audit_log set recorded_at = recorded_at + interval '1 microsecond' where seq = $1`,
      'ALTERED',
    ],
    [
      'ALTERED: a seal that names another transaction than its row',
      `update audit_seal set txid = '1' where seq = $1`,
      'ALTERED',
    ],
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

  it('an anchor file that is not there yet is an empty one, one that cannot be read is told', async () => {
    expect(await verify({ anchorFile: join(dataDir, 'none.ndjson') })).toMatchObject({ ok: true });
    await expect(verify({ anchorFile: dataDir })).rejects.toMatchObject({ code: 'EISDIR' });
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

function verify(more: { anchorFile?: string } = {}): Promise<AuditVerdict> {
  return verifyAudit({ service: 'people', db: database, keys, publicKeys: signer.publicKeys(), anchorFile, ...more });
}

/** The text as a reader of the trail makes it from a row of the driver: the form in which all trails are sealed. */
function textOf(row: Record<string, unknown>): string {
  const present = Object.entries(row).flatMap(([column, value]) => {
    const name = column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    return value === null ? [] : [[name, value instanceof Date ? value.toISOString() : value]];
  });
  return canonicalJson(Object.fromEntries(present));
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
