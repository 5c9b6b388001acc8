import { agencies } from '@mz/agencies';
import { sql } from 'kysely';
import { listLiveAgreements } from '../agreements/index.ts';
import type { Db } from '../app-kit.ts';
import { isCounted, listMechanismRows } from '../mechanisms/index.ts';
import type { Counted, Part, Snapshot } from './indicator.ts';

const groups = ['EAST', 'CENTRAL', 'WEST'];
const levels = ['PROVINCE', 'CITY', 'COUNTY'];

/** IV-01: counties whose mechanism counts on the day, of the county table valid on it; by region group, too. */
export async function mechanismCoverage(db: Db, snapshot: Snapshot): Promise<Counted> {
  const counted = await countedCounties(db, snapshot);
  return byCounty(snapshot, (county) => counted.has(county));
}

/** IV-02: rules on checking means issued by the province in the year, confirmed by a second person. */
export async function provincialRules(db: Db, { asOf, yearFrom }: Snapshot): Promise<Counted> {
  const rules = await db
    .selectFrom('provincialRule')
    .select(['title', 'docNo'])
    .where('confirmedBy', 'is not', null)
    .where('issuedOn', '>=', yearFrom)
    .where('issuedOn', '<=', asOf)
    .orderBy('issuedOn')
    .execute();
  const rows = rules.map(({ title, docNo }) => ({
    divisionCode: '370000000000',
    title: `${title}（${docNo}）`,
    reached: 1,
    of: null,
  }));
  return { rows };
}

/** IV-03: counties with at least one report issued in the quarter. */
export async function platformReach(db: Db, snapshot: Snapshot): Promise<Counted> {
  const { rows } = await sql<{ county: string }>`
    select distinct substr(current_division_code, 1, 6) as county from report
    where issued_on >= ${snapshot.quarterFrom} and issued_on <= ${snapshot.asOf}`.execute(db);
  const reached = new Set(rows.map(({ county }) => county));
  return byCounty(snapshot, (county) => reached.has(county));
}

/** IV-04: agencies with an agreement in force at the province, of the catalogue; by level, too. */
export async function agenciesConnected(db: Db, { asOf }: Snapshot): Promise<Counted> {
  const live = await listLiveAgreements(db, asOf);
  const at = (level: string): Set<string> =>
    new Set(live.filter((one) => one.level === level).map(({ agencyCode }) => agencyCode));
  const province = at('PROVINCE');
  const known = agencies().all.map(({ code }) => code);
  const rows = known.map((title) => ({
    divisionCode: '370000000000',
    title,
    reached: province.has(title) ? 1 : 0,
    of: null,
  }));
  const parts = levels.map((name) => ({ name, reached: at(name).size, of: known.length }));
  return { rows, parts };
}

/** Counties, as six digits, whose mechanism counts on the snapshot day. */
export async function countedCounties(db: Db, { asOf, parameters }: Snapshot): Promise<ReadonlySet<string>> {
  const agenciesMin = parameters.number('mechanism_agencies_min');
  const rows = await listMechanismRows(db);
  const counted = rows.filter((row) => isCounted(row, agenciesMin, asOf));
  return new Set(counted.map(({ currentDivisionCode }) => currentDivisionCode.slice(0, 6)));
}

function byCounty({ counties, groupOf }: Snapshot, counts: (county: string) => boolean): Counted {
  const rows = counties.map(({ code, name }) => ({
    divisionCode: code,
    title: name,
    reached: counts(code.slice(0, 6)) ? 1 : 0,
    of: 1,
  }));
  const parts: Part[] = groups.map((name) => {
    const within = rows.filter(({ divisionCode }) => groupOf(divisionCode) === name);
    return { name, reached: within.filter(({ reached }) => reached === 1).length, of: within.length };
  });
  return { rows, parts };
}
