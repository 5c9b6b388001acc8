import { sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Snapshot } from './indicator.ts';

type Period = Pick<Snapshot, 'yearFrom' | 'asOf'>;

/** What counted in a county, as six digits. */
export interface ByCounty {
  readonly county: string;
  readonly reached: number;
  readonly total: number;
}

/** IV-07: first checks whose latest report found too much or something hidden; a statistic that must not become a quota. */
export async function detections(db: Db, { yearFrom, asOf }: Period): Promise<ByCounty[]> {
  const { rows } = await sql<ByCounty>`
    select substr(report.current_division_code, 1, 6) as county, count(*)::int as total,
      count(*) filter (
        where report.verdict in ('EXCEEDS_ASSET', 'EXCEEDS_INCOME', 'CONCEALMENT_SUSPECTED'))::int as reached
    from report join verification_request as request on request.id = report.request_id
    where report.state = 'ISSUED' and request.kind = 'INITIAL'
      and report.issued_on >= ${yearFrom} and report.issued_on <= ${asOf}
    group by 1 order by 1`.execute(db);
  return rows;
}

/** IV-09: reports objected to, of those issued. */
export async function objectedReports(db: Db, { yearFrom, asOf }: Period): Promise<ByCounty[]> {
  const { rows } = await sql<ByCounty>`
    select substr(report.current_division_code, 1, 6) as county, count(*)::int as total,
      count(*) filter (where exists (select from objection where objection.report_id = report.id))::int as reached
    from report where report.issued_on >= ${yearFrom} and report.issued_on <= ${asOf}
    group by 1 order by 1`.execute(db);
  return rows;
}

/** Objections of a county that came to the same. */
interface ObjectionsByCounty {
  readonly county: string;
  readonly revised: boolean;
  readonly agencyError: boolean;
  readonly count: number;
}

/** IV-09, beside it: what was revised, and where an agency was wrong. */
export async function objections(db: Db, { yearFrom, asOf }: Period): Promise<ObjectionsByCounty[]> {
  const { rows } = await sql<ObjectionsByCounty>`
    select substr(report.current_division_code, 1, 6) as county, objection.state = 'REVISED' as revised,
      coalesce(cardinality(objection.agency_errors), 0) > 0 as agency_error, count(*)::int as count
    from objection join report on report.id = objection.report_id
    where objection.opened_on >= ${yearFrom} and objection.opened_on <= ${asOf}
    group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}
