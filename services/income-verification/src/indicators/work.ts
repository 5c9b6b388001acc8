import { addMonths, type LegalDay } from '@mz/domain';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import { countedCounties } from './coverage.ts';
import type { Counted, CountRow, Snapshot } from './indicator.ts';

type ByCounty = { readonly county: string; readonly reached: number; readonly total: number };

/** IV-05: first versions of reports issued in the year within the working days that a check may take. */
export async function reportsOnTime(db: Db, snapshot: Snapshot): Promise<Counted> {
  const { rows } = await sql<{ county: string; entrusted: LegalDay; issued: LegalDay; total: number }>`
    select substr(report.current_division_code, 1, 6) as county, request.entrusted_on as entrusted,
      report.issued_on as issued, count(*)::int as total
    from report join verification_request as request on request.id = report.request_id
    where report.report_version = 1 and request.entrusted_on is not null
      and report.issued_on >= ${snapshot.yearFrom} and report.issued_on <= ${snapshot.asOf}
    group by 1, 2, 3`.execute(db);
  const inTime = rows.map(({ county, entrusted, issued, total }) => ({
    ...{ county, total },
    reached: issued <= snapshot.dueOf(entrusted) ? total : 0,
  }));
  return { rows: summed(snapshot, inTime) };
}

/** IV-08: approvals that a valid report stood behind, in counties whose mechanism counts. */
export async function approvalsBacked(db: Db, snapshot: Snapshot): Promise<Counted> {
  const operating = await countedCounties(db, snapshot);
  const { rows } = await sql<ByCounty>`
    select substr(current_division_code, 1, 6) as county, count(*)::int as total, count(report_id)::int as reached
    from enrolment_approval where approved_on >= ${snapshot.yearFrom} and approved_on <= ${snapshot.asOf}
    group by 1`.execute(db);
  return {
    rows: summed(
      snapshot,
      rows.filter(({ county }) => operating.has(county)),
    ),
  };
}

/** IV-10: orders that came back for a defect of an authorization, of all that came. */
export function authorizationDefects(db: Db, snapshot: Snapshot): Promise<Counted> {
  const { yearFrom, asOf } = snapshot;
  return counted(
    db,
    snapshot,
    sql<ByCounty>`
      select county, count(*)::int as total, count(*) filter (where defect)::int as reached
      from (
        select substr(current_division_code, 1, 6) as county, code like 'AUTHORIZATION%' or code = 'GUARDIAN_REQUIRED' as defect
        from intake_refusal where refused_on >= ${yearFrom} and refused_on <= ${asOf}
        union all
        select substr(current_division_code, 1, 6), exists (select from unnest(defects) as one where one like 'AUTHORIZATION%')
        from verification_request where as_of >= ${yearFrom} and as_of <= ${asOf}
      ) as orders group by county`,
  );
}

/** IV-11: who was asked about by a batch and answered for within the term, of who draws a benefit on the day. */
export function checkedAgain(db: Db, snapshot: Snapshot): Promise<Counted> {
  const { asOf, parameters } = snapshot;
  const since = addMonths(asOf, -parameters.number('recheck_coverage_months'));
  return counted(
    db,
    snapshot,
    sql<ByCounty>`
      select substr(current_division_code, 1, 6) as county, count(distinct person_id)::int as total,
        count(distinct person_id) filter (where checked_on > ${since} and checked_on <= ${asOf})::int as reached
      from beneficiary where from_on <= ${asOf} and coalesce(ended_on, 'infinity'::date) > ${asOf}
      group by 1`,
  );
}

async function counted(db: Db, snapshot: Snapshot, statement: RawBuilder<ByCounty>): Promise<Counted> {
  const { rows } = await statement.execute(db);
  return { rows: summed(snapshot, rows) };
}

/** The sums by county of the snapshot, in its order; records follow their county, so that none is lost. */
function summed({ counties }: Snapshot, found: readonly ByCounty[]): CountRow[] {
  const sums = new Map<string, { reached: number; of: number }>();
  for (const { county, reached, total } of found) {
    const sum = sums.get(county) ?? { reached: 0, of: 0 };
    sums.set(county, { reached: sum.reached + reached, of: sum.of + total });
  }
  return counties.flatMap(({ code, name }) => {
    const sum = sums.get(code.slice(0, 6));
    return sum === undefined ? [] : [{ divisionCode: code, title: name, ...sum }];
  });
}
