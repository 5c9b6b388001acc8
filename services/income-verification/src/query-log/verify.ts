import type { OperationInputOf, OperationOutputOf, verifyQueryLog } from '@mz/contracts';
import { CHAIN_START, type ChainPoint, verifyChain } from '@mz/crypto';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { type ChainedLine, chainText, lineColumns, logMac } from './chain.ts';
import { readEnd } from './sealer.ts';

type Verdict = OperationOutputOf<typeof verifyQueryLog>;

/** Links of one call. */
const walked = 5_000;

/** Walks the chain behind a link; at its end, compares it with what the audit trail says of it. */
export async function verifyLog(
  kit: AppKit,
  ctx: Context,
  { query: { afterSequence } }: OperationInputOf<typeof verifyQueryLog>,
): Promise<Verdict> {
  const { division, system } = kit.system('queryLog.seal').scope;
  const reach = { ...ctx, scope: { ...ctx.scope, division, ...(system === undefined ? {} : { system }) } };
  return kit.read(reach, async (db) => {
    const start = await readStart(db, afterSequence);
    const rows = await readLinks(db, start.sequence);
    const none = { publicKeys: { keys: [] } };
    const verdict = verifyChain(rows, [], { ...logMac(kit), ...none, after: start });
    const end = await readEnd(db);
    const unchained = await countUnchained(db);
    if (!verdict.ok) return faulty(verdict.kind, verdict.firstBadSequence, { start, unchained });
    const verifiedTo = verdict.verifiedTo.sequence;
    const more = verifiedTo < end.sequence && rows.length === walked;
    if (!more && verifiedTo < end.sequence) return faulty('MISSING', verifiedTo + 1, { start, unchained });
    const stray = await findStray(db, { from: rows[0]?.logSeq, to: more ? rows.at(-1)?.logSeq : undefined });
    if (stray) return faulty('INSERTED', verifiedTo, { start, unchained });
    const told = await readTold(db);
    if (told !== undefined && told.sequence > end.sequence)
      return faulty('TRUNCATED', end.sequence + 1, { start, unchained });
    if (!more && told !== undefined && told.sequence === end.sequence && told.hash !== end.hash)
      return faulty('ALTERED', end.sequence, { start, unchained });
    return { whole: true, fault: null, faultSequence: null, verifiedTo, more, unchained };
  });
}

function faulty(
  fault: string,
  sequence: number,
  { start, unchained }: { start: ChainPoint; unchained: number },
): Verdict {
  const verifiedTo = Math.max(start.sequence, sequence - 1);
  return { whole: false, fault, faultSequence: sequence, verifiedTo, more: false, unchained };
}

/** The link to start from: the one asked for, else the last one whose line was forgotten after six years. */
async function readStart(db: Db, asked: number | undefined): Promise<ChainPoint> {
  const { rows } = await sql<ChainPoint>`
    select sequence, hash from query_log_seal s
    where ${
      asked === undefined
        ? sql`not exists (select from query_log l where l.seq = s.log_seq)
      and s.sequence < coalesce((select min(f.sequence) from query_log_seal f join query_log l on l.seq = f.log_seq), 0)`
        : sql`s.sequence = ${asked}`
    }
    order by sequence desc limit 1`.execute(db);
  return rows[0] ?? CHAIN_START;
}

interface Link {
  readonly sequence: number;
  readonly logSeq: number;
  readonly hash: string;
  readonly canonicalJson: string;
}

async function readLinks(db: Db, after: number): Promise<Link[]> {
  const { rows } = await sql<ChainedLine & { sequence: number; hash: string }>`
    select s.sequence, s.hash, ${lineColumns} from query_log_seal s join query_log l on l.seq = s.log_seq
    where s.sequence > ${after} order by s.sequence limit ${walked}`.execute(db);
  return rows.map(({ sequence, hash, ...line }) => ({
    sequence,
    hash,
    logSeq: line.seq,
    canonicalJson: chainText(line),
  }));
}

/** Whether a line was put in where the sealer has been. */
async function findStray(db: Db, walk: { from: number | undefined; to: number | undefined }): Promise<boolean> {
  if (walk.from === undefined) return false;
  const { rows } = await sql`
    with chain_end as (select txid, log_seq from query_log_seal order by sequence desc limit 1)
    select from query_log l where l.seq >= ${walk.from} and l.seq <= coalesce(${walk.to ?? null}::bigint, l.seq)
      and (l.txid, l.seq) <= (select txid, log_seq from chain_end)
      and not exists (select from query_log_seal s where s.log_seq = l.seq) limit 1`.execute(db);
  return rows.length > 0;
}

async function countUnchained(db: Db): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    with chain_end as (select txid, log_seq from query_log_seal order by sequence desc limit 1)
    select count(*)::int as lines from query_log l
    where (l.txid, l.seq) > (coalesce((select txid from chain_end), 0), coalesce((select log_seq from chain_end), 0))`.execute(
    db,
  );
  return rows[0]?.lines ?? 0;
}

/** The end of the chain as the audit trail has it, whose rows are chained and signed themselves. */
async function readTold(db: Db): Promise<ChainPoint | undefined> {
  const { rows } = await sql<{ sequence: number; hash: string }>`
    select (after ->> 'upTo')::bigint as sequence, after ->> 'hash' as hash from audit_log
    where action = 'queryLog.seal' order by seq desc limit 1`.execute(db);
  return rows[0];
}
