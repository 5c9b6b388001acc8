import type { SyncGroupRecords } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type Context, fail } from '@mz/service-kit';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { NodeReconciliationTable } from '../database.ts';
import { buildPackages, type NodeWork } from './build.ts';
import type { NodeClient } from './node-client.ts';
import type { NodeKit } from './node-kit.ts';
import { changesOfRepairs, listKept, listOwnGroups, listOwnRecords } from './records.ts';
import { type GroupDifference, groupDifferences, openRepairs, type Repair, repairsOf } from './rules.ts';

/** Counties and categories whose records one comparison lists and repairs; the next one finds the rest. */
const mostGroups = 500;

/** Compares with the node and builds what repairs the differences; throws NODE_BEHIND while packages are under way. */
export async function reconcile(
  kit: NodeKit,
  ctx: Context,
  client: NodeClient,
): Promise<Selectable<NodeReconciliationTable>> {
  const theirs = await client.groups();
  const ours = await kit.read(ctx, async (db) => ({ state: await sequenceState(db), groups: await listOwnGroups(db) }));
  if (ours.state.open > 0 || ours.state.lastSeq !== theirs.last_seq) throw fail('NODE_BEHIND');
  const differing = groupDifferences(ours.groups, theirs.groups);
  const held = new Map<GroupDifference, SyncGroupRecords['records']>();
  for (const group of differing.slice(0, mostGroups)) held.set(group, (await client.groupRecords(group)).records);
  const groups = new Set([...ours.groups, ...theirs.groups].map(({ division, category }) => `${division} ${category}`));
  return kit.write(ctx, (unit) => keepComparison({ kit, ctx, unit }, { differing, held, groups: groups.size }));
}

async function sequenceState(db: Db): Promise<{ lastSeq: number; open: number }> {
  const { rows } = await sql<{ lastSeq: number; open: number }>`
    select coalesce(max(seq), 0) as last_seq, (count(*) filter (where state in ('BUILT', 'HELD', 'REJECTED')))::int as open
    from sync_package`.execute(db);
  return rows[0] ?? { lastSeq: 0, open: 0 };
}

interface Comparison {
  readonly differing: readonly GroupDifference[];
  readonly held: ReadonlyMap<GroupDifference, SyncGroupRecords['records']>;
  readonly groups: number;
}

async function keepComparison(
  work: NodeWork,
  { differing, held, groups }: Comparison,
): Promise<Selectable<NodeReconciliationTable>> {
  const { kit, ctx, unit } = work;
  const { repairs, settled } = await openDifferences(unit.db, held);
  const repairSeq = await repair(work, repairs);
  const open = differing.filter((group) => !settled.has(group));
  const today = kit.clock.today();
  const row = await unit.db
    .insertInto('nodeReconciliation')
    .values({
      id: kit.newId(),
      month: today.slice(0, 7),
      takenOn: today,
      takenAt: kit.clock.business(),
      takenBy: ctx.actor.subject,
      groups,
      differences: open.length,
      differing: jsonb(open.slice(0, mostGroups)),
      repairSeq,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const after = { month: row.month, differences: row.differences, repairSeq };
  unit.audit({ action: ctx.operationId, recordType: 'node_reconciliation', recordId: row.id, after });
  return row;
}

interface OpenDifferences {
  readonly repairs: readonly Repair[];
  /** Groups in which all that differs was decided to stay as the node has it. */
  readonly settled: ReadonlySet<GroupDifference>;
}

async function openDifferences(db: Db, held: Comparison['held']): Promise<OpenDifferences> {
  const kept = await listKept(db);
  const repairs: Repair[] = [];
  const settled = new Set<GroupDifference>();
  for (const [group, theirs] of held) {
    const all = repairsOf(await listOwnRecords(db, group), theirs);
    const open = openRepairs(all, kept);
    if (all.length > 0 && open.length === 0) settled.add(group);
    repairs.push(...open);
  }
  return { repairs, settled };
}

/** The first package of the repair, null when there is nothing to repair. */
async function repair(work: NodeWork, repairs: readonly Repair[]): Promise<number | null> {
  if (repairs.length === 0) return null;
  const [first] = await buildPackages(work, 'REPAIR', await changesOfRepairs(work.unit.db, repairs));
  return first?.seq ?? null;
}
