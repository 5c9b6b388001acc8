import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { type AnswerFile, fillAnswer } from './answer-file-fill.ts';
import { fillKnown } from './light-check-fill.ts';
import { startParser } from './peers/parser.ts';
import { databaseSeconds, highestMemory, secondsOf } from './processor.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

interface Bench {
  readonly server: Server;
  readonly client: pg.Client;
  readonly pid: number;
}

/** What one answer file took. */
interface Took {
  readonly serviceMs: number;
  readonly databaseMs: number;
  readonly clockMs: number;
}

// Who is told of changes runs as well, or what was told never comes to rest.
const running = ['identity', 'place-names', 'people', 'payments', 'social-assistance', 'income-verification'] as const;
const services = ['agency-simulator', ...running] as const;

const halfHourMs = 1_800_000;

/**
 * An answer file of 50,000 rows from an agency's folder: opened, verified, parsed, each row judged, reduced to what is compared
 * and matched with what was known, charged to the service's processor; against a process that reads and JSON-parses the rows.
 */
export async function benchAnswerFile({ persons, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  const parser = startParser();
  try {
    const client = await server.admin('income-verification');
    await fillKnown(client, persons);
    const started = await server.start(running);
    const pid = started.at(-1)?.pid;
    if (pid === undefined) throw new Error('income-verification did not start');
    const bench = { server, client, pid };
    const turns: { ours: Took; peerMs: number }[] = [];
    const idle = highestMemory(pid);
    for (let round = 0; round <= rounds; round += 1) {
      const file = await fillAnswer(bench, { persons, round });
      const ours = await takeFile(bench, file, persons);
      const peer = await parser.parse(writeRows(server, file));
      if (peer.rows !== persons) throw new Error(`the peer read ${peer.rows} of ${persons} rows`);
      say(round, ours, peer.cpuMs);
      if (round > 0) turns.push({ ours, peerMs: peer.cpuMs });
    }
    const grown = Math.round(highestMemory(pid) - idle);
    console.log(`  memory of the service: ${idle.toFixed(0)} MB idle, at most ${grown} MB more`);
    const whole = median(turns.map(({ ours }) => ours.clockMs));
    return {
      ratios: turns.map(({ ours, peerMs }) => peerMs / ours.serviceMs),
      figures: { turns, grownMb: grown },
      said: `rows_per_second=${Math.round((persons * 1_000) / whole)} memory_mb=${grown}`,
    };
  } finally {
    parser.stop();
    await server.stop();
  }
}

function say(round: number, { serviceMs, databaseMs, clockMs }: Took, peerMs: number): void {
  const name = round === 0 ? 'warm-up' : `round ${round}`;
  const ours = `${serviceMs.toFixed(0)} ms of the service, ${databaseMs.toFixed(0)} ms of the database`;
  console.log(
    `  ${name}: ours ${ours}, ${clockMs.toFixed(0)} ms by the clock; peer ${peerMs.toFixed(0)} ms of processor`,
  );
}

function writeRows({ dataDir }: Server, { fileNo, rows }: AnswerFile): string {
  const path = join(dataDir, `${fileNo}.ndjson`);
  writeFileSync(path, rows);
  return path;
}

/** The half-hourly job of the service finds the file in the folder. */
async function takeFile({ server, client, pid }: Bench, file: AnswerFile, persons: number): Promise<Took> {
  const folder = join(server.dataDir, 'files', 'agency-files', 'FISCAL_PAY');
  for (const name of ['in', 'out']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'out', `${file.fileNo}.jwe`), file.sealed);
  const url = `${server.urlOf('income-verification')}/internal/clock`;
  const { now } = (await (await fetch(url)).json()) as { now: string };
  const to = new Date(Date.parse(now) + halfHourMs).toISOString();
  const [clock, service, database] = [performance.now(), secondsOf(pid), databaseSeconds()];
  const headers = { 'content-type': 'application/json' };
  const moved = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ to }) });
  if (!moved.ok) {
    const log = readFileSync(join(server.dataDir, 'logs', 'income-verification.log'), 'utf8');
    throw new Error(`the clock answered ${moved.status}: ${await moved.text()}\n${log.slice(-4_000)}`);
  }
  const took = {
    serviceMs: (secondsOf(pid) - service) * 1_000,
    databaseMs: (databaseSeconds() - database) * 1_000,
    clockMs: performance.now() - clock,
  };
  const { rows } = await client.query<{ matched: number; state: string }>(
    `select unchanged + changed + new_records + died + mismatched + left_out + unanswered as matched, state
     from recheck_chunk where id = $1`,
    [file.chunkId],
  );
  if (rows[0]?.matched !== persons || rows[0].state !== 'MATCHED')
    throw new Error(`${rows[0]?.matched} of ${persons} rows were matched (${rows[0]?.state})`);
  return took;
}
