import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AuditSealer, anchorFileOf, auditSigningKey, createAuditSealer } from '../src/audit-sealer.ts';
import { type AuditVerdict, verifyAudit } from '../src/audit-verify.ts';
import { type NotesConfig, type NotesDatabase, notesService } from './notes-service.ts';

const keys = memoryKeyProvider('audit');
const signer = createSealer(keys, auditSigningKey('people'));
const start = Date.parse('2014-04-28T01:00:00.000Z');
let service: TestService<NotesDatabase, NotesConfig>;
let database: Database<unknown>;
let admin: Database<unknown>;
let sealer: AuditSealer;
let dataDir: string;
let anchorFile: string;
let nowMs = start;

beforeAll(async () => {
  service = await startTestService(notesService);
  dataDir = await mkdtemp(join(tmpdir(), 'mz-sealing-'));
  anchorFile = anchorFileOf(dataDir, 'people');
  database = createDatabase({ url: service.database?.url ?? '', applicationName: 'sealing-test' });
  admin = createDatabase({ url: service.database?.adminUrl ?? '', applicationName: 'sealing-test' });
  const clock = { ...service.kit.clock, wall: () => new Date(nowMs) };
  sealer = createAuditSealer({ service: 'people', db: database.kysely, keys, sealer: signer, clock, anchorFile });
});

afterAll(async () => {
  await database.close();
  await admin.close();
  await service.stop();
  await rm(dataDir, { recursive: true });
});

describe('a trail of many rows is sealed in batches and anchored when it is time', () => {
  it('after its first batch, after a minute, after 10,000 rows, and when it is asked for; never for nothing', async () => {
    // More rows than a batch are all sealed at once, and the first batch of a trail is anchored.
    expect(await sealNew(1_001)).toBe(1_001);
    expect(await anchors()).toMatchObject([
      { upToSequence: 1_000, count: 1_000, sealedAt: '2014-04-28T01:00:00.000Z' },
    ]);
    // A minute, and not a millisecond less.
    nowMs = start + 59_999;
    expect(await sealNew(1)).toBe(1);
    expect(await anchors()).toHaveLength(1);
    nowMs = start + 60_000;
    expect(await sealNew(0)).toBe(0);
    expect(await anchors()).toMatchObject([{}, { upToSequence: 1_002, count: 2 }]);
    // Nothing new: no anchor, though it is asked for.
    nowMs = start + 180_000;
    await sealer.seal({ anchorNow: true });
    expect(await anchors()).toHaveLength(2);
    // 10,000 rows, whatever the time.
    nowMs = start + 60_001;
    await sealNew(9_999);
    expect(await anchors()).toHaveLength(2);
    await sealNew(1);
    expect(await anchors()).toMatchObject([{}, {}, { upToSequence: 11_002, count: 10_000 }]);
    // When it is asked for, and once for all that is there.
    await sealNew(1);
    expect(await anchors()).toHaveLength(3);
    await insertRows(1_001);
    await settled();
    await sealer.seal({ anchorNow: true });
    expect(await anchors()).toMatchObject([{}, {}, {}, { upToSequence: 12_004, count: 1_002 }]);
    // The whole of it verifies, with what lies behind the last anchor.
    await sealNew(10_001);
    expect(await verify()).toEqual({ ok: true, rows: 22_005, unanchored: 1, unsealed: { rows: 0 } });
    await sealNew(2);
    expect(await verify()).toEqual({ ok: true, rows: 22_007, unanchored: 3, unsealed: { rows: 0 } });
    // A row that was altered is named: in a later chunk, at the end of a span, in a span longer than a chunk, at the end.
    for (const sequence of [10_500, 11_002, 22_004, 22_006]) {
      const { verdict, rowId } = await withAltered(sequence);
      expect(verdict).toEqual({ ok: false, kind: 'ALTERED', sequence, rowId });
    }
  });

  it('a sealer that finds another at work leaves the rows to it', async () => {
    await sealNew(0);
    const client = await admin.plainPool.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7203203)');
    await insertRows(1);
    expect(await sealer.seal({ anchorNow: true })).toBe(0);
    await client.query('rollback');
    client.release();
    expect(await sealNew(0)).toBe(1);
    expect(await verify()).toMatchObject({ ok: true, unsealed: { rows: 0 } });
  });

  it('keeps its anchors in a file that nobody else reads', async () => {
    await insertRows(1);
    await settled();
    await sealer.seal({ anchorNow: true });
    expect((await stat(anchorFile)).mode & 0o777).toBe(0o600);
  });
});

/** What is said of a trail with one row altered, which is then as it was. */
async function withAltered(sequence: number): Promise<{ verdict: AuditVerdict; rowId: string | undefined }> {
  const { rows } = await admin.plainPool.query<{ id: string; seq: string; record_id: string }>(
    'select l.id, l.seq, l.record_id from audit_log l join audit_seal s on s.seq = l.seq where s.sequence = $1',
    [sequence],
  );
  const [row] = rows;
  const change = (text?: string) =>
    admin.plainPool.query('update audit_log set record_id = $2 where seq = $1', [row?.seq, text]);
  await change('x');
  const verdict = await verify();
  await change(row?.record_id);
  return { verdict, rowId: row?.id };
}

/** Writes rows as many commands would, and seals what is there. */
async function sealNew(count: number): Promise<number> {
  await insertRows(count);
  await settled();
  return sealer.seal();
}

/** Waits until no older transaction runs in any database of the server: others' tests have theirs. */
async function settled(): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await admin.plainPool.query<{ ended: boolean }>(
        'select coalesce(max(txid) < pg_snapshot_xmin(pg_current_snapshot()), true) as ended from audit_log',
      );
      expect(rows[0]?.ended).toBe(true);
    },
    { timeout: 60_000, interval: 20 },
  );
}

async function insertRows(count: number): Promise<void> {
  await admin.plainPool.query(
    `insert into audit_log (id, recorded_at, business_on, actor_kind, actor, operation_id, action, record_type,
       record_id, traceparent)
     select gen_random_uuid(), now(), '2014-04-28', 'user', 'clerk-1', 'notes.create', 'notes.create', 'note', n, ''
     from generate_series(1, $1::int) as n`,
    [count],
  );
}

/** The anchors of the database, which are those of the file. */
async function anchors(): Promise<{ upToSequence: number; count: number }[]> {
  const lines = (await readFile(anchorFile, 'utf8')).trimEnd().split('\n');
  const outside = lines.map((line) => JSON.parse(line) as { upToSequence: number; count: number });
  const { rows } = await admin.plainPool.query<{ up: string }>(
    'select up_to_sequence as up from audit_anchor order by 1',
  );
  expect(rows.map(({ up }) => Number(up))).toEqual(outside.map(({ upToSequence }) => upToSequence));
  return outside;
}

function verify(): Promise<AuditVerdict> {
  return verifyAudit({ service: 'people', db: database, keys, publicKeys: signer.publicKeys(), anchorFile });
}
