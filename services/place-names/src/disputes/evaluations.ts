import type { assessBoundaries, BoundaryEvaluation, confirmBoundaryEvaluation, OperationInputOf } from '@mz/contracts';
import { rational, scopePrefix, toDecimalText, toFractionText } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import type { AppKit, Db } from '../app-kit.ts';
import { refusing } from '../boundaries/index.ts';
import type { BoundaryEvaluationTable } from '../database.ts';
import { hasTooManyPoints, type ScoreTable, scoreYear, type YearFacts } from './rules.ts';

type View = Static<typeof BoundaryEvaluation>;
type Row = Selectable<BoundaryEvaluationTable>;

const scoreKeys = {
  noForce: 'boundaries.score-no-force',
  solved: 'boundaries.score-solved',
  onTime: 'boundaries.score-on-time',
  markers: 'boundaries.score-markers',
  mechanism: 'boundaries.score-mechanism',
  publicity: 'boundaries.score-publicity',
  gradeA: 'boundaries.grade-a',
  gradeB: 'boundaries.grade-b',
  gradeC: 'boundaries.grade-c',
} as const;

/** Scores a unit for a year: counts from the registers, mechanism and publicity from the assessor. */
export async function assess(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof assessBoundaries>['body'],
): Promise<View> {
  const today = kit.clock.today();
  const { year, divisionCode, mechanismPoints, publicityPoints } = body;
  const unitFound = kit.divisions().validate(divisionCode, today, { level: ['PREFECTURE', 'COUNTY'] });
  if (!unitFound.ok) throw fail(unitFound.code, { pointer: '/body/divisionCode' });
  kit.authorize(ctx, { divisionCode });
  if (year > Number(today.slice(0, 4))) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/year' });
  return kit.write(ctx, async (unit) => {
    const table: ScoreTable = await readNumbers(unit.db, scoreKeys, today);
    if (hasTooManyPoints(body, table)) throw fail('POINTS_TOO_MANY', { pointer: '/body/mechanismPoints' });
    const facts = { ...(await countFacts(unit.db, year, scopePrefix(divisionCode))), mechanismPoints, publicityPoints };
    const { total, grade } = scoreYear(facts, table);
    const id = kit.newId();
    const row = {
      id,
      year,
      divisionCode,
      ...facts,
      totalNumerator: Number(total.numerator),
      totalDenominator: Number(total.denominator),
      grade,
      state: 'ASSESSED',
      assessedBy: ctx.actor.subject,
      assessedOn: today,
      updatedAt: kit.clock.wall(),
    };
    const insert = unit.db.insertInto('boundaryEvaluation').values(row);
    await refusing({ boundary_evaluation_once: 'EVALUATION_EXISTS' }, insert.execute());
    const after = { year, divisionCode, total: toFractionText(total), grade };
    unit.audit({ action: ctx.operationId, recordType: 'boundary_evaluation', recordId: id, after });
    return showEvaluation(unit.db, id);
  });
}

/** The province confirms a score; somebody else than who assessed. */
export async function confirm(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof confirmBoundaryEvaluation>,
): Promise<View> {
  return kit.write(ctx, async (unit) => {
    const [row] = await listEvaluationRows(unit.db, { where: sql`e.id = ${params.id}::uuid`, limit: 1, lock: true });
    if (row === undefined) throw fail('EVALUATION_UNKNOWN');
    expectVersion(ctx, row.version);
    const separatedFrom = [{ subject: row.assessedBy, code: 'SEPARATION_OF_DUTIES' }];
    kit.authorize(ctx, { divisionCode: row.divisionCode, separatedFrom });
    if (row.state !== 'ASSESSED') throw fail('STATE_TRANSITION_INVALID');
    const set = { state: 'CONFIRMED', confirmedBy: ctx.actor.subject, confirmedOn: kit.clock.today() };
    const counted = { version: row.version + 1, updatedAt: kit.clock.wall() };
    await unit.db
      .updateTable('boundaryEvaluation')
      .set({ ...set, ...counted })
      .where('id', '=', row.id)
      .execute();
    unit.audit({ action: ctx.operationId, recordType: 'boundary_evaluation', recordId: row.id, after: set });
    return showEvaluation(unit.db, row.id);
  });
}

/** What the registers say of the lines of a unit in a year; a dispute is solved when it is agreed or decided. */
async function countFacts(
  db: Db,
  year: number,
  prefix: string,
): Promise<Omit<YearFacts, 'mechanismPoints' | 'publicityPoints'>> {
  const opened = sql`d.year = ${year}`;
  const { rows } = await sql<Omit<YearFacts, 'mechanismPoints' | 'publicityPoints'>>`
    with own as (
      select id, state from boundary_line l
      where starts_with(l.current_code_a, ${prefix}) or starts_with(l.current_code_b, ${prefix})
    ), d as (
      select kind, state, extract(year from reported_at at time zone 'Asia/Shanghai')::int as year
      from boundary_dispute where line_id in (select id from own)
    ), i as (
      select state, filed_on, due_on from boundary_inspection
      where line_id in (select id from own) and kind = 'REGULAR' and plan_year = ${year}
    ), m as (
      select condition from boundary_marker
      where line_id in (select id from own where state = 'IN_FORCE') and removed_on is null
    )
    select
      (select count(*) from d where ${opened} and kind = 'FORCE_INCIDENT')::int as force_incidents,
      (select count(*) from d where ${opened})::int as disputes_opened,
      (select count(*) from d where ${opened}
        and state in ('DECIDED', 'AGREED', 'SURVEYED', 'FILED', 'CLOSED'))::int as disputes_solved,
      (select count(*) from i)::int as inspections_due,
      (select count(*) from i where state = 'FILED' and filed_on <= due_on)::int as inspections_on_time,
      (select count(*) from m)::int as markers_total,
      (select count(*) from m where condition = 'INTACT')::int as markers_intact`.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new Error('a count without a row');
  return facts;
}

/** Scores with the newest year first, by code. */
export async function listEvaluationRows(
  db: Db,
  {
    where,
    limit,
    lock = false,
  }: { readonly where: RawBuilder<unknown>; readonly limit: number; readonly lock?: boolean },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select e.* from boundary_evaluation e where ${where} order by e.year desc, e.division_code
    limit ${limit} ${lock ? sql`for update` : sql``}`.execute(db);
  return rows;
}

async function showEvaluation(db: Db, id: string): Promise<View> {
  const [row] = await listEvaluationRows(db, { where: sql`e.id = ${id}::uuid`, limit: 1 });
  if (row === undefined) throw fail('EVALUATION_UNKNOWN');
  return toEvaluationView(row);
}

/** The score as text: the fraction, and two decimals for people. */
export function toEvaluationView(row: Row): View {
  const total = rational(row.totalNumerator, row.totalDenominator);
  return {
    id: row.id,
    year: row.year,
    divisionCode: row.divisionCode,
    forceIncidents: row.forceIncidents,
    disputesOpened: row.disputesOpened,
    disputesSolved: row.disputesSolved,
    inspectionsDue: row.inspectionsDue,
    inspectionsOnTime: row.inspectionsOnTime,
    markersTotal: row.markersTotal,
    markersIntact: row.markersIntact,
    mechanismPoints: row.mechanismPoints,
    publicityPoints: row.publicityPoints,
    totalExact: toFractionText(total),
    total: toDecimalText(total, 2),
    // Checked by the table.
    grade: row.grade as View['grade'],
    state: row.state as View['state'],
    confirmedOn: row.confirmedOn,
    version: row.version,
  };
}
