import { chmodSync, createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { measured } from './bulk-load.ts';
import { type Batch, type Chunk, fillBatch, fillKnown } from './light-check-fill.ts';
import { highestMemory } from './processor.ts';
import { outcomeOf, type Sums, type Turn } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer } from './server.ts';

const kinds = JSON.stringify({ CHANGED: 'X', NEW_RECORD: 'X', DIED: 'X', IDENTITY_MISMATCH: 'X' });

interface Bench {
  readonly admin: pg.Client;
  /** The application's role, which row security binds. */
  readonly app: pg.Client;
  /** Readable and writable for the server, too. */
  readonly dir: string;
}

/**
 * A monthly check of four items: each chunk of 50,000 answers staged by COPY and matched by the service's own function in a
 * transaction under row security, against all answers copied into one table and matched by one join. Both remember what differs.
 */
export async function benchLightCheck({ persons, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(['income-verification']);
  const dir = mkdtempSync(join(tmpdir(), 'mz-light-'));
  chmodSync(dir, 0o777);
  const app = new pg.Client({ connectionString: server.surroundings.databases.get('income-verification')?.appUrl });
  try {
    const admin = await server.admin('income-verification');
    await app.connect();
    await fillKnown(admin, persons);
    const turns: [Turn, Turn][] = [];
    const idle = highestMemory(process.pid);
    for (let round = 1; round <= rounds; round += 1) {
      turns.push(await runRound({ admin, app, dir }, { persons, round }));
      console.log(
        `  round ${round}: ${turns
          .at(-1)
          ?.map(({ ms }) => `${ms.toFixed(0)} ms`)
          .join(' against ')}`,
      );
    }
    // What carries the answers streams them: it grows with a chunk's buffer, not with the persons.
    const grown = Math.round(highestMemory(process.pid) - idle);
    console.log(`  memory: ${idle.toFixed(0)} MB before, at most ${grown} MB more over all rounds`);
    return { ...outcomeOf(turns, 'time'), said: `memory_mb=${grown}` };
  } finally {
    await app.end();
    rmSync(dir, { recursive: true, force: true });
    await server.stop();
  }
}

async function runRound(bench: Bench, size: { persons: number; round: number }): Promise<[Turn, Turn]> {
  const { admin, dir } = bench;
  const batch = await fillBatch(admin, { ...size, dir });
  await admin.query('truncate peer_answer, peer_change');
  const ours = (): Promise<void> => matchOurs(bench, batch);
  const peer = (): Promise<void> => matchPeer(bench, batch);
  // The first one by turns: whoever comes second finds the pages read.
  const first = await measured(admin, size.round % 2 === 0 ? peer : ours);
  const second = await measured(admin, size.round % 2 === 0 ? ours : peer);
  const [mine, theirs] = size.round % 2 === 0 ? [second, first] : [first, second];
  const sums = {
    ours: await sumsOf(admin, 'known_record', `(select * from recheck_change where recheck_id = '${batch.recheckId}')`),
    peer: await sumsOf(admin, 'peer_known', 'peer_change'),
  };
  return [
    { ...mine, sums: sums.ours },
    { ...theirs, sums: sums.peer },
  ];
}

async function matchOurs({ app, dir }: Bench, batch: Batch): Promise<void> {
  for (const chunk of batch.chunks) {
    await app.query('begin');
    await app.query("select set_config('app.division', '37', true), set_config('app.actor', 'bench', true)");
    await app.query(
      `create temporary table recheck_stage (seq integer not null, said text not null, fingerprint bytea, band text,
         as_of date not null, event_on date, fields text) on commit drop`,
    );
    const stage = app.query(from('copy recheck_stage (seq, said, fingerprint, band, as_of, event_on) from stdin'));
    await pipeline(createReadStream(join(dir, `ours-${chunk.item}-${chunk.partNo}`)), stage);
    await matchStage(app, batch, chunk);
    await app.query('commit');
  }
}

async function matchStage(app: pg.Client, batch: Batch, chunk: Chunk): Promise<void> {
  const { item, partNo, firstPersonId, lastPersonId, id } = chunk;
  const { rows } = await app.query<{ outcome: string; count: number }>(
    'select * from match_recheck_stage($1, $2, $3, $4, $5, $6, $6, true, $7)',
    [batch.recheckId, partNo, item, firstPersonId, lastPersonId, batch.asOf, kinds],
  );
  const unchanged = rows.find(({ outcome }) => outcome === 'UNCHANGED')?.count ?? 0;
  await app.query(
    `with named as (select range_agg(int4range(seq, seq + 1)) as seqs from recheck_stage)
     update recheck_chunk set open = open - named.seqs, state = 'MATCHED', unchanged = $2 from named where id = $1`,
    [id, unchanged],
  );
}

/** One join of everything, with what differs noted and remembered. */
async function matchPeer({ admin, dir }: Bench, { chunks }: Batch): Promise<void> {
  await admin.query('begin');
  for (const { item, partNo } of chunks) {
    const answers = admin.query(from('copy peer_answer from stdin'));
    await pipeline(createReadStream(join(dir, `peer-${item}-${partNo}`)), answers);
  }
  await admin.query(
    `with judged as (
       select a.*, case when k.fingerprint is null then 'NEW_RECORD' else 'CHANGED' end as outcome
       from peer_answer a join peer_known k on k.item_code = a.item_code and k.person_id = a.person_id
       where k.fingerprint is distinct from a.fingerprint
     ), noted as (
       insert into peer_change select item_code, person_id, outcome, as_of from judged
     )
     update peer_known k set fingerprint = j.fingerprint, as_of = j.as_of
     from judged j where k.item_code = j.item_code and k.person_id = j.person_id`,
  );
  await admin.query('commit');
}

/** What both know afterwards, and what they noted, by a digest that does not depend on the order. */
async function sumsOf(admin: pg.Client, known: string, changes: string): Promise<Sums> {
  const digest = (columns: string) => `coalesce(sum(('x' || left(md5(${columns}), 8))::bit(32)::bigint), 0)::text`;
  const { rows } = await admin.query<Record<string, string>>(
    `select (select count(*)::text from ${changes} c) as changes,
       (select ${digest('item_code || person_id || outcome || as_of')} from ${changes} c) as "changes digest",
       (select ${digest("item_code || person_id || coalesce(encode(fingerprint, 'hex'), '') || as_of")} from ${known}) as "known digest"`,
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]));
}
