import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ChainAnchor,
  type ChainMac,
  chainHash,
  currentSecret,
  type KeyName,
  type KeyProvider,
  type Sealer,
  sealAnchor,
} from '@mz/crypto';
import { type Kysely, sql } from 'kysely';
import { type ChainEnd, readChainEnd, readLastAnchor, readUnsealed, type UnsealedRow } from './audit-rows.ts';
import type { Clock } from './kit.ts';

/** What the sealer of one service needs. */
export interface AuditSealerSettings {
  readonly service: string;
  readonly db: Kysely<unknown>;
  readonly keys: KeyProvider;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** File outside the database to which each anchor is appended. */
  readonly anchorFile: string;
}

/** Chains committed audit rows out of band; writers never wait for it. */
export interface AuditSealer {
  /** Chains what is committed; signs an anchor when 60 s or 10,000 rows have passed, or when forced. Answers rows chained. */
  seal(options?: { readonly anchorNow?: boolean }): Promise<number>;
}

const batchRows = 1_000;
const anchorEveryRows = 10_000;
const anchorEveryMs = 60_000;
/** One sealer at a time in a database: others leave at once. */
const sealerLock = 7_203_203;

/** The file outside the database that keeps a service's anchors. */
export function anchorFileOf(dataDir: string, service: string): string {
  return join(dataDir, 'audit-anchors', `${service}.ndjson`);
}

/** The key that signs a service's anchors. */
export function auditSigningKey(service: string): KeyName {
  return `signing/audit-${service}`;
}

/** The chain's key of a service. */
function auditKeyName(service: string): KeyName {
  return `audit/${service}`;
}

/** The chain's MAC of a service, under its first key: a chain keeps its key, or its start could not be verified. */
export function chainMac(keys: KeyProvider, service: string): ChainMac {
  const current = currentSecret(keys, auditKeyName(service));
  const [first = current] = keys.versions(auditKeyName(service));
  if (first.kind !== 'secret') throw new Error(`${auditKeyName(service)} is not a secret key`);
  return { hmacKey: first.secret, algorithm: 'HMAC-SHA-256' };
}

/** Creates the sealer of a service. */
export function createAuditSealer(settings: AuditSealerSettings): AuditSealer {
  const mac = chainMac(settings.keys, settings.service);

  async function sealBatch(): Promise<number> {
    return settings.db.transaction().execute(async (trx) => {
      if (!(await takeLock(trx))) return 0;
      const end = await readChainEnd(trx);
      const rows = await readUnsealed(trx, end, batchRows);
      await insertSeals(trx, chainRows(rows, end, mac));
      return rows.length;
    });
  }

  async function anchor(force: boolean): Promise<void> {
    const signed = await settings.db.transaction().execute(async (trx) => {
      if (!(await takeLock(trx))) return undefined;
      const [end, last] = [await readChainEnd(trx), await readLastAnchor(trx)];
      const next = nextAnchor(settings, { end, last, force });
      if (next) await insertAnchor(trx, next);
      return next;
    });
    if (!signed) return;
    await mkdir(dirname(settings.anchorFile), { recursive: true });
    await appendFile(settings.anchorFile, `${JSON.stringify(signed)}\n`, { mode: 0o600 });
  }

  return {
    async seal({ anchorNow = false } = {}) {
      let total = 0;
      for (let sealed = batchRows; sealed === batchRows; ) {
        sealed = await sealBatch();
        total += sealed;
        // Between batches, too: however much there is to catch up with, no anchor stands for more than its rows.
        await anchor(anchorNow && sealed < batchRows);
      }
      return total;
    },
  };
}

async function takeLock(trx: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${sealerLock}) as locked`.execute(
    trx,
  );
  return rows[0]?.locked === true;
}

interface ChainedSeal {
  readonly sequence: number;
  readonly txid: string;
  readonly seq: number;
  readonly hash: string;
}

function chainRows(rows: readonly UnsealedRow[], end: ChainEnd, mac: ChainMac): ChainedSeal[] {
  let { sequence, hash } = end;
  return rows.map(({ txid, seq, canonicalJson }) => {
    sequence += 1;
    hash = chainHash(hash, canonicalJson, mac);
    return { sequence, txid, seq, hash };
  });
}

async function insertSeals(trx: Kysely<unknown>, seals: readonly ChainedSeal[]): Promise<void> {
  if (seals.length === 0) return;
  await sql`insert into audit_seal (sequence, txid, seq, hash)
    select sequence, txid::xid8, seq, hash
    from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as r(sequence bigint, txid text, seq bigint, hash text)`.execute(
    trx,
  );
}

interface AnchorState {
  readonly end: ChainEnd;
  readonly last: ChainAnchor | undefined;
  readonly force: boolean;
}

function nextAnchor(settings: AuditSealerSettings, { end, last, force }: AnchorState): ChainAnchor | undefined {
  const count = end.sequence - (last?.upToSequence ?? 0);
  if (count === 0) return undefined;
  const now = settings.clock.wall();
  const ageMs = last ? now.getTime() - Date.parse(last.sealedAt) : Number.POSITIVE_INFINITY;
  if (!force && count < anchorEveryRows && ageMs < anchorEveryMs) return undefined;
  const statement = { upToSequence: end.sequence, hash: end.hash, count, sealedAt: now.toISOString() };
  return sealAnchor(settings.sealer, statement);
}

async function insertAnchor(trx: Kysely<unknown>, anchor: ChainAnchor): Promise<void> {
  await sql`insert into audit_anchor (up_to_sequence, hash, count, sealed_at, signature)
    values (${anchor.upToSequence}, ${anchor.hash}, ${anchor.count}, ${anchor.sealedAt},
      ${JSON.stringify(anchor.signature)}::jsonb)`.execute(trx);
}
