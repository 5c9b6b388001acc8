import { readFile } from 'node:fs/promises';
import {
  CHAIN_START,
  type ChainAnchor,
  type ChainFault,
  type ChainKeys,
  type ChainPlace,
  type ChainVerdict,
  type KeyProvider,
  type PublicKeySet,
  verifyChain,
} from '@mz/crypto';
import type { Database } from '@mz/db';
import { canonicalJson } from '@mz/domain';
import { type Kysely, sql } from 'kysely';
import { readAnchors, readChainEnd, readSealed, type SealedRow } from './audit-rows.ts';
import { chainMac } from './audit-sealer.ts';

/** Whose trail to verify and where its anchors lie. */
export interface AuditVerifySettings {
  readonly service: string;
  readonly db: Database<unknown>;
  readonly keys: KeyProvider;
  readonly publicKeys: PublicKeySet;
  readonly anchorFile: string;
}

/** INSERTED: a row put in behind the chain's back. The others as in verifyChain. */
export type AuditFault = ChainFault | 'INSERTED';

/** Whole, with the rows that no anchor or no seal covers yet; or the first bad row. */
export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly unanchored: number; readonly unsealed: UnsealedWindow }
  | { readonly ok: false; readonly kind: AuditFault; readonly sequence: number; readonly rowId?: string };

/** Committed rows that the sealer has not chained yet. */
export interface UnsealedWindow {
  readonly rows: number;
  readonly since?: string;
}

const pageRows = 2_000;
/** How far ahead a row that was exchanged for another is looked for. */
const namedWithin = 10_000;

/** Verifies a service's whole trail against its chain and the anchors inside and outside the database. */
export async function verifyAudit(settings: AuditVerifySettings): Promise<AuditVerdict> {
  const { kysely: db } = settings.db;
  const merged = mergeAnchors(await readAnchors(db), await readAnchorFile(settings.anchorFile));
  if (!merged.ok) return { ok: false, kind: 'ANCHOR_BROKEN', sequence: merged.sequence };
  const walked = await walkPages(settings, merged.anchors);
  if (!walked.ok) return badRow(db, walked.kind, walked.firstBadSequence);
  const { stray, ...unsealed } = await readLoose(db);
  const { sequence: rows } = walked.verifiedTo;
  if (stray !== null) return { ok: false, kind: 'INSERTED', sequence: rows, rowId: stray };
  return { ok: true, rows, unanchored: walked.unsealedRows, unsealed };
}

/** Page by page, so that a long span needs no more memory than a short one. */
async function walkPages(settings: AuditVerifySettings, anchors: readonly ChainAnchor[]): Promise<ChainVerdict> {
  const keys = { ...chainMac(settings.keys, settings.service), publicKeys: settings.publicKeys };
  const end = await readChainEnd(settings.db.kysely);
  let at: ChainPlace = { after: CHAIN_START, anchoredTo: 0 };
  let next = 0;
  for await (const { rows, from, upTo } of readPages(settings.db, end.sequence)) {
    const first = next;
    while (next < anchors.length && (anchors[next]?.upToSequence ?? 0) <= upTo) next += 1;
    const judge = (page: readonly SealedRow[]) => judgePage(page, anchors.slice(first, next), { ...keys, ...at });
    const verdict = judge(rows);
    if (!verdict.ok) {
      const named = judge(await readSealed(settings.db, { after: from, upTo: from + namedWithin }));
      return named.ok ? verdict : named;
    }
    const { verifiedTo: after, sealedTo: anchoredTo } = verdict;
    if (after.sequence < Math.min(upTo, end.sequence)) {
      return { ok: false, kind: 'MISSING', firstBadSequence: after.sequence + 1 };
    }
    at = { after, anchoredTo };
  }
  // An anchor behind the end of the chain says that there was more.
  return verifyChain([], anchors.slice(next), { ...keys, ...at });
}

/** The chain itself, and that each seal names the transaction of its row. */
function judgePage(rows: readonly SealedRow[], anchors: readonly ChainAnchor[], keys: ChainKeys): ChainVerdict {
  const verdict = verifyChain(rows, anchors, keys);
  const misplaced = rows.find(({ isMisplaced }) => isMisplaced)?.sequence;
  if (misplaced === undefined || (!verdict.ok && verdict.firstBadSequence <= misplaced)) return verdict;
  return { ok: false, kind: 'ALTERED', firstBadSequence: misplaced };
}

interface Page {
  readonly rows: readonly SealedRow[];
  readonly from: number;
  readonly upTo: number;
}

/** While one page is hashed here, the database makes the next. */
async function* readPages(db: Database<unknown>, end: number): AsyncGenerator<Page, void, undefined> {
  const read = async (from: number): Promise<Page> => {
    const upTo = from + pageRows;
    return { rows: await readSealed(db, { after: from, upTo }), from, upTo };
  };
  let ahead = read(0);
  try {
    for (let upTo = pageRows; upTo < end; upTo += pageRows) {
      const page = await ahead;
      ahead = read(upTo);
      yield page;
    }
    yield await ahead;
  } finally {
    await Promise.allSettled([ahead]);
  }
}

type Merged = { ok: true; anchors: ChainAnchor[] } | { ok: false; sequence: number };

function mergeAnchors(inside: readonly ChainAnchor[], outside: readonly ChainAnchor[]): Merged {
  const merged = new Map(outside.map((anchor) => [anchor.upToSequence, anchor]));
  for (const anchor of inside) {
    const twin = merged.get(anchor.upToSequence);
    if (twin && canonicalJson(twin) !== canonicalJson(anchor)) return { ok: false, sequence: anchor.upToSequence };
    merged.set(anchor.upToSequence, anchor);
  }
  return { ok: true, anchors: [...merged.values()].sort((a, b) => a.upToSequence - b.upToSequence) };
}

async function readAnchorFile(path: string): Promise<ChainAnchor[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // A file of ours, whose lines are then checked by their signatures.
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as ChainAnchor]));
}

async function badRow(db: Kysely<unknown>, kind: ChainFault, sequence: number): Promise<AuditVerdict> {
  const { rows } = await sql<{ id: string }>`
    select l.id from audit_seal s join audit_log l on l.seq = s.seq where s.sequence = ${sequence}`.execute(db);
  const later = await sql`select 1 from audit_seal where sequence > ${sequence} limit 1`.execute(db);
  // A page that ends early looks truncated; with rows behind it, one is missing.
  const named = kind === 'TRUNCATED' && later.rows.length > 0 ? 'MISSING' : kind;
  return { ok: false, kind: named, sequence, ...(rows[0] ? { rowId: rows[0].id } : {}) };
}

/** Rows without a seal: those that the sealer has not come to, and the first that stands where it has been. */
async function readLoose(db: Kysely<unknown>): Promise<UnsealedWindow & { readonly stray: string | null }> {
  const { rows } = await sql<{ rows: number; since: Date | null; stray: string | null }>`
    with loose as (
      select l.txid, l.seq, l.recorded_at, l.id from audit_log l
      where not exists (select from audit_seal s where s.seq = l.seq)
    ), chain_end as (
      select txid, seq from audit_seal order by sequence desc limit 1
    )
    select count(*) as rows, min(recorded_at) as since,
      (select id from loose where (txid, seq) <= (select txid, seq from chain_end) order by seq limit 1) as stray
    from loose`.execute(db);
  const [found] = rows;
  const { rows: count = 0, since = null, stray = null } = found ?? {};
  return { rows: count, ...(since === null ? {} : { since: since.toISOString() }), stray };
}
