import { CHAIN_START, type ChainAnchor, type ChainedRow, type ChainPoint, type Seal } from '@mz/crypto';
import type { Database } from '@mz/db';
import { type Kysely, sql } from 'kysely';
import { chainText, chainTextOf, instantColumn } from './audit-text.ts';

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

/** A sealed row as it stands now. */
export interface SealedRow extends ChainedRow {
  /** Its seal names another transaction than the row has. */
  readonly isMisplaced: boolean;
}

/** The last sealed row, or the start of the chain. */
export async function readChainEnd(db: Kysely<unknown>): Promise<ChainEnd> {
  const { rows } = await sql<ChainEnd>`
    select sequence, hash, txid::text as txid, seq from audit_seal order by sequence desc limit 1`.execute(db);
  return rows[0] ?? { ...CHAIN_START, txid: '0', seq: 0 };
}

/** Committed rows behind the end of the chain, in the chain's order; rows of running transactions come later. */
export async function readUnsealed(db: Kysely<unknown>, end: ChainEnd, limit: number): Promise<UnsealedRow[]> {
  const { rows } = await sql<{ txid: string; seq: number; recordedAtUtc: string }>`
    select *, recorded_at at time zone 'UTC' as ${sql.ref(instantColumn)} from audit_log
    where (txid, seq) > (${end.txid}::xid8, ${end.seq}::bigint) and txid < pg_snapshot_xmin(pg_current_snapshot())
    order by txid, seq limit ${limit}`.execute(db);
  return rows.map((row) => ({ txid: row.txid, seq: row.seq, canonicalJson: chainText(row) }));
}

/** The driver hands every value on as the text that the server sent. */
const asSent = { getTypeParser: () => (text: string) => text };

/**
 * Sealed rows of some places of the chain, as they stand now: what the verifier walks. A sealed row that is gone is left out.
 * Each is sought by its key, or the planner may read the whole table for each page.
 */
export async function readSealed(
  { pool }: Pick<Database<unknown>, 'pool'>,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<SealedRow[]> {
  const { rows, fields } = await pool.query<(string | null)[]>({
    text: `select l.*, l.recorded_at at time zone 'UTC' as ${instantColumn}, s.sequence, s.hash, s.txid = l.txid
      from audit_seal s cross join lateral (select * from audit_log where seq = s.seq offset 0) as l
      where s.sequence > $1 and s.sequence <= $2 order by s.sequence`,
    values: [after, upTo],
    rowMode: 'array',
    types: asSent,
  });
  const seal = fields.length - 3;
  const textOf = chainTextOf(fields.slice(0, seal));
  return rows.map((row) => ({
    sequence: Number(row[seal]),
    hash: row[seal + 1] ?? '',
    canonicalJson: textOf(row),
    isMisplaced: row[seal + 2] !== 't',
  }));
}

/** The anchors of the database, in order. */
export async function readAnchors(db: Kysely<unknown>): Promise<ChainAnchor[]> {
  const { rows } = await sql<AnchorRow>`
    select up_to_sequence, hash, count, sealed_at, signature from audit_anchor order by up_to_sequence`.execute(db);
  return rows.map(toAnchor);
}

/** The anchor up to which the chain is signed. */
export async function readLastAnchor(db: Kysely<unknown>): Promise<ChainAnchor | undefined> {
  const { rows } = await sql<AnchorRow>`
    select up_to_sequence, hash, count, sealed_at, signature from audit_anchor
    order by up_to_sequence desc limit 1`.execute(db);
  return rows.map(toAnchor)[0];
}

type AnchorRow = Omit<ChainAnchor, 'sealedAt' | 'signature'> & { sealedAt: Date; signature: Seal };

function toAnchor(row: AnchorRow): ChainAnchor {
  return { ...row, sealedAt: row.sealedAt.toISOString() };
}
