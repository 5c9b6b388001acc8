import { CHAIN_START, type ChainAnchor, type ChainedRow, type ChainPoint, type Seal } from '@mz/crypto';
import { canonicalJson } from '@mz/domain';
import { type Kysely, sql } from 'kysely';

/** A committed audit row that has no place in the chain yet. */
export interface UnsealedRow {
  readonly txid: string;
  readonly seq: number;
  readonly canonicalJson: string;
}

/** The end of the chain and the row that stands there. */
export interface ChainEnd extends ChainPoint {
  readonly txid: string;
  readonly seq: number;
}

interface AuditLogRow {
  readonly txid: string;
  readonly seq: number;
  readonly recordedAt: Date;
  readonly [column: string]: unknown;
}

/** The last sealed row, or the start of the chain. */
export async function readChainEnd(db: Kysely<unknown>): Promise<ChainEnd> {
  const { rows } = await sql<ChainEnd>`
    select sequence, hash, txid::text as txid, seq from audit_seal order by sequence desc limit 1`.execute(db);
  return rows[0] ?? { ...CHAIN_START, txid: '0', seq: 0 };
}

/** Committed rows behind the end of the chain, in the chain's order; rows of running transactions come later. */
export async function readUnsealed(db: Kysely<unknown>, end: ChainEnd, limit: number): Promise<UnsealedRow[]> {
  const { rows } = await sql<AuditLogRow>`
    select * from audit_log
    where (txid, seq) > (${end.txid}::xid8, ${end.seq}::bigint) and txid < pg_snapshot_xmin(pg_current_snapshot())
    order by txid, seq limit ${limit}`.execute(db);
  return rows.map((row) => ({ txid: row.txid, seq: row.seq, canonicalJson: chainText(row) }));
}

/** Sealed rows behind a point, as they stand now: what the verifier walks. A sealed row that is gone is left out. */
export async function readSealed(db: Kysely<unknown>, after: number, limit: number): Promise<ChainedRow[]> {
  const { rows } = await sql<AuditLogRow & { sealSequence: number; sealHash: string }>`
    select s.sequence as seal_sequence, s.hash as seal_hash, l.*
    from audit_seal s join audit_log l on l.seq = s.seq
    where s.sequence > ${after} order by s.sequence limit ${limit}`.execute(db);
  return rows.map(({ sealSequence, sealHash, ...row }) => ({
    sequence: sealSequence,
    hash: sealHash,
    canonicalJson: chainText(row as AuditLogRow),
  }));
}

/** The anchors of the database, in order. */
export async function readAnchors(db: Kysely<unknown>): Promise<ChainAnchor[]> {
  const { rows } = await sql<Omit<ChainAnchor, 'sealedAt' | 'signature'> & { sealedAt: Date; signature: Seal }>`
    select up_to_sequence, hash, count, sealed_at, signature from audit_anchor order by up_to_sequence`.execute(db);
  return rows.map((row) => ({ ...row, sealedAt: row.sealedAt.toISOString() }));
}

/** RFC 8785 text of an audit row: all its columns, without those that are null. */
function chainText(row: AuditLogRow): string {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return canonicalJson(Object.fromEntries([...present, ['recordedAt', row.recordedAt.toISOString()]]));
}
