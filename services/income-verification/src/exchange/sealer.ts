import {
  chainEntries,
  type ExchangeContent,
  type ExchangeSeal,
  LEDGER_START,
  type RootStatement,
  rootHash,
  signNationalRoot,
} from '@mz/crypto';
import { jsonb } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { partnerKeysOf } from './key-registry.ts';
import type { OwnSigner } from './own-keys.ts';

const batchRows = 1_000;
/** One sealer at a time in the database: others leave at once. */
const sealerLock = 7_203_215;

/** Chains what is committed, each partner's messages behind each other; writers never wait for it. Answers how many. */
export async function sealLedger(kit: AppKit, ctx: Context): Promise<number> {
  let total = 0;
  for (let sealed = batchRows; sealed === batchRows; total += sealed) {
    sealed = await kit.write(ctx, (unit) => sealBatch(unit.db));
  }
  return total;
}

type Unsealed = Omit<ExchangeContent, 'at'> & {
  readonly seq: number;
  readonly txid: number;
  readonly partnerCode: string;
  readonly at: Date;
};

async function sealBatch(db: Db): Promise<number> {
  if (!(await takeLock(db))) return 0;
  const rows = await readUnsealed(db);
  const byPartner = Map.groupBy(rows, ({ partnerCode }) => partnerCode);
  const ends = await readEnds(db, [...byPartner.keys()]);
  const seals = [...byPartner].flatMap(([partnerCode, own]) => {
    const after = ends.get(partnerCode) ?? { sequence: 0, hash: LEDGER_START };
    const entries = chainEntries(partnerCode, after, own.map(toContent));
    return own.map(({ seq: messageSeq, txid }, index) => {
      const { sequence = 0, hash = '' } = entries[index] ?? {};
      return { messageSeq, txid, partnerCode, sequence, hash };
    });
  });
  if (seals.length > 0) await db.insertInto('exchangeSeal').values(seals).execute();
  return seals.length;
}

async function takeLock(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${sealerLock}) as locked`.execute(
    db,
  );
  return rows[0]?.locked === true;
}

/** Committed messages behind the end of the chains; those of running transactions come later. */
async function readUnsealed(db: Db): Promise<Unsealed[]> {
  const { rows } = await sql<Unsealed>`
    with chain_end as (select txid, message_seq from exchange_seal order by txid desc, message_seq desc limit 1)
    select seq, txid, partner_code, direction, kind, ref, sha256, at from exchange_message
    where (txid, seq) > (coalesce((select txid from chain_end), 0), coalesce((select message_seq from chain_end), 0))
      and txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by txid, seq limit ${batchRows}`.execute(db);
  return rows;
}

interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

async function readEnds(db: Db, partnerCodes: readonly string[]): Promise<Map<string, ChainEnd>> {
  // Each is sought by its key, or the planner may read the whole table for each partner (ADR 7).
  const { rows } = await sql<ChainEnd & { partnerCode: string }>`
    select p.code as partner_code, s.sequence, s.hash from unnest(${[...partnerCodes]}::text[]) as p (code)
    cross join lateral (select sequence, hash from exchange_seal where partner_code = p.code
      order by sequence desc limit 1) as s`.execute(db);
  return new Map(rows.map(({ partnerCode, sequence, hash }) => [partnerCode, { sequence, hash }]));
}

function toContent({ direction, kind, ref, sha256, at }: Unsealed): ExchangeContent {
  return { direction, kind, ref, sha256, at: at.toISOString() };
}

/** Signs the end of each chain that has grown since its last root, under the day that has ended. Answers how many. */
export async function signRoots(kit: AppKit, ctx: Context, day: LegalDay): Promise<number> {
  await sealLedger(kit, ctx);
  const signers = await signersOf(kit, ctx);
  return kit.write(ctx, async (unit) => {
    if (!(await takeLock(unit.db))) return 0;
    const grown = await listGrown(unit.db);
    // A chain that began meanwhile is signed with the next day.
    const known = grown.flatMap((chain) => {
      const signer = signers.get(chain.partnerCode);
      return signer === undefined ? [] : [{ chain, signer }];
    });
    for (const { chain, signer } of known) await signRoot({ kit, ctx, unit }, { day, chain, signer });
    return known.length;
  });
}

/** By whom the root of each chain is signed: in the suite of its partner. */
async function signersOf(kit: AppKit, ctx: Context): Promise<Map<string, OwnSigner>> {
  const grown = await kit.read(ctx, (db) => listGrown(db));
  const keys = partnerKeysOf(kit);
  const found = new Map<string, OwnSigner>();
  for (const { partnerCode } of grown) found.set(partnerCode, await keys.signerFor(partnerCode));
  return found;
}

function sealOf(kit: AppKit, root: RootStatement, { keyId, privateKey }: OwnSigner): ExchangeSeal {
  return 'kind' in privateKey ? signNationalRoot(root, { keyId, privateKey }) : kit.sealer.seal(rootHash(root));
}

interface Signing {
  readonly day: LegalDay;
  readonly chain: Grown;
  readonly signer: OwnSigner;
}

type Grown = ChainEnd & { readonly partnerCode: string; readonly rooted: number };

async function listGrown(db: Db): Promise<Grown[]> {
  const { rows } = await sql<Grown>`
    select p.code as partner_code, s.sequence, s.hash, coalesce(r.rooted, 0)::bigint as rooted
    from (select distinct partner_code as code from exchange_seal) as p
    cross join lateral (select sequence, hash from exchange_seal where partner_code = p.code
      order by sequence desc limit 1) as s
    left join lateral (select max(up_to_sequence) as rooted from exchange_root where partner_code = p.code) as r on true
    where s.sequence > coalesce(r.rooted, 0) order by 1`.execute(db);
  return rows;
}

async function signRoot({ kit, unit }: Work, { day, chain, signer }: Signing): Promise<void> {
  const { partnerCode, sequence, hash, rooted } = chain;
  const statement = { partner: partnerCode, day, upToSequence: sequence, count: sequence - rooted, hash };
  const id = kit.newId();
  const saved = await unit.db
    .insertInto('exchangeRoot')
    .values({
      ...{ id, partnerCode, day, upToSequence: sequence, count: statement.count, hash },
      ...{ signature: jsonb(sealOf(kit, statement, signer)), signedAt: kit.clock.wall() },
    })
    // A day has one root: what comes after it stands under the next.
    .onConflict((conflict) => conflict.columns(['partnerCode', 'day']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (saved === undefined) return;
  const after = { partnerCode, day, upToSequence: sequence };
  unit.audit({ action: 'exchangeLedger.sign', recordType: 'exchange_root', recordId: id, after });
}
