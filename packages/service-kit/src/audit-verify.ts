import { readFile } from 'node:fs/promises';
import {
  CHAIN_START,
  type ChainAnchor,
  type ChainFault,
  type ChainPoint,
  type KeyProvider,
  type PublicKeySet,
  verifyChain,
} from '@mz/crypto';
import { canonicalJson } from '@mz/domain';
import { type Kysely, sql } from 'kysely';
import { readAnchors, readSealed } from './audit-rows.ts';
import { chainMac } from './audit-sealer.ts';

/** Whose trail to verify and where its anchors lie. */
export interface AuditVerifySettings {
  readonly service: string;
  readonly db: Kysely<unknown>;
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

const chunkRows = 10_000;

/** Verifies a service's whole trail against its chain and the anchors inside and outside the database. */
export async function verifyAudit(settings: AuditVerifySettings): Promise<AuditVerdict> {
  const { db } = settings;
  const anchors = mergeAnchors(await readAnchors(db), await readAnchorFile(settings.anchorFile));
  if (!anchors.ok) return { ok: false, kind: 'ANCHOR_BROKEN', sequence: anchors.sequence };
  const mac = chainMac(settings.keys, settings.service);
  let after: ChainPoint = CHAIN_START;
  for (;;) {
    const end = spanEnd(anchors.anchors, after.sequence);
    const rows = await readSealed(db, after.sequence, end === undefined ? chunkRows : end - after.sequence);
    const spans = anchors.anchors.filter((anchor) => end !== undefined && anchor.upToSequence <= end);
    const verdict = verifyChain(rows, spans, { ...mac, publicKeys: settings.publicKeys, after });
    if (!verdict.ok) return badRow(db, verdict.kind, verdict.firstBadSequence);
    after = verdict.verifiedTo;
    if (end === undefined && rows.length < chunkRows) break;
  }
  const stray = await findStray(db);
  if (stray) return { ok: false, kind: 'INSERTED', sequence: after.sequence, rowId: stray };
  const anchored = anchors.anchors.at(-1)?.upToSequence ?? 0;
  return {
    ok: true,
    rows: after.sequence,
    unanchored: after.sequence - anchored,
    unsealed: await readWindow(db),
  };
}

// A chunk ends at an anchor: at the last one within reach, or at the next one when its span is longer.
function spanEnd(anchors: readonly ChainAnchor[], after: number): number | undefined {
  const ahead = anchors.filter((anchor) => anchor.upToSequence > after);
  const within = ahead.findLast((anchor) => anchor.upToSequence <= after + chunkRows);
  return (within ?? ahead[0])?.upToSequence;
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
  // A chunk that ends early looks truncated; with rows behind it, one is missing.
  const named = kind === 'TRUNCATED' && later.rows.length > 0 ? 'MISSING' : kind;
  return { ok: false, kind: named, sequence, ...(rows[0] ? { rowId: rows[0].id } : {}) };
}

async function findStray(db: Kysely<unknown>): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select l.id from audit_log l
    where (l.txid, l.seq) <= (select s.txid, s.seq from audit_seal s order by s.sequence desc limit 1)
      and not exists (select 1 from audit_seal s where s.seq = l.seq)
    order by l.seq limit 1`.execute(db);
  return rows[0]?.id;
}

async function readWindow(db: Kysely<unknown>): Promise<UnsealedWindow> {
  const { rows } = await sql<{ rows: number; since: Date | null }>`
    select count(*) as rows, min(recorded_at) as since from audit_log l
    where not exists (select 1 from audit_seal s where s.seq = l.seq)`.execute(db);
  const [window] = rows;
  return { rows: window?.rows ?? 0, ...(window?.since ? { since: window.since.toISOString() } : {}) };
}
