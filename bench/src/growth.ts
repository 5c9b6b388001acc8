import { randomUUID } from 'node:crypto';
import { listApplications } from '@mz/contracts';
import type pg from 'pg';
import { batchCalls, fillBatches } from './batches-table.ts';
import { idOf } from './enrolled.ts';
import { type Asker, type Call, startAsker } from './load/load.ts';
import { median } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { copyRows } from './server.ts';
import { onStage, type Stage, signedIn } from './stage.ts';

const sizes = [1_000, 10_000, 100_000, 1_000_000] as const;
const sampled = 1_000;
const applications = 1_000_000;
const pageSize = 50;
const deepPage = 10_000;

interface Bench extends Stage {
  readonly asker: Asker;
  readonly options: BenchOptions;
}

/** Milliseconds a call, one figure a round. */
type Times = readonly number[];

/** Whether the time of a keyed read and of a page by its key stays as it is when the rows grow. */
export function benchGrowth(options: BenchOptions): Promise<Outcome> {
  return onStage(
    { row: 'growth', services: ['identity', 'place-names', 'social-assistance'], fill: fillApplications },
    async (stage) => {
      const bench = { ...stage, options, asker: startAsker() };
      try {
        const keyed = await readsBySize(bench);
        const pages = await pagesByDepth(bench);
        const [small, large] = [keyed.at(0)?.ours ?? [], keyed.at(-1)?.ours ?? []];
        const exponent = Math.log(median(large) / median(small)) / Math.log(applications / sizes[0]);
        console.log(`  exponent=${exponent.toFixed(3)} of a keyed read over ${applications / sizes[0]} times the rows`);
        const ratios = pages.map(({ first, deep }, round) =>
          Math.max(deep / first, (large[round] ?? Number.NaN) / (small[round] ?? Number.NaN)),
        );
        return { ratios, figures: { keyed, pages, exponent } };
      } finally {
        bench.asker.stop();
      }
    },
  );
}

async function readsBySize(bench: Bench): Promise<{ size: number; ours: Times; peer: Times }[]> {
  const { client, server, ours, peer } = bench;
  let ids: string[] = [];
  const bySize: { size: number; ours: Times; peer: Times }[] = [];
  for (const size of sizes) {
    const fresh = Array.from({ length: size - ids.length }, () => randomUUID());
    await fillBatches(client, fresh);
    ids = ids.concat(fresh);
    const asked = Array.from({ length: sampled }, (_, index) => ids[Math.floor((index * size) / sampled)] ?? '');
    const mine: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round <= bench.options.rounds; round += 1) {
      const headers = await signedIn(server, 'BATCH_OFFICER');
      const own = await timeOf(bench, ours.url, batchCalls(asked, headers));
      const other = await timeOf(
        bench,
        peer.url,
        batchCalls(asked, () => ({})),
      );
      if (round === 0) continue; // warms up
      mine.push(own);
      theirs.push(other);
    }
    console.log(`  ${size} rows: keyed read ${median(mine).toFixed(3)} ms, peer ${median(theirs).toFixed(3)} ms`);
    bySize.push({ size, ours: mine, peer: theirs });
  }
  return bySize;
}

async function pagesByDepth(bench: Bench): Promise<{ first: number; deep: number }[]> {
  const rounds: { first: number; deep: number }[] = [];
  for (let round = 0; round <= bench.options.rounds; round += 1) {
    const headers = await signedIn(bench.server, 'COUNTY_REVIEWER');
    const pageOf = (number: number): Call[] =>
      Array.from({ length: sampled }, (_, index) => ({
        method: 'GET',
        path: `${listApplications.path}?first=${pageSize}${cursorTo(number)}`,
        headers: headers(index),
      }));
    const times = {
      first: await timeOf(bench, bench.ours.url, pageOf(1)),
      deep: await timeOf(bench, bench.ours.url, pageOf(deepPage)),
    };
    console.log(`  page 1 ${times.first.toFixed(3)} ms, page ${deepPage} ${times.deep.toFixed(3)} ms`);
    if (round > 0) rounds.push(times);
  }
  return rounds;
}

/** The cursor of the last case on the page before; the newest come first. */
function cursorTo(page: number): string {
  if (page === 1) return '';
  const last = idOf('application', applications - (page - 1) * pageSize);
  return `&after=${Buffer.from(JSON.stringify([last])).toString('base64url')}`;
}

async function timeOf({ asker, options }: Bench, url: string, calls: readonly Call[]): Promise<number> {
  const { ms } = await asker.load(url, calls, options);
  return ms / options.requests;
}

async function fillApplications(client: pg.Client): Promise<void> {
  const columns = [
    'id',
    'programme',
    'state',
    'event_division_code',
    'current_division_code',
    'filed_by',
    'drafted_on',
  ];
  const at = '2014-01-02T08:00:00Z';
  function* rows(): Generator<readonly unknown[]> {
    for (let index = 0; index < applications; index += 1) {
      const village = `3701${String(index % 90).padStart(2, '0')}001001`;
      yield [idOf('application', index), 'URBAN_DIBAO', 'DRAFT', village, village, 'HEAD', '2014-01-02', at, at];
    }
  }
  await copyRows(client, 'application', [...columns, 'created_at', 'updated_at'], rows());
  await client.query('vacuum (analyze) application');
}
