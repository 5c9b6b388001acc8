import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, memoryKeyProvider } from '@mz/crypto';
import { createDatabase, type Database } from '@mz/db';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AuditSealer, anchorFileOf, auditSigningKey, createAuditSealer } from '../src/audit-sealer.ts';
import { verifyAudit } from '../src/audit-verify.ts';
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
  it('more rows than a batch are all sealed at once, and the first batch of a trail is anchored', async () => {
    expect(await sealNew(1_001)).toBe(1_001);
    expect(await anchors()).toMatchObject([
      { upToSequence: 1_000, count: 1_000, sealedAt: '2014-04-28T01:00:00.000Z' },
    ]);
  });

  it('an anchor follows after a minute, not before, and never for nothing', async () => {
    nowMs = start + 59_999;
    expect(await sealNew(1)).toBe(1);
    expect(await anchors()).toHaveLength(1);
    nowMs = start + 60_000;
    expect(await sealNew(0)).toBe(0);
    expect(await anchors()).toMatchObject([{}, { upToSequence: 1_002, count: 2 }]);
    nowMs = start + 180_000;
    await sealer.seal({ anchorNow: true });
    expect(await anchors()).toHaveLength(2);
  });

  it('or after 10,000 rows, whatever the time', async () => {
    nowMs = start + 60_001;
    await sealNew(9_999);
    expect(await anchors()).toHaveLength(2);
    await sealNew(1);
    expect(await anchors()).toMatchObject([{}, {}, { upToSequence: 11_002, count: 10_000 }]);
  });

  it('or when it is asked for', async () => {
    await sealNew(1);
    expect(await anchors()).toHaveLength(3);
    await sealer.seal({ anchorNow: true });
    expect(await anchors()).toMatchObject([{}, {}, {}, { upToSequence: 11_003, count: 1 }]);
  });

  it('the whole of it verifies, with what lies behind the anchor that came on the way', async () => {
    await sealNew(10_001);
    expect(await verify()).toEqual({ ok: true, rows: 21_004, unanchored: 1, unsealed: { rows: 0 } });
    await sealNew(2);
    expect(await verify()).toEqual({ ok: true, rows: 21_006, unanchored: 3, unsealed: { rows: 0 } });
  });

  it.each([
    ['in a later chunk', 10_500],
    ['at the end of a span', 11_002],
    ['in a span that is longer than a chunk', 21_003],
    ['behind the last anchor', 21_005],
  ])('a row that was altered %s is named', async (_, sequence) => {
    const { rows } = await admin.plainPool.query<{ id: string; seq: string; record_id: string }>(
      'select l.id, l.seq, l.record_id from audit_log l join audit_seal s on s.seq = l.seq where s.sequence = $1',
      [sequence],
    );
    const [row] = rows;
    const change = (text?: string) =>
      admin.plainPool.query('update audit_log set record_id = $2 where seq = $1', [row?.seq, text]);
    await change('x');
    expect(await verify()).toEqual({ ok: false, kind: 'ALTERED', sequence, rowId: row?.id });
    await change(row?.record_id);
  });

  it('a sealer that finds another at work leaves the rows to it', async () => {
    const client = await admin.plainPool.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7203203)');
    await insertRows(1);
    expect(await sealer.seal({ anchorNow: true })).toBe(0);
    await client.query('rollback');
    client.release();
    expect(await sealNew(0)).toBe(1);
    expect(await verify()).toMatchObject({ ok: true, rows: 21_007 });
  });
});

/** Writes rows as many commands would, and seals what is there. */
async function sealNew(count: number): Promise<number> {
  await insertRows(count);
  await vi.waitFor(
    async () => {
      const { rows } = await admin.plainPool.query<{ ended: boolean }>(
        'select max(txid) < pg_snapshot_xmin(pg_current_snapshot()) as ended from audit_log',
      );
      expect(rows[0]?.ended).toBe(true);
    },
    { timeout: 60_000, interval: 20 },
  );
  return sealer.seal();
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

function verify() {
  return verifyAudit({ service: 'people', db: database, keys, publicKeys: signer.publicKeys(), anchorFile });
}
