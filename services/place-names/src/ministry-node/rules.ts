import { createHash } from 'node:crypto';
import type { SyncContent, SyncGroup, SyncGroupRecords, SyncRecord } from '@mz/contracts';

/** A record that the node has to be given, or told to forget. */
export interface RecordChange {
  readonly tableName: SyncRecord['table'];
  readonly recordKey: string;
  readonly op: SyncRecord['op'];
  readonly version: number;
  readonly divisionCode: string;
  readonly categoryCode: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** JSON text; '' for a tombstone. */
  readonly payload: string;
  readonly payloadHash: string;
}

/** SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The changes in packages of at most `size`, numbered on from the last one without a gap. */
export function contentsOf(
  changes: readonly RecordChange[],
  batch: {
    readonly lastSeq: number;
    readonly size: number;
    readonly kind: SyncContent['kind'];
    readonly createdAt: string;
  },
): SyncContent[] {
  const { lastSeq, size, kind, createdAt } = batch;
  const numbers = Array.from({ length: Math.ceil(changes.length / size) }, (_, index) => index);
  return numbers.map((index) => {
    const records = changes.slice(index * size, (index + 1) * size).map(recordOf);
    const baseSeq = lastSeq + index;
    return {
      node: '370000',
      seq: baseSeq + 1,
      base_seq: baseSeq,
      kind,
      created_at: createdAt,
      records,
      count: records.length,
    };
  });
}

function recordOf(change: RecordChange): SyncRecord {
  return {
    table: change.tableName,
    key: change.recordKey,
    op: change.op,
    version: change.version,
    division: change.divisionCode,
    category: change.categoryCode,
    valid_from: change.validFrom,
    valid_to: change.validTo,
    payload: change.payload,
    hash: change.payloadHash,
  };
}

/** A county and category in which the two sides do not have the same. */
export interface GroupDifference {
  readonly division: string;
  readonly category: string;
  readonly ours: { readonly count: number; readonly hash: string | null };
  readonly theirs: { readonly count: number; readonly hash: string | null };
}

/** Groups that differ in count or hash, a group that one side has not got counting as empty there. */
export function groupDifferences(ours: readonly SyncGroup[], theirs: readonly SyncGroup[]): GroupDifference[] {
  const [left, right] = [byGroup(ours), byGroup(theirs)];
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  return keys.flatMap((key) => {
    const [division = '', category = ''] = key.split(' ');
    const [own, other] = [stateOf(left.get(key)), stateOf(right.get(key))];
    const same = own.count === other.count && own.hash === other.hash;
    return same ? [] : [{ division, category, ours: own, theirs: other }];
  });
}

function byGroup(groups: readonly SyncGroup[]): Map<string, SyncGroup> {
  return new Map(groups.map((group) => [`${group.division} ${group.category}`, group]));
}

function stateOf(group: SyncGroup | undefined): GroupDifference['ours'] {
  return group === undefined || group.count === 0 ? { count: 0, hash: null } : { count: group.count, hash: group.hash };
}

/** What one side has of a record. */
type Held = SyncGroupRecords['records'][number];

/** One step of a repair: our record again, or the node's forgotten, under a version that neither side has seen. */
export interface Repair {
  readonly table: Held['table'];
  readonly key: string;
  readonly op: SyncRecord['op'];
  readonly version: number;
}

/** What makes the node's group equal to ours. */
export function repairsOf(ours: readonly Held[], theirs: readonly Held[]): Repair[] {
  const [left, right] = [byKey(ours), byKey(theirs)];
  const again = ours.flatMap((own): Repair[] => {
    const other = right.get(keyOf(own));
    if (other !== undefined && other.version === own.version && other.hash === own.hash) return [];
    const version = Math.max(own.version, other?.version ?? 0) + 1;
    return [{ table: own.table, key: own.key, op: 'UPSERT', version }];
  });
  const forgotten = theirs
    .filter((other) => !left.has(keyOf(other)))
    .map(({ table, key, version }): Repair => ({ table, key, op: 'TOMBSTONE', version: version + 1 }));
  return [...again, ...forgotten];
}

/** The repairs that are still to be made: what was decided to stay as the node has it is no difference any more. */
export function openRepairs(repairs: readonly Repair[], kept: ReadonlySet<string>): Repair[] {
  return repairs.filter((repair) => !kept.has(keyOf(repair)));
}

function byKey(records: readonly Held[]): Map<string, Held> {
  return new Map(records.map((record) => [keyOf(record), record]));
}

function keyOf({ table, key }: { readonly table: string; readonly key: string }): string {
  return `${table} ${key}`;
}

/** Whether a month still lacks its comparison. */
export function isReconciliationDue(months: readonly string[], today: string): boolean {
  return !months.includes(today.slice(0, 7));
}
