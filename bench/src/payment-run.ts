import type pg from 'pg';
import { streamEnrolled } from './enrolled.ts';
import { fillEnrolments, fillPayees } from './fill.ts';
import { openFund } from './fund.ts';
import { type Officers, openOfficers, runCounty, type Steps } from './province.ts';
import { median, outcomeOf, type Sums, type Turn, timed } from './rounds.ts';
import type { BenchOptions, Outcome } from './row.ts';
import { openServer, type Server } from './server.ts';
import { growth, type Spread, spreadOver } from './spread.ts';

// The last of them is a month ahead of the development clock (2014-04-28); standards begin with the first.
const months = ['2014-01', '2014-02', '2014-03', '2014-04', '2014-05'] as const;
const saidEveryMs = 30_000;
/** Tables of the same rows: at the bureau and at payments. */
const bureauTables = ['entitlement', 'batch_line'];
const paymentTables = ['line', 'benefit_entry', 'benefit_entry_history', 'journal', 'entry'];

interface Bench {
  readonly server: Server;
  readonly officers: Officers;
  readonly bureau: pg.Client;
  readonly payments: pg.Client;
  readonly spread: Spread;
  readonly steps: Steps;
  readonly exponents: number[];
}

/** A month's lines and entitlements at the bureau, lines, journal and benefit entries at payments, against INSERT … SELECT. */
export async function benchPaymentRun({ households, rounds }: BenchOptions): Promise<Outcome> {
  if (rounds > months.length) throw new Error(`payment-run has at most ${months.length} rounds: one a month`);
  const server = await openServer(['identity', 'place-names', 'social-assistance', 'payments']);
  try {
    const [bureau, payments] = [await server.admin('social-assistance'), await server.admin('payments')];
    const spread = await spreadOver(await server.admin('place-names'), households);
    await prepare(bureau, payments, { households, spread });
    await server.start(['identity', 'place-names', 'social-assistance', 'payments']);
    const officers = await openOfficers(server);
    const bench: Bench = { server, officers, bureau, payments, spread, steps: new Map(), exponents: [] };
    const turns: [Turn, Turn][] = [];
    for (const month of months.slice(0, rounds)) {
      bench.steps.clear();
      const ours = await timed(() => runMonth(bench, month));
      turns.push([ours, await timed(() => insertSelect(bench, month))]);
      const steps = [...bench.steps].map(([step, ms]) => `${step} ${ms.toFixed(0)}`).join(', ');
      console.log(`  ${month}: ${households} households, ours ${ours.ms.toFixed(0)} ms (${steps})`);
    }
    console.log(`exponent=${median(bench.exponents).toFixed(3)} aim=1.05 from batches of one and ${growth} parts`);
    return outcomeOf(turns, 'time');
  } finally {
    await server.stop();
  }
}

async function prepare(
  bureau: pg.Client,
  payments: pg.Client,
  { households, spread }: { households: number; spread: Spread },
): Promise<void> {
  const { large, small, divisions } = spread;
  const size = { households, divisions };
  // Side by side: the databases take less of the processors than making the rows.
  await Promise.all([
    fillEnrolments(bureau, streamEnrolled('bench', size)),
    fillPayees(payments, streamEnrolled('bench', size)),
  ]);
  for (const county of [large, ...small]) await openFund(payments, county);
  await cloneTables(bureau, bureauTables);
  await cloneTables(payments, paymentTables);
}

/** Columns, defaults, checks and indexes of the tables; no keys to others, no triggers, no row security. */
async function cloneTables(client: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) await client.query(`create table peer_${table} (like ${table} including all)`);
}

/** County by county, the large one first. */
async function runMonth(
  { server, officers, bureau, payments, spread, steps, exponents }: Bench,
  month: string,
): Promise<Sums> {
  const { large, small } = spread;
  const took = new Map<string, number>();
  const say = progress(1 + small.length, steps);
  for (const county of [large, ...small]) {
    const start = performance.now();
    await runCounty(server, { officers, payments, county, month, steps });
    took.set(county, performance.now() - start);
    say(took.size);
  }
  const one = median(small.map((county) => took.get(county) ?? 0));
  exponents.push(Math.log((took.get(large) ?? 0) / one) / Math.log(growth));
  return sumsOf({ bureau, payments, month, prefix: '' });
}

/** Says every half minute how far a long month is, and what a county took since it was said last. */
function progress(counties: number, steps: Steps): (done: number) => void {
  const start = performance.now();
  let last = { at: start, done: 0, steps: new Map(steps) };
  return (done) => {
    const at = performance.now();
    if (at - last.at < saidEveryMs) return;
    const each = (to: number, from = 0): string => ((to - from) / (done - last.done)).toFixed(0);
    const parts = [...steps].map(([step, ms]) => `${step} ${each(ms, last.steps.get(step))}`);
    console.log(
      `  ${done} of ${counties} counties after ${((at - start) / 1_000).toFixed(0)} s; a county ${each(at, last.at)} ms (${parts.join(', ')})`,
    );
    last = { at, done, steps: new Map(steps) };
  };
}

/** The peer: the same rows from table to table, one statement a table. */
async function insertSelect({ bureau, payments }: Bench, month: string): Promise<Sums> {
  for (const table of bureauTables) {
    await bureau.query(`insert into peer_${table} select * from ${table} where benefit_month = $1`, [month]);
  }
  for (const table of ['line', 'benefit_entry', 'benefit_entry_history']) {
    await payments.query(
      `insert into peer_${table} overriding system value select * from ${table} where benefit_month = $1`,
      [month],
    );
  }
  const journals = `kind = 'CONFIRMATION' and reference_id in (select id from run where benefit_month = $1)`;
  await payments.query(`insert into peer_journal select * from journal where ${journals}`, [month]);
  await payments.query(
    `insert into peer_entry select * from entry where journal_id in (select id from journal where ${journals})`,
    [month],
  );
  return sumsOf({ bureau, payments, month, prefix: 'peer_' });
}

async function sumsOf(of: { bureau: pg.Client; payments: pg.Client; month: string; prefix: string }): Promise<Sums> {
  const { bureau, payments, month, prefix } = of;
  const sums: Record<string, number> = {};
  const tables = [
    ...bureauTables.map((table) => [bureau, table] as const),
    ...['line', 'benefit_entry', 'benefit_entry_history'].map((table) => [payments, table] as const),
  ];
  for (const [client, table] of tables) {
    const { rows } = await client.query<{ count: number; fen: string }>(
      `select count(*)::int as count, coalesce(sum(amount_fen), 0) as fen from ${prefix}${table} where benefit_month = $1`,
      [month],
    );
    sums[`${table} rows`] = rows[0]?.count ?? 0;
    sums[`${table} fen`] = Number(rows[0]?.fen);
  }
  const { rows } = await payments.query<{ fen: string }>(
    `select coalesce(sum(e.debit_fen), 0) as fen from ${prefix}entry e join ${prefix}journal j on j.id = e.journal_id
     where j.kind = 'CONFIRMATION' and j.reference_id in (select id from run where benefit_month = $1)`,
    [month],
  );
  sums['journal fen'] = Number(rows[0]?.fen);
  return sums;
}
