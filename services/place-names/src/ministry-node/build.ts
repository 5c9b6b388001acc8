import type { SyncContent } from '@mz/contracts';
import { jsonb } from '@mz/db';
import type { Context, Unit } from '@mz/service-kit';
import { readNumbers } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { DB, SyncPackageTable } from '../database.ts';
import type { NodeKit } from './node-kit.ts';
import { keepGiven, listChanges } from './records.ts';
import { contentsOf, type RecordChange, sha256 } from './rules.ts';

type SyncPackageRow = Selectable<SyncPackageTable>;

/** A step of a command on the node's packages. */
export interface NodeWork {
  readonly kit: NodeKit;
  readonly ctx: Context;
  readonly unit: Unit<DB>;
}

/** What one transaction takes; the first load of the province is done in several. */
const packagesAtOnce = 10;

/** Builds packages of what has changed, as many as one transaction takes; none when nothing has. */
export async function buildIncrement(work: NodeWork): Promise<SyncPackageRow[]> {
  await lockSequence(work.unit.db);
  const { size } = await sizeOf(work);
  const changes = await listChanges(work.unit.db, size * packagesAtOnce);
  return buildPackages(work, 'INCREMENTAL', changes);
}

/** Numbers changes on from the last package, seals them and keeps what the node is given. */
export async function buildPackages(
  work: NodeWork,
  kind: SyncContent['kind'],
  changes: readonly RecordChange[],
): Promise<SyncPackageRow[]> {
  const { kit, ctx, unit } = work;
  await lockSequence(unit.db);
  const [{ size }, lastSeq] = await Promise.all([sizeOf(work), readLastSeq(unit.db)]);
  const createdAt = kit.clock.wall().toISOString();
  const contents = contentsOf(changes, { lastSeq, size, kind, createdAt });
  const rows: SyncPackageRow[] = [];
  for (const [index, content] of contents.entries()) {
    const row = await insertPackage(work, content);
    await keepGiven(unit.db, content.seq, changes.slice(index * size, (index + 1) * size));
    const after = { seq: row.seq, records: row.recordCount, sha256: row.sha256 };
    unit.audit({ action: ctx.operationId, recordType: 'sync_package', recordId: row.id, after });
    rows.push(row);
  }
  return rows;
}

async function insertPackage({ kit, ctx, unit }: NodeWork, content: SyncContent): Promise<SyncPackageRow> {
  const text = JSON.stringify(content);
  const hash = sha256(text);
  return unit.db
    .insertInto('syncPackage')
    .values({
      id: kit.newId(),
      seq: content.seq,
      baseSeq: content.base_seq,
      kind: content.kind,
      content: text,
      recordCount: content.count,
      sha256: hash,
      seal: jsonb(kit.sealer.seal(hash)),
      state: 'BUILT',
      builtBy: ctx.actor.subject,
      builtAt: kit.clock.wall(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function sizeOf({ kit, unit }: NodeWork): Promise<{ readonly size: number }> {
  return readNumbers(unit.db, { size: 'ministry-node.records-per-package' }, kit.clock.today());
}

async function readLastSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('syncPackage').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** One builder at a time: numbers have no gaps and no twins. */
async function lockSequence(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('sync_package'))`.execute(db);
}
