import { readNumbers } from '@mz/service-kit';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../app-kit.ts';
import type { Indicator, IndicatorRow } from '../indicators/index.ts';

const targetKeys = {
  lines: 'boundaries.inspection-lines',
  kilometres: 'boundaries.inspection-km',
  maps: 'boundaries.detailed-maps',
  markers: 'boundaries.pilot-markers',
} as const;

/** What the plan asks of a year. */
export async function readTargets(db: Db, year: number): Promise<Readonly<Record<keyof typeof targetKeys, number>>> {
  return readNumbers(db, targetKeys, `${year}-12-31`);
}

/** What a row says in whole numbers; metres and pieces are never floats. */
interface CountedRow extends Omit<IndicatorRow, 'amount'> {
  readonly count: number;
}

const home = sql`case when l.current_code_a like '37%' then l.current_code_a else l.current_code_b end as division_code`;

/** Regular inspections of the lines that a condition names, with their metres or 1 each. */
async function inspectionRows(
  db: Db,
  {
    year,
    lines,
    counted,
    count,
  }: Record<'lines' | 'counted' | 'count', RawBuilder<unknown>> & { readonly year: number },
): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select i.id, l.line_code as title, ${home}, i.state, ${counted} as counted, ${count} as count
    from boundary_inspection i join boundary_line l on l.id = i.line_id
    where i.plan_year = ${year} and i.kind = 'REGULAR' and ${lines} order by l.line_code`.execute(db);
  return rows;
}

const countyLines = sql`l.level = 'COUNTY'`;
const filed = sql`i.state = 'FILED'`;
const one = sql`1`;

function filedRows(db: Db, year: number): Promise<CountedRow[]> {
  return inspectionRows(db, { year, lines: countyLines, counted: filed, count: one });
}

function metreRows(db: Db, year: number): Promise<CountedRow[]> {
  const counted = sql`i.inspected_m is not null`;
  return inspectionRows(db, { year, lines: countyLines, counted, count: sql`coalesce(i.inspected_m, 0)` });
}

/** A county line counts when it is filed, its metres when the field work has ended (handbook §5.1). */
export async function countYear(db: Db, year: number): Promise<{ filedLines: number; inspectedM: number }> {
  return { filedLines: sumOf(await filedRows(db, year)), inspectedM: sumOf(await metreRows(db, year)) };
}

/** PN-01 to PN-05 and PN-09 of a year from the live rows (handbook §11). */
export async function boundaryIndicators(db: Db, year: number): Promise<Indicator[]> {
  const target = await readTargets(db, year);
  const lines = await filedRows(db, year);
  const metres = await metreRows(db, year);
  const anhui = await inspectionRows(db, { year, lines: sql`l.line_code = '3437'`, counted: filed, count: one });
  const tasks = await taskRows(db, year);
  return [
    indicator('PN-01', lines, { target: target.lines, unit: '条' }),
    inKilometres(indicator('PN-02', metres, { target: target.kilometres * 1_000, unit: '公里' })),
    indicator('PN-03', await mapRows(db), { target: target.maps, unit: '幅' }),
    indicator('PN-04', anhui, { target: 1, unit: '项' }),
    indicator('PN-05', await pilotRows(db, year), { target: target.markers, unit: '项' }),
    indicator('PN-09', tasks, { target: tasks.length, unit: '件' }),
  ];
}

function indicator(
  code: Indicator['code'],
  rows: readonly CountedRow[],
  { target, unit }: Pick<Indicator, 'target' | 'unit'>,
): Indicator {
  const reached = sumOf(rows);
  const shown = rows.map(({ count, ...row }) => ({ ...row, amount: count }));
  return { code, reached, target, unit, done: reached >= target, rows: shown };
}

/** The totals were compared in metres; kilometres are for reading. */
function inKilometres(metres: Indicator): Indicator {
  const rows = metres.rows.map((row) => ({ ...row, amount: row.amount / 1_000 }));
  return { ...metres, reached: metres.reached / 1_000, target: metres.target / 1_000, rows };
}

function sumOf(rows: readonly CountedRow[]): number {
  return rows.reduce((sum, { counted, count }) => sum + (counted ? count : 0), 0);
}

async function mapRows(db: Db): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select m.id, l.line_code as title, ${home}, m.state, m.state in ('APPROVED', 'PUBLISHED') as counted, 1 as count
    from detailed_map m join boundary_line l on l.id = m.line_id
    where l.level = 'COUNTY' order by l.line_code`.execute(db);
  return rows;
}

/** The pilot: provincial markers that were replaced in the year. */
async function pilotRows(db: Db, year: number): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select m.id, m.marker_code as title, ${home}, m.condition as state, true as counted, 1 as count
    from boundary_marker m join boundary_line l on l.id = m.line_id
    where l.level = 'PROVINCIAL' and m.condition = 'REPLACED' and extract(year from m.removed_on) = ${year}
    order by m.marker_code`.execute(db);
  return rows;
}

/** Tasks that were due in the year: on time when done by their day. */
async function taskRows(db: Db, year: number): Promise<CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select t.id, l.line_code || ' ' || t.change_id as title, ${home}, t.state,
      coalesce(t.done_on <= t.due_on, false) as counted, 1 as count
    from resurvey_task t join boundary_line l on l.id = t.line_id
    where extract(year from t.due_on) = ${year} order by t.due_on, t.id`.execute(db);
  return rows;
}
