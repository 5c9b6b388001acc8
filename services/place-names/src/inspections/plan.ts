import type { OperationInputOf, planBoundaryInspections } from '@mz/contracts';
import { type Context, fail } from '@mz/service-kit';
import { sql } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import {
  authorizeLine,
  type LineLevel,
  type LineRow,
  lengthOf,
  readLongest,
  refusing,
  type Side,
} from '../boundaries/index.ts';
import { type InspectionView, listInspectionRows, toInspectionView } from './queries.ts';
import { leadOf } from './rules.ts';

type Plan = OperationInputOf<typeof planBoundaryInspections>['body'];

/** The province puts lines into the plan of a year, or orders extra inspections after a disaster or a change on the ground. */
export async function plan(kit: AppKit, ctx: Context, body: Plan): Promise<{ items: InspectionView[] }> {
  const today = kit.clock.today();
  if ((body.kind === 'EXTRA') !== (body.cause !== undefined)) throw fail('CAUSE_REQUIRED', { pointer: '/body/cause' });
  if (body.planYear < Number(today.slice(0, 4))) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/planYear' });
  const lineIds = body.lines.map(({ lineId }) => lineId);
  if (new Set(lineIds).size < lineIds.length) throw fail('LINE_TWICE', { pointer: '/body/lines' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const lines = await lockLines(work, lineIds);
    const last = await lastCycles(unit.db, lineIds);
    const longestKm = await readLongest(unit.db, today);
    const rows = body.lines.map((asked, index) =>
      rowOf(work, body, { asked, index, longestKm, line: lines.get(asked.lineId), last: last.get(asked.lineId) }),
    );
    const insert = unit.db.insertInto('boundaryInspection').values(rows).execute();
    await refusing(
      { boundary_inspection_open: 'INSPECTION_OPEN', boundary_inspection_cycle: 'INSPECTION_OPEN' },
      insert,
    );
    const sides = rows.flatMap(({ id }) => (['A', 'B'] as const).map((side) => ({ inspectionId: id, side })));
    await unit.db.insertInto('inspectionSide').values(sides).execute();
    for (const { id, lineId } of rows) {
      const after = { lineId, planYear: body.planYear, kind: body.kind };
      unit.audit({ action: ctx.operationId, recordType: 'boundary_inspection', recordId: id, after });
    }
    const ids = rows.map(({ id }) => id);
    const made = await listInspectionRows(unit.db, sql`i.id = any (${ids}::uuid[])`, ids.length);
    return { items: made.map((row) => toInspectionView(row, today)) };
  });
}

/** The lines under lock, always in one order. */
async function lockLines({ kit, ctx, unit }: Work, ids: readonly string[]): Promise<Map<string, LineRow>> {
  const { rows } = await sql<LineRow>`
    select * from boundary_line where id = any (${ids}::uuid[]) order by id for update`.execute(unit.db);
  for (const line of rows) authorizeLine(kit, ctx, { line });
  return new Map(rows.map((line) => [line.id, line]));
}

interface LastCycle {
  readonly lineId: string;
  readonly cycleNo: number;
  readonly leadSide: Side;
}

async function lastCycles(db: Db, ids: readonly string[]): Promise<Map<string, LastCycle>> {
  const { rows } = await sql<LastCycle>`
    select distinct on (line_id) line_id, cycle_no, lead_side from boundary_inspection
    where line_id = any (${ids}::uuid[]) and kind = 'REGULAR' order by line_id, cycle_no desc`.execute(db);
  return new Map(rows.map((row) => [row.lineId, row]));
}

interface Asked {
  readonly asked: Plan['lines'][number];
  readonly index: number;
  readonly longestKm: number;
  readonly line: LineRow | undefined;
  readonly last: LastCycle | undefined;
}

function rowOf({ kit, ctx }: Work, body: Plan, { asked, index, longestKm, line, last }: Asked) {
  const pointer = `/body/lines/${index}`;
  if (line === undefined) throw fail('BOUNDARY_LINE_UNKNOWN', { pointer: `${pointer}/lineId` });
  if (line.state !== 'IN_FORCE') throw fail('LINE_NOT_IN_FORCE', { pointer: `${pointer}/lineId` });
  const level = line.level as LineLevel;
  const length = { kilometres: asked.plannedKm, level, longestKm, pointer: `${pointer}/plannedKm` };
  const isRegular = body.kind === 'REGULAR';
  return {
    id: kit.newId(),
    lineId: line.id,
    kind: body.kind,
    cause: body.cause ?? null,
    // An extra inspection belongs to the running cycle and is led by its side.
    cycleNo: (last?.cycleNo ?? 0) + (isRegular || last === undefined ? 1 : 0),
    planYear: body.planYear,
    planDoc: body.planDoc,
    plannedBy: ctx.actor.subject,
    dueOn: `${body.planYear}-12-31`,
    leadSide: isRegular || last === undefined ? leadOf(last?.leadSide ?? null) : last.leadSide,
    plannedM: lengthOf(length),
    state: 'PLANNED',
    updatedAt: kit.clock.wall(),
  };
}
