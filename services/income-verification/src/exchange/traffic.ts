import { type LegalDay, parseLegalDay } from '@mz/domain';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db } from '../app-kit.ts';
import { loadParameters } from '../parameters/index.ts';
import { listKeyRows } from './queries.ts';
import { standingOf } from './rules.ts';

const province = '370000000000';
const longestDays = 366;

/** What a partner may know of its own traffic: how it answered, how fast, what was wrong, its quota and its keys' last days. */
export interface Traffic {
  readonly partner: string;
  readonly from: LegalDay;
  readonly to: LegalDay;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly asked: number;
  readonly answered: number;
  readonly overReturned: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  /** Objections whose result says that this partner's register was wrong. */
  readonly agencyErrors: number;
  readonly callsPerMinute: number;
  readonly keys: readonly { readonly keyId: string; readonly purpose: string; readonly validTo: LegalDay }[];
}

/** Counts of a period, both days included; throws PERIOD_INVALID. Aggregates only: no question and no person can be told apart. */
export async function trafficOf(
  kit: AppKit,
  ctx: Context,
  partner: string,
  query: Readonly<Record<string, string>>,
): Promise<Traffic> {
  const [from, to] = [parseLegalDay(query.from), parseLegalDay(query.to)];
  if (!from.ok || !to.ok || to.value < from.value) throw fail('PERIOD_INVALID', { pointer: '/query' });
  const days = (Date.parse(to.value) - Date.parse(from.value)) / 86_400_000;
  if (days > longestDays) throw fail('PERIOD_INVALID', { pointer: '/query' });
  const period = { partner, from: from.value, to: to.value };
  const today = kit.clock.today();
  return kit.read(ctx, async (db) => {
    const [counted, delays, agencyErrors, parameters, keys] = await Promise.all([
      countOutcomes(db, period),
      readDelays(db, period),
      countErrors(db, period),
      loadParameters(db, province, today),
      listKeyRows(db, partner),
    ]);
    const outcomes = Object.fromEntries(counted.map(({ outcome, n }) => [outcome, n]));
    return {
      ...{ ...period, outcomes, ...delays, agencyErrors },
      asked: counted.reduce((sum, { n }) => sum + n, 0),
      overReturned: outcomes.ANSWER_OVER_RETURN ?? 0,
      callsPerMinute: parameters.number('partner_calls_per_minute'),
      keys: keys
        .filter((key) => standingOf(key, today) === 'IN_FORCE')
        .map(({ keyId, purpose, validTo }) => ({ keyId, purpose, validTo })),
    };
  });
}

interface Period {
  readonly partner: string;
  readonly from: LegalDay;
  readonly to: LegalDay;
}

/** By the business day on which the question was closed or is still open; the log's own clock is the wall's. */
async function countOutcomes(db: Db, { partner, from, to }: Period): Promise<{ outcome: string; n: number }[]> {
  const { rows } = await sql<{ outcome: string; n: number }>`
    select outcome, count(*) as n from query_log
    where agency_code = ${partner} and at >= ${from}::date and at < ${to}::date + 1 group by 1 order by 1`.execute(db);
  return rows;
}

const answers = ['HIT', 'NO_RECORD', 'NOT_COVERED', 'PARTIAL_COVERAGE', 'IDENTITY_MISMATCH', 'REFUSED'];

async function readDelays(
  db: Db,
  { partner, from, to }: Period,
): Promise<Pick<Traffic, 'answered' | 'medianMs' | 'p95Ms'>> {
  const { rows } = await sql<Pick<Traffic, 'answered' | 'medianMs' | 'p95Ms'>>`
    select count(*) as answered, percentile_disc(0.5) within group (order by duration_ms) as median_ms,
      percentile_disc(0.95) within group (order by duration_ms) as p95_ms from query_log
    where agency_code = ${partner} and at >= ${from}::date and at < ${to}::date + 1
      and outcome = any(${answers}::text[])`.execute(db);
  return rows[0] ?? { answered: 0, medianMs: null, p95Ms: null };
}

async function countErrors(db: Db, { partner, from, to }: Period): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from objection
    where ${partner} = any(agency_errors) and closed_on between ${from}::date and ${to}::date`.execute(db);
  return rows[0]?.n ?? 0;
}
