import type { LegalDay } from '@mz/domain';
import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { type AskedRow, type Counts, sumCounts } from './rules.ts';

/** Lines of the log that are no question on its way: the circuit was open, the person has no number. */
const unsent = ['CIRCUIT_OPEN', 'ID_MISSING'];
const answers = ['HIT', 'NO_RECORD', 'NOT_COVERED', 'PARTIAL_COVERAGE', 'IDENTITY_MISMATCH', 'REFUSED'];
/** Lines that tell no fault. */
const faultless = [...unsent, ...answers, 'SENT', 'LETTER', 'DEFERRED'];

/** Days up to which everything is counted; undefined when no night has counted yet. */
export async function countedTo(db: Db): Promise<LegalDay | undefined> {
  const { upTo } = await db
    .selectFrom('agencyDayRun')
    .select(({ fn }) => fn.max('upTo').as('upTo'))
    .executeTakeFirstOrThrow();
  return upTo ?? undefined;
}

/** What is to be counted: days that are over and new, and earlier ones of which something has become of a question since. */
export async function daysToCount(
  db: Db,
  today: LegalDay,
): Promise<{ readonly fresh: readonly LegalDay[]; readonly again: readonly LegalDay[] }> {
  const after = (await countedTo(db)) ?? '1900-01-01';
  const { rows: fresh } = await sql<{ day: LegalDay }>`
    select logged_on as day from query_log
      where kind = 'SEND' and logged_on > ${after}::date and logged_on < ${today}::date
    union select created_on from exchange_file
      where state = 'REFUSED' and created_on > ${after}::date and created_on < ${today}::date
    union select day from partner_fault where day > ${after}::date and day < ${today}::date
    union select closed_on from objection
      where cardinality(agency_errors) > 0 and closed_on > ${after}::date and closed_on < ${today}::date
    order by 1`.execute(db);
  const { rows: again } = await sql<{ day: LegalDay }>`
    select day from agency_day where open > 0
    union select asked.on_day from (
      select distinct request_id, sub_query_id from query_log
      where logged_on > ${after}::date and logged_on < ${today}::date and outcome = any(${answers}::text[])
    ) as heard cross join lateral (
      select min(logged_on) as on_day from query_log as l
      where l.request_id = heard.request_id and l.sub_query_id = heard.sub_query_id and l.outcome <> all(${unsent}::text[])
    ) as asked where asked.on_day <= ${after}::date
    order by 1`.execute(db);
  return { fresh: fresh.map(({ day }) => day), again: again.map(({ day }) => day) };
}

/**
 * Questions whose first send was on the day, by what has become of them. A delay runs from the begin of the first send to the
 * first answer that was believed, by the clock that wrote both.
 */
export async function countAsked(db: Db, day: LegalDay): Promise<AskedRow[]> {
  const { rows } = await sql<AskedRow>`
    with asked as materialized (
      select distinct request_id, sub_query_id from query_log
      where logged_on = ${day}::date and outcome <> all(${unsent}::text[])
    )
    select q.agency_code, a.mode, a.sla_seconds, a.sla_working_days, q.state, q.outcome, t.answered_on, t.delay_ms,
      count(*)::integer as count
    from asked join sub_query as q on q.id = asked.sub_query_id join agency_agreement as a on a.id = q.agreement_id
    cross join lateral (
      select min(l.logged_on) as asked_on, min(l.logged_on) filter (where l.outcome = any(${answers}::text[])) as answered_on,
        round(extract(epoch from min(l.at) filter (where l.outcome = any(${answers}::text[]))
          - min(l.at - l.duration_ms * interval '1 millisecond')) * 1000)::bigint as delay_ms
      from query_log as l
      where l.request_id = asked.request_id and l.sub_query_id = asked.sub_query_id and l.outcome <> all(${unsent}::text[])
      offset 0
    ) as t
    where t.asked_on = ${day}::date
    group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 5, 6, 8`.execute(db);
  return rows;
}

/** Faults of a day by agency and code: of answers, of files, of messages refused in its name. */
export async function countFaults(db: Db, day: LegalDay): Promise<ReadonlyMap<string, Counts>> {
  const { rows } = await sql<{ agency: string; code: string; count: number }>`
    select agency_code as agency, outcome as code, count(*)::integer as count from query_log
      where kind = 'SEND' and logged_on = ${day}::date and outcome <> all(${faultless}::text[]) group by 1, 2
    union all select agency_code, flag, count(*)::integer from query_log, unnest(flags) as flag
      where logged_on = ${day}::date group by 1, 2
    union all select agency_code, refusal_code, count(*)::integer from exchange_file
      where state = 'REFUSED' and created_on = ${day}::date group by 1, 2
    union all select partner_code, code, count from partner_fault where day = ${day}::date
    order by 1, 2`.execute(db);
  const faults = new Map<string, Counts>();
  for (const { agency, code, count } of rows) {
    faults.set(agency, sumCounts([faults.get(agency) ?? {}, { [code]: count }]));
  }
  return faults;
}

/** Objections answered on the day, by the agency whose register was wrong. */
export async function countWrongData(db: Db, day: LegalDay): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ agency: string; count: number }>`
    select agency, count(distinct batch_id)::integer as count from objection, unnest(agency_errors) as agency
    where closed_on = ${day}::date group by 1 order by 1`.execute(db);
  return new Map(rows.map(({ agency, count }) => [agency, count]));
}
