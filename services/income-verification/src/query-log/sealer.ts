import { CHAIN_START, type ChainPoint, chainHash } from '@mz/crypto';
import type { Context } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { type ChainedLine, chainText, lineColumns, logMac } from './chain.ts';

const batchRows = 1_000;
/** One sealer at a time in the database: others leave at once. */
const sealerLock = 7_203_218;

/** Chains what is committed; writers never wait for it. The end of the chain goes into the audit trail. Answers how many lines. */
export async function sealLog(kit: AppKit, ctx: Context): Promise<{ done: number }> {
  let done = 0;
  for (let sealed = batchRows; sealed === batchRows; done += sealed) {
    sealed = await kit.write(ctx, async (unit) => {
      if (!(await takeLock(unit.db))) return 0;
      const end = await readEnd(unit.db);
      const lines = await readUnsealed(unit.db);
      const seals = chained(kit, end, lines);
      const last = seals.at(-1);
      if (last === undefined) return 0;
      await unit.db.insertInto('queryLogSeal').values(seals).execute();
      const after = { upTo: last.sequence, hash: last.hash, lines: seals.length };
      unit.audit({ action: 'queryLog.seal', recordType: 'query_log', recordId: String(last.sequence), after });
      return seals.length;
    });
  }
  return { done };
}

/** The last link, or the start of the chain. */
export async function readEnd(db: Db): Promise<ChainPoint> {
  const query = db.selectFrom('queryLogSeal').select(['sequence', 'hash']).orderBy('sequence', 'desc').limit(1);
  return (await query.executeTakeFirst()) ?? CHAIN_START;
}

function chained(kit: AppKit, end: ChainPoint, lines: readonly ChainedLine[]) {
  const mac = logMac(kit);
  let { sequence, hash } = end;
  return lines.map((line) => {
    sequence += 1;
    hash = chainHash(hash, chainText(line), mac);
    return { sequence, hash, txid: line.txid, logSeq: line.seq };
  });
}

async function takeLock(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${sealerLock}) as locked`.execute(
    db,
  );
  return rows[0]?.locked === true;
}

/** Committed lines behind the end of the chain; those of running transactions come later. */
async function readUnsealed(db: Db): Promise<ChainedLine[]> {
  const { rows } = await sql<ChainedLine>`
    with chain_end as (select txid, log_seq from query_log_seal order by sequence desc limit 1)
    select ${lineColumns} from query_log l
    where (l.txid, l.seq) > (coalesce((select txid from chain_end), 0), coalesce((select log_seq from chain_end), 0))
      and l.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by l.txid, l.seq limit ${batchRows}`.execute(db);
  return rows;
}
