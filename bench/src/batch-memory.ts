import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agencyRows } from '@mz/contracts';
import type pg from 'pg';
import { Agent, request } from 'undici';
import { fillBeneficiaries, fillPersons } from './batch-memory-fill.ts';
import { forgetPeak, residentOf } from './resident.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';

const services = ['identity', 'place-names', 'people', 'payments', 'agency-simulator', 'income-verification'] as const;
/** Agencies that answer by file through a folder: those of the light check, and some more of the yearly one. */
const agencies = ['CA_FUNERAL', 'PSB_HUKOU', 'FISCAL_PAY', 'DISABLED_FED', 'HRSS_PENSION'];
const kinds = ['MONTHLY', 'YEARLY'] as const;
/** The smaller run has this part of the persons: at least two whole parts of 50,000 at the usual size. */
const smallerBy = 4;
const [minuteMs, pollMs] = [60_000, 500];

type Kind = (typeof kinds)[number];

/** What one batch came to. */
interface Took {
  readonly persons: number;
  readonly idleMb: number;
  readonly peakMb: number;
  /** The most persons of a part, and the most rows of a file: what the service has in hand at once. */
  readonly mostPersons: number;
  readonly mostRows: number;
  readonly parts: number;
  readonly files: number;
}

/**
 * A monthly and a yearly batch over all persons and over a quarter of them: the most memory that the service had, and the most
 * rows that it had in hand at once, which are those of a part however many there are.
 */
export async function benchBatchMemory({ persons, rounds }: BenchOptions): Promise<Outcome> {
  const server = await openServer(services);
  try {
    const ids = await fillPersons(server, persons);
    const client = await server.admin('income-verification');
    const few = Math.floor(persons / smallerBy);
    const took: Record<Kind, Took[]> = { MONTHLY: [], YEARLY: [] };
    const ratios: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await client.query('truncate beneficiary, means_authorization, recheck, known_record, exchange_file cascade');
      let drawing = 0;
      for (const size of [few, persons]) {
        await fillBeneficiaries(client, ids.slice(drawing, size));
        drawing = size;
        for (const kind of kinds) took[kind].push(await playBatch(server, client, { kind, persons: size, round }));
      }
      ratios.push(Math.max(...kinds.map((kind) => grownBy(took[kind].slice(-2)))));
    }
    return { ratios, figures: took };
  } finally {
    await server.stop();
  }
}

function grownBy([few, all]: readonly Took[]): number {
  if (few === undefined || all === undefined) throw new Error('a batch was not played');
  return all.peakMb / few.peakMb;
}

interface Batch {
  readonly kind: Kind;
  readonly persons: number;
  readonly round: number;
}

async function playBatch(server: Server, client: pg.Client, { kind, persons, round }: Batch): Promise<Took> {
  const processes = await server.start(services);
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  try {
    const pid = processes.at(-1)?.pid;
    if (pid === undefined) throw new Error('income-verification did not start');
    const send = senderTo(server, dispatcher);
    await connectAgencies(server, client, await send('agency-simulator', 'GET', '/dev/exchange-key'));
    for (const agencyCode of agencies)
      await send('agency-simulator', 'POST', '/dev/files', { agencyCode, delayDays: 0 });
    const idleMb = residentOf(pid).rss;
    forgetPeak(pid);
    const id = await insertBatch(client, { kind, persons, round });
    await carryOn(client, id, send);
    const took = { persons, idleMb, peakMb: residentOf(pid).peak, ...(await heldRows(client, id)) };
    console.log(
      `  ${kind} over ${persons}: ${took.idleMb.toFixed(0)} MB before, ${took.peakMb.toFixed(0)} MB at most; ${took.parts} parts of at most ${took.mostPersons} persons, ${took.files} files of at most ${took.mostRows} rows`,
    );
    return took;
  } finally {
    await dispatcher.close();
    for (const one of processes.reverse()) await one.stop();
  }
}

type Send = (
  service: 'agency-simulator' | 'income-verification',
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<unknown>;

function senderTo(server: Server, dispatcher: Agent): Send {
  return async (service, method, path, body) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await request(`${server.urlOf(service)}${path}`, { method, headers, dispatcher, ...content });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path} was answered ${answer.statusCode} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function connectAgencies({ dataDir }: Server, client: pg.Client, key: unknown): Promise<void> {
  for (const code of agencies) {
    for (const name of ['in', 'out']) {
      mkdirSync(join(dataDir, 'files', 'agency-files', code, name), { recursive: true });
    }
  }
  await client.query(
    `update agency_agreement set mode = 'DF', route = 'FOLDER', exchange_key = $2, connected_on = '2014-01-01'
     where agency_code = any ($1)`,
    [agencies, JSON.stringify(key)],
  );
  // No batch but those of the bench.
  await client.query("update policy_parameter set value = '[]' where key like 'recheck.%.months'");
}

async function insertBatch(client: pg.Client, { kind, persons, round }: Batch): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into recheck (id, no, kind, division_code, as_of, items, part_size, state, started_by, started_at)
     select gen_random_uuid(), $1, $2, '370000000000', coalesce((select now::date from business_clock), '2014-04-28'), $3,
       (select value::text::int from policy_parameter where key = 'exchange_rows_max'), 'CUTTING', 'bench', now()
     returning id`,
    [`BENCH-${kind}-${persons}-${round}`, kind, itemsOf(kind)],
  );
  return rows[0]?.id ?? '';
}

function itemsOf(kind: Kind): string[] {
  return kind === 'MONTHLY' ? ['CREMATION', 'HUKOU', 'BENEFIT', 'PAYROLL'] : Object.keys(agencyRows);
}

/** Cuts and writes, hands over and takes in, until every answer is matched. */
async function carryOn(client: pg.Client, id: string, send: Send): Promise<void> {
  const move = async (minutes: number): Promise<void> => {
    const { now } = (await send('income-verification', 'GET', '/internal/clock')) as { now: string };
    const to = new Date(Date.parse(now) + minutes * minuteMs).toISOString();
    await send('income-verification', 'POST', '/internal/clock', { to });
  };
  await move(6);
  await until(client, "state <> 'CUTTING'", id);
  await until(
    client,
    "not exists (select from recheck_chunk c where c.recheck_id = recheck.id and c.state = 'PLANNED')",
    id,
  );
  for (;;) {
    await move(30);
    for (const agencyCode of agencies) await send('agency-simulator', 'POST', '/dev/folders', { agencyCode });
    const { rows } = await client.query<{ state: string }>('select state from recheck where id = $1', [id]);
    if (rows[0]?.state === 'DONE') return;
  }
}

async function until(client: pg.Client, condition: string, id: string): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(`select from recheck where id = $1 and ${condition}`, [id]);
    if (rowCount === 1) return;
    await delay(pollMs);
  }
}

/** Throws when a part or a file was larger than the parameter says. */
async function heldRows(client: pg.Client, id: string) {
  const { rows } = await client.query<Pick<Took, 'mostPersons' | 'mostRows' | 'parts' | 'files'> & { limit: number }>(
    `select (select max(cardinality(person_ids)) from recheck_part where recheck_id = $1) as "mostPersons",
       (select count(*)::int from recheck_part where recheck_id = $1) as parts,
       (select max(row_count) from exchange_file f join recheck_chunk c on c.file_id = f.id where c.recheck_id = $1) as "mostRows",
       (select count(*)::int from recheck_chunk where recheck_id = $1 and file_id is not null) as files,
       (select value::text::int from policy_parameter where key = 'exchange_rows_max') as limit`,
    [id],
  );
  const [held] = rows;
  if (held === undefined) throw new Error('nothing is known of the batch');
  const { limit, ...most } = held;
  if (most.mostPersons > limit || most.mostRows > limit) throw new Error(`more than ${limit} rows at once`);
  return most;
}
