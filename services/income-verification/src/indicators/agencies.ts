import { sql } from 'kysely';
import { isBank } from '../agreements/index.ts';
import type { Db } from '../app-kit.ts';
import type { Counted, Snapshot } from './indicator.ts';

type ByAgency = {
  readonly agency: string;
  readonly sent: number;
  readonly timely: number;
  readonly median: number;
  readonly late: number;
};

/** IV-06: answers within the agreed time, of the questions sent in the year; median and 95th percentile of the delay. */
export async function answersInTime(db: Db, snapshot: Snapshot): Promise<Counted> {
  const { rows } = await delays(snapshot).execute(db);
  const banks = rows.filter(({ agency }) => isBank(agency));
  const others = rows.filter(({ agency }) => !isBank(agency));
  const part = (name: string, of: readonly ByAgency[], targetBp: number) => ({
    name,
    reached: of.reduce((sum, row) => sum + row.timely, 0),
    of: of.reduce((sum, row) => sum + row.sent, 0),
    targetBp,
  });
  const { parameters } = snapshot;
  return {
    rows: rows.map(({ agency, sent, timely: reached }) => ({
      divisionCode: '370000000000',
      title: agency,
      reached,
      of: sent,
    })),
    parts: [
      part('RT/DF', others, parameters.number('indicators.IV-06')),
      part('BANK', banks, parameters.number('indicators.IV-06.bank')),
      ...rows.flatMap(({ agency, median, late }) => [
        { name: `${agency} median ms`, reached: median, of: null },
        { name: `${agency} p95 ms`, reached: late, of: null },
      ]),
    ],
  };
}

// From the first send of a question to its answer, by the clock that both were written with; letters have no such term.
function delays({ yearFrom, asOf }: Snapshot) {
  return sql<ByAgency>`
    with question as (
      select query.id, query.agency_code as agency, agreement.sla_seconds, min(log.at) as sent_at, answer.received_at
      from sub_query as query
      join verification_request as request on request.id = query.request_id
      join agency_agreement as agreement on agreement.id = query.agreement_id and agreement.mode <> 'ML'
      join query_log as log on log.sub_query_id = query.id
      left join answer on answer.sub_query_id = query.id and answer.reused_from is null
      where request.as_of >= ${yearFrom} and request.as_of <= ${asOf}
      group by query.id, query.agency_code, agreement.sla_seconds, answer.received_at
    ), delay as (
      select agency, sla_seconds * 1000.0 as allowed, extract(epoch from received_at - sent_at) * 1000 as ms from question
    )
    select agency, count(*)::int as sent, count(*) filter (where ms <= allowed)::int as timely,
      coalesce(round(percentile_cont(0.5) within group (order by ms)), 0)::int as median,
      coalesce(round(percentile_cont(0.95) within group (order by ms)), 0)::int as late
    from delay group by agency order by agency`;
}
