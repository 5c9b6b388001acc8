import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { searchPlaceNames } from '@mz/contracts';
import type pg from 'pg';
import { type Call, startAsker } from './load/load.ts';
import type { LoadResult } from './load/plan.ts';
import { startBarePeer } from './peers/peer.ts';
import { groundsOf, writeGenerated } from './places/generate.ts';
import { type ListedName, listedNames } from './places/listed.ts';
import { type Question, takeSample } from './places/mix.ts';
import { fillPeer } from './places/peer-table.ts';
import { secondsOf, stolenSeconds } from './processor.ts';
import { playRates, type RateTurn } from './rates.ts';
import { residentOf } from './resident.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';
import { signedIn } from './stage.ts';

const services = ['identity', 'place-names'] as const;
const seed = 'place-search';
const names = Number(process.env.PLACE_NAMES ?? 1_000_000);
const asOf = '2014-04-28';
const page = 10;
const compared = 300;
/** The peer is asked less often, or a round would take an hour. */
const peerRequests = 120;

/** The load under which the handbook asks for quick answers (PN-13). */
const paced = { perSecond: 200, requests: 2_000, connections: 16 };

/** A page of names found in memory, against statements over pg_trgm that answer the same. */
export async function benchPlaceSearch(options: BenchOptions): Promise<Outcome> {
  // The binaries from npm have no pg_trgm.
  const server = await openServer(services, { source: 'system' });
  try {
    const client = await server.admin('place-names');
    await generate(server, client);
    const sample = takeSample(seed, Number(asOf.replaceAll('-', '')));
    const [, own] = await server.start(services);
    if (own === undefined) throw new Error('place-names did not start');
    const started = performance.now();
    await awaitIndex(server);
    const built = (performance.now() - started) / 1_000;
    const [used, { rss, peak }] = [secondsOf(own.pid), residentOf(own.pid)];
    console.log(
      `  index ready ${built.toFixed(1)} s after the start, ${used.toFixed(1)} s of processor with the start itself`,
    );
    const count = await fillPeer(client, listedNames(server), sample.see);
    console.log(
      `  memory of the service with ${count} names: ${rss.toFixed(0)} MB, ${peak.toFixed(0)} MB while it built`,
    );
    await sayVersions(client);
    const outcome = await contest({ server, pid: own.pid, questions: sample.questions(2_000) }, options);
    return { ...outcome, seed };
  } finally {
    await server.stop();
  }
}

/** Streets and features beside the names of the province, until there are as many as are told. */
async function generate(server: Server, client: pg.Client): Promise<void> {
  const running = await server.start(services);
  const listed: ListedName[] = [];
  for await (const name of listedNames(server)) listed.push(name);
  for (const one of running.toReversed()) await one.stop();
  const count = Math.max(0, names - listed.length);
  await writeGenerated(client, groundsOf(listed), { seed, count });
  console.log(`  ${listed.length} names of the province, ${count} generated`);
}

const lookEachMs = 100;

/** The service builds its index by itself once it listens, and says when it is ready. */
async function awaitIndex(server: Server): Promise<void> {
  for (;;) {
    const answer = await fetch(`${server.urlOf('place-names')}/readyz`);
    const { checks } = (await answer.json()) as { checks: Record<string, { status: string }[]> };
    if (checks['warm-up']?.[0]?.status === 'pass') return;
    await delay(lookEachMs);
  }
}

async function sayVersions(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; trgm: string; size: string; indexes: string }>(
    `select current_setting('server_version') as version,
       (select extversion from pg_extension where extname = 'pg_trgm') as trgm,
       pg_size_pretty(pg_table_size('peer_name')) as size, pg_size_pretty(pg_indexes_size('peer_name')) as indexes`,
  );
  const [row] = rows;
  console.log(
    `  Node ${process.version}; peer: PostgreSQL ${row?.version}, pg_trgm ${row?.trgm}, table ${row?.size}, indexes ${row?.indexes}`,
  );
}

async function contest(
  {
    server,
    pid,
    questions,
  }: { readonly server: Server; readonly pid: number; readonly questions: readonly Question[] },
  options: BenchOptions,
): Promise<Outcome> {
  const peer = await startBarePeer('place-search', server.adminUrlOf('place-names'));
  try {
    const headers = await signedIn(server, 'PLACE_COUNTY_CLERK');
    const pairs = questions.slice(0, compared).map((one): [Call, Call] => [ownCall(one, {}), peerCall(one)]);
    say(questions);
    const outcome = await playRates(
      {
        ours: {
          url: server.urlOf('place-names'),
          pid,
          calls: () => questions.map((one, at) => ownCall(one, headers(at))),
        },
        peer: {
          ...peer,
          requests: peerRequests,
          calls: (round) => from(questions, round * peerRequests).map(peerCall),
        },
        compared: pairs,
        shape: (body) => (body as { items: Row[] }).items.map(({ code, name, tier }) => ({ code, name, tier })),
      },
      options,
    );
    // playRates gives its rounds as figures.
    const { rounds } = outcome.figures as { rounds: readonly { ours: RateTurn; peer: RateTurn }[] };
    sayMedians(
      'ours',
      rounds.map(({ ours }) => ours),
    );
    sayMedians(
      'peer',
      rounds.map(({ peer }) => peer),
    );
    const turns = await playPaced(
      {
        ours: { url: server.urlOf('place-names'), calls: questions.map((one, at) => ownCall(one, headers(at))) },
        nothing: { url: peer.url, calls: [{ method: 'GET', path: '/v1/nothing' }] },
      },
      options.rounds,
    );
    const of = (list: readonly { readonly p99: number }[]): string => median(list.map(({ p99 }) => p99)).toFixed(1);
    const own = of(turns.map(({ ours }) => ours));
    return {
      ...outcome,
      figures: { ...(outcome.figures as object), paced: { ...paced, turns } },
      said: `p99_ms=${own} p99_of_nothing_ms=${of(turns.map(({ nothing }) => nothing))} p99_full_load_ms=${of(rounds.map(({ ours }) => ours))}`,
    };
  } finally {
    await peer.stop();
  }
}

interface Paced {
  readonly url: string;
  readonly calls: readonly Call[];
}

interface PacedTurn {
  readonly ours: LoadResult;
  /** A bare server that answers `{}` to as many: what the machine adds by itself. */
  readonly nothing: LoadResult;
  /** Share of the turn in which the machine's processors were given to another one. */
  readonly stolen: number;
}

/** How long an answer takes at the handbook's rate: a server that is asked as fast as it can answer says how long its queue is. */
async function playPaced(
  { ours, nothing }: { readonly ours: Paced; readonly nothing: Paced },
  rounds: number,
): Promise<PacedTurn[]> {
  const asker = startAsker();
  const ask = ({ url, calls }: Paced, round: number) => asker.load(url, from(calls, round * paced.requests), paced);
  try {
    const turns: PacedTurn[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [since, before] = [performance.now(), stolenSeconds()];
      const own = await ask(ours, round);
      const stolen = ((stolenSeconds() - before) * 1_000) / (performance.now() - since) / availableParallelism();
      const turn = { ours: own, nothing: await ask(nothing, round), stolen };
      turns.push(turn);
      sayPaced(turn);
    }
    return turns;
  } finally {
    asker.stop();
  }
}

function sayPaced({ ours, nothing, stolen }: PacedTurn): void {
  console.log(
    `  at ${paced.perSecond} questions a second: p50 ${ours.p50.toFixed(2)}, p99 ${ours.p99.toFixed(2)} ms, ${(stolen * 100).toFixed(0)} % of the machine given away; ` +
      `a bare server with nothing to do: p50 ${nothing.p50.toFixed(2)}, p99 ${nothing.p99.toFixed(2)} ms`,
  );
}

function sayMedians(name: string, turns: readonly RateTurn[]): void {
  const of = (figure: keyof RateTurn): number => median(turns.map((turn) => turn[figure]));
  console.log(
    `  ${name}, medians: ${of('perSecond').toFixed(0)} a second, p50 ${of('p50').toFixed(2)} ms, p99 ${of('p99').toFixed(2)} ms, ` +
      `processor a question: server ${of('serverUs').toFixed(0)} + database ${of('databaseUs').toFixed(0)} µs`,
  );
}

interface Row {
  readonly code: string;
  readonly name: string;
  readonly tier: number;
}

/** The list from a place on, and its beginning behind it. */
function from<T>(list: readonly T[], at: number): T[] {
  const start = at % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

function ownCall({ q }: Question, headers: Record<string, string>): Call {
  const query = new URLSearchParams({ q, asOf, size: String(page) });
  return { method: 'GET', path: `${searchPlaceNames.path}?${query}`, headers };
}

function peerCall({ q, plain }: Question): Call {
  const query = new URLSearchParams({ q, plain, asOf: asOf.replaceAll('-', ''), size: String(page) });
  return { method: 'GET', path: `/v1/place-names?${query}` };
}

function say(questions: readonly Question[]): void {
  const kinds = Map.groupBy(questions, ({ kind }) => kind);
  console.log(`  questions: ${[...kinds].map(([kind, list]) => `${list.length} ${kind}`).join(', ')}`);
}
