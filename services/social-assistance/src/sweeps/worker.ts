import { parentPort, workerData } from 'node:worker_threads';
import { createDatabase, type Database, plainTransaction, type Scope, transaction } from '@mz/db';
import { createParameterSource, scopePrefix } from '@mz/domain';
import type { DB } from '../database.ts';
import { listDeaths } from '../known-deaths.ts';
import { onceSource } from '../rules/index.ts';
import { computeRow, countyOfRow, type Lookup, personsOf, resultsOfLeft } from './compute.ts';
import type { Chunk, CountyTables, FromThread, ThreadStart, ToThread } from './messages.ts';
import { readChunk } from './read.ts';
import { type Result, tallyOf } from './rules.ts';

/** The tables that the service was asked for, and whoever waits for them. */
const waiting = new Map<string, (tables: CountyTables) => void>();
/** What is looked up for the county before: chunks go county by county, so one is enough. */
const last: { key: string; lookup: Lookup | undefined } = { key: '', lookup: undefined };

// Parse border: only the pool starts this thread, and says where the database is.
const database = createDatabase<DB>({
  url: asOneSnapshot((workerData as ThreadStart).url),
  applicationName: 'social-assistance:sweep',
  poolSize: 1,
  plainPoolSize: 1,
  statementTimeoutMs: 120_000,
});

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'chunk':
      void run(message.chunk).then(tell);
      return;
    case 'tables':
      waiting.get(message.county)?.(message.tables);
      waiting.delete(message.county);
      return;
    case 'stop':
      parentPort?.close();
      void database.close();
  }
});

async function run(chunk: Chunk): Promise<FromThread> {
  try {
    const scope = { division: scopePrefix(chunk.divisionCode), actor: chunk.startedBy };
    return { kind: 'done', written: await write(database, scope, { chunk, results: await compute(scope, chunk) }) };
  } catch (error) {
    return { kind: 'failed', error: classOf(error) };
  }
}

/** Reads the chunk in one snapshot and computes it. */
async function compute(scope: Scope, chunk: Chunk): Promise<Result[]> {
  const { rows, deaths } = await transaction(database, scope, async (db) => {
    const found = await readChunk(db, chunk);
    return { rows: found, deaths: await listDeaths(db, found.flatMap(personsOf)) };
  });
  const results = resultsOfLeft(chunk, rows);
  for (const row of rows) {
    const lookup = await lookupFor(chunk.sweepId, countyOfRow(row));
    results.push(computeRow(row, chunk, { lookup, deaths }));
  }
  return results;
}

/**
 * Writes the results with the end of their chunk: a chunk whose lease another thread holds by now, or whose sweep was
 * stopped, leaves nothing behind. Says whether they were written.
 */
function write(
  db: Database<DB>,
  scope: Scope,
  { chunk, results }: { readonly chunk: Chunk; readonly results: readonly Result[] },
): Promise<boolean> {
  return plainTransaction(db, scope, async (client) => {
    const running = await client.query(`select from sweep where id = $1 and state = 'RUNNING' for share`, [
      chunk.sweepId,
    ]);
    const ended = await client.query(
      `update sweep_chunk set state = 'DONE', tally = $4, lease_owner = null, lease_until = null
       where sweep_id = $1 and no = $2 and state = 'RUNNING' and lease_owner = $3`,
      [chunk.sweepId, chunk.no, chunk.leaseOwner, JSON.stringify(tallyOf(results))],
    );
    if (running.rowCount !== 1 || ended.rowCount !== 1) {
      // Rolled back as a whole: nothing was written, and nothing is to be.
      await client.query('rollback and chain');
      return false;
    }
    await client.query(insertResults, valuesOf(chunk, results));
    return true;
  });
}

/** Arrays, not COPY: under row security that would write each row beside the table first. */
const insertResults = `
  insert into sweep_result (sweep_id, enrolment_id, current_division_code, outcome, stored_fen, computed_fen, reason_code)
  select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])`;

function valuesOf({ sweepId }: Chunk, results: readonly Result[]): unknown[] {
  const columns = ['enrolmentId', 'divisionCode', 'outcome', 'storedFen', 'computedFen', 'reasonCode'] as const;
  return [sweepId, ...columns.map((column) => results.map((one) => one[column]))];
}

async function lookupFor(sweepId: string, county: string): Promise<Lookup> {
  const key = `${sweepId}/${county}`;
  if (last.lookup !== undefined && last.key === key) return last.lookup;
  const { rows, standards } = await askFor(county);
  const lookup = { standards, source: onceSource(createParameterSource(rows)) };
  Object.assign(last, { key, lookup });
  return lookup;
}

function askFor(county: string): Promise<CountyTables> {
  const { promise, resolve } = Promise.withResolvers<CountyTables>();
  waiting.set(county, resolve);
  tell({ kind: 'ask', county });
  return promise;
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

/** Never the message of a failure, which may hold values. */
function classOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const kind: unknown = Reflect.get(error, 'kind');
  return typeof kind === 'string' ? `${error.name} ${kind}` : error.name;
}

/**
 * All statements of a transaction see the database as it was at its first one. They are planned for any list of ids: a
 * plan for these would weigh the division instead, and read all of it for each chunk.
 */
function asOneSnapshot(url: string): string {
  const own = new URL(url);
  own.searchParams.set(
    'options',
    String.raw`-c default_transaction_isolation=repeatable\ read -c plan_cache_mode=force_generic_plan`,
  );
  return own.toString();
}
