import type { NodeReconciliation, SyncConflict, SyncPackage } from '@mz/contracts';
import { type ItemPage, pageOf, readCursor } from '@mz/service-kit';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../app-kit.ts';
import type { NodeReconciliationTable, SyncConflictTable, SyncPackageTable } from '../database.ts';
import type { GroupDifference } from './rules.ts';

interface PageOf {
  readonly after?: string;
  readonly first?: number;
}

/** Packages, the newest first. */
export async function listPackages(db: Db, query: PageOf): Promise<ItemPage<Static<typeof SyncPackage>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['number']);
  const all = db
    .selectFrom('syncPackage')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(first + 1);
  const rows = await (after === undefined ? all : all.where('seq', '<', Number(after[0]))).execute();
  const { items, next } = pageOf(rows, first, (row) => [row.seq]);
  return { items: items.map(toPackage), next };
}

/** Refused records, the oldest first. */
export async function listConflicts(
  db: Db,
  query: PageOf & { readonly state?: 'OPEN' | 'RESENT' | 'KEPT' },
): Promise<ItemPage<Static<typeof SyncConflict>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string']);
  const all = db
    .selectFrom('syncConflict')
    .selectAll()
    .where('state', '=', query.state ?? 'OPEN')
    .orderBy('id')
    .limit(first + 1);
  const rows = await (after === undefined ? all : all.where(sql<SqlBool>`id > ${after[0]}::uuid`)).execute();
  const { items, next } = pageOf(rows, first, (row) => [row.id]);
  return { items: items.map(toConflict), next };
}

/** Comparisons, the newest first. */
export async function listReconciliations(db: Db, query: PageOf): Promise<ItemPage<Static<typeof NodeReconciliation>>> {
  const first = query.first ?? 50;
  const after = readCursor(query.after, ['string']);
  const all = db
    .selectFrom('nodeReconciliation')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(first + 1);
  const rows = await (after === undefined ? all : all.where(sql<SqlBool>`id < ${after[0]}::uuid`)).execute();
  const { items, next } = pageOf(rows, first, (row) => [row.id]);
  return { items: items.map(toReconciliation), next };
}

/** Months that have their comparison. */
export async function comparedMonths(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('nodeReconciliation').select('month').distinct().execute();
  return rows.map(({ month }) => month);
}

/** A package as the API shows it. */
export function toPackage(row: Selectable<SyncPackageTable>): Static<typeof SyncPackage> {
  return {
    id: row.id,
    seq: row.seq,
    baseSeq: row.baseSeq,
    // The table's checks admit nothing else.
    kind: row.kind as 'INCREMENTAL' | 'REPAIR',
    recordCount: row.recordCount,
    sha256: row.sha256,
    state: row.state as Static<typeof SyncPackage>['state'],
    builtAt: row.builtAt.toISOString(),
    sends: row.sends,
    sentAt: row.sentAt?.toISOString() ?? null,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    changes: row.changes,
    reason: row.reason,
    version: row.version,
  };
}

/** A refused record as the API shows it. */
export function toConflict(row: Selectable<SyncConflictTable>): Static<typeof SyncConflict> {
  return {
    id: row.id,
    seq: row.seq,
    table: row.tableName,
    key: row.recordKey,
    code: row.code,
    state: row.state as Static<typeof SyncConflict>['state'],
    openedAt: row.openedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    reason: row.reason,
    version: row.version,
  };
}

/** A comparison as the API shows it. */
export function toReconciliation(row: Selectable<NodeReconciliationTable>): Static<typeof NodeReconciliation> {
  const { id, month, takenOn, groups, differences, repairSeq, version } = row;
  // Written from the rule's own answer.
  const differing = row.differing as unknown as GroupDifference[];
  return { id, month, takenOn, groups, differences, differing, repairSeq, version };
}
