import { createHash } from 'node:crypto';
import type { SyncRecord, SyncRecordCode } from '@mz/contracts';

/** The top groups of GB/T 18521 that the node knows (place-names.md §5.2). */
const groups = ['11', '12', '13', '21', '22', '23', '24', '25', '26', '27'];

/** SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What becomes of a record: it changes what the node has, changes nothing, or is refused with a code. */
export function verdictOf(
  record: SyncRecord,
  known: SyncRecord | undefined,
  twice: boolean,
): SyncRecordCode | 'CHANGED' | 'UNCHANGED' {
  if (sha256(record.payload) !== record.hash) return 'HASH';
  if (twice) return 'DUPLICATE';
  if (!groups.includes(record.category.slice(0, 2))) return 'BAD_CATEGORY';
  if (record.op === 'UPSERT' && !isPlaced(record.payload)) return 'GEOM_INVALID';
  if (known === undefined || record.version > known.version) return 'CHANGED';
  if (record.version === known.version) {
    const same = record.hash === known.hash && record.op === known.op;
    return same ? 'UNCHANGED' : 'DUPLICATE';
  }
  // A feature that is gone stays gone: an older upsert is late news and no fault.
  return known.op === 'TOMBSTONE' ? 'UNCHANGED' : 'STALE_VERSION';
}

/** A position is none, or lies in the country, longitude first. */
function isPlaced(payload: string): boolean {
  let content: unknown;
  try {
    content = JSON.parse(payload);
  } catch {
    return false; // the answer says GEOM_INVALID
  }
  const { lon = null, lat = null } = (content ?? {}) as { lon?: unknown; lat?: unknown };
  if (lon === null && lat === null) return true;
  return typeof lon === 'number' && typeof lat === 'number' && lon > 73 && lon < 136 && lat > 3 && lat < 54;
}

/** The hash over the records of a county and category, as the convention says. */
export function groupHash(records: readonly SyncRecord[]): string {
  const sorted = [...records].sort((a, b) => compare(a.table, b.table) || compare(a.key, b.key));
  return sha256(sorted.map(({ table, key, version, hash }) => `${table}|${key}|${version}|${hash}`).join('\n'));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
