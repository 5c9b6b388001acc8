import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { anchorFileOf, auditSigningKey, createAuditSealer } from '../src/audit-sealer.ts';
import { type AuditVerdict, verifyAudit } from '../src/audit-verify.ts';
import { type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

const sealed = 21_500;
const keys = memoryKeyProvider('audit');
const signer = createSealer(keys, auditSigningKey('people'));
let service: TestService<NotesDatabase, NotesConfig>;
let database: Database<unknown>;
let admin: Database<unknown>;
let dataDir: string;
let anchorFile: string;

beforeAll(async () => {
  service = await startTestService(notesService);
  dataDir = await mkdtemp(join(tmpdir(), 'mz-pages-'));
  anchorFile = anchorFileOf(dataDir, 'people');
  database = createDatabase({ url: service.database?.url ?? '', applicationName: 'audit-pages' });
  admin = createDatabase({ url: service.database?.adminUrl ?? '', applicationName: 'audit-pages' });
  await admin.plainPool.query(
    `insert into audit_log (id, recorded_at, business_on, actor_kind, actor, operation_id,
      action, record_type, record_id, traceparent, after)
    select gen_random_uuid(), '2014-04-28T01:00:00Z', '2014-04-28', 'user', 'x', 'o', 'a', 't', n::text, 'x',
      jsonb_build_object('n', n) from generate_series(1, $1::int) n`,
    [sealed],
  );
  // Once no older transaction runs in any database of the server: others' tests have theirs.
  await vi.waitFor(
    async () => {
      const { rows } = await admin.plainPool.query<{ ended: boolean }>(
        'select max(txid) < pg_snapshot_xmin(pg_current_snapshot()) as ended from audit_log',
      );
      expect(rows[0]?.ended).toBe(true);
    },
    { timeout: 60_000, interval: 20 },
  );
  const { clock } = service.kit;
  const sealer = createAuditSealer({ service: 'people', db: database.kysely, keys, sealer: signer, clock, anchorFile });
  expect(await sealer.seal()).toBe(sealed);
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await service.stop();
  await rm(dataDir, { recursive: true });
});

it('an anchor is signed each 10,000 rows, however much there was to seal', async () => {
  const { rows } = await admin.plainPool.query(
    'select max(count) < 11000 as short, max(up_to_sequence) >= 20000 as far from audit_anchor',
  );
  expect(rows).toEqual([{ short: true, far: true }]);
  expect(await verify()).toMatchObject({ ok: true, rows: sealed, unsealed: { rows: 0 } });
});

it.each([2_000, 2_001, sealed])('a row that was altered or deleted is named on any page: %i', async (sequence) => {
  const where = `seq = (select seq from audit_seal where sequence = ${sequence})`;
  const altered = { ok: false, kind: 'ALTERED', sequence, rowId: expect.any(String) };
  expect(await changed('audit_log', where, `update audit_log set actor = 'y'`)).toMatchObject(altered);
  const missing = { ok: false, kind: 'MISSING', sequence };
  expect(await changed('audit_log', where, 'delete from audit_log')).toMatchObject(missing);
});

it('MISSING: a whole page of seals', async () => {
  const page = 'sequence between 2001 and 4000';
  const missing = { ok: false, kind: 'MISSING', sequence: 2_001 };
  expect(await changed('audit_seal', page, 'delete from audit_seal')).toMatchObject(missing);
});

it('SWAPPED: two rows of different pages', async () => {
  const exchange =
    'update audit_seal s set seq = -o.seq from audit_seal o where s.sequence + o.sequence = 9000 and o.sequence';
  const both = 'sequence in (1900, 7100)';
  const swap = `${exchange} in (1900, 7100) and s.sequence in (1900, 7100)`;
  const verdict = await kept('audit_seal', both, async () => {
    await admin.plainPool.query(swap);
    await admin.plainPool.query('update audit_seal set seq = -seq where seq < 0');
  });
  expect(verdict).toMatchObject({ ok: false, kind: 'SWAPPED', sequence: 1_900 });
  expect(await verify()).toMatchObject({ ok: true, rows: sealed });
});

it('in whatever order the file outside has its anchors, the trail is whole', async () => {
  const text = await readFile(anchorFile, 'utf8');
  await writeFile(anchorFile, `${text.trimEnd().split('\n').reverse().join('\n')}\n`);
  expect(await verify()).toMatchObject({ ok: true, rows: sealed });
  await writeFile(anchorFile, text);
});

function changed(table: string, where: string, statement: string): Promise<AuditVerdict> {
  return kept(table, where, async () => {
    await admin.plainPool.query(`${statement} where ${where}`);
  });
}

/** What is said of a trail that a superuser has changed, and then has put back as it was. */
async function kept(table: string, where: string, change: () => Promise<void>): Promise<AuditVerdict> {
  const { plainPool } = admin;
  await plainPool.query(`create table kept as select * from ${table} where ${where}`);
  await change();
  const verdict = await verify();
  const key = table === 'audit_log' ? 'seq' : 'sequence';
  await plainPool.query(`delete from ${table} t using kept where t.${key} = kept.${key}`);
  await plainPool.query(`insert into ${table} overriding system value select * from kept`);
  await plainPool.query('drop table kept');
  return verdict;
}

function verify(): Promise<AuditVerdict> {
  return verifyAudit({ service: 'people', db: database, keys, publicKeys: signer.publicKeys(), anchorFile });
}
