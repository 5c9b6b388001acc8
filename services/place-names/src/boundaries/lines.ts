import type {
  approveBoundaryLine,
  closeBoundaryLine,
  createBoundaryLine,
  declareAdjacency,
  OperationInputOf,
  OperationOutputOf,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { type LegalDay, parseDivisionCode } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { BoundaryLineTable } from '../database.ts';
import { refusing } from './constraints.ts';
import { areAdjacent, findLineByCode, getLineRow, type LineView, lockLine, toLineView } from './queries.ts';
import { authorizeLine } from './reach.ts';
import { decideLength, isOutside, type LineLevel, lineCodeOf, metresOf, type Sides, sidesOf } from './rules.ts';
import { checkLine, wgs84Note } from './survey.ts';

type Entry = OperationInputOf<typeof createBoundaryLine>['body'];
const province = '370000000000';

/** The province declares that two units adjoin each other, with its source. */
export async function declare(
  kit: AppKit,
  ctx: Context,
  { codeA, codeB, source }: OperationInputOf<typeof declareAdjacency>['body'],
): Promise<OperationOutputOf<typeof declareAdjacency>> {
  const sides = readSides(kit, codeA, codeB);
  kit.authorize(ctx, { divisionCode: province });
  return kit.write(ctx, async (unit) => {
    const declaredOn = kit.clock.today();
    const row = { codeA: sides.codeA, codeB: sides.codeB, source, declaredOn };
    const insert = unit.db.insertInto('boundaryAdjacency').values({ ...row, declaredBy: ctx.actor.subject });
    await refusing({ boundary_adjacency_pkey: 'ADJACENCY_DECLARED' }, insert.execute());
    const recordId = `${row.codeA}-${row.codeB}`;
    unit.audit({ action: ctx.operationId, recordType: 'boundary_adjacency', recordId, after: row });
    return row;
  });
}

/** A county or city enters a line; it counts when the province has decided on it. */
export async function createLine(kit: AppKit, ctx: Context, body: Entry): Promise<LineView> {
  const today = kit.clock.today();
  const sides = readSides(kit, body.codeA, body.codeB);
  const bearers = { currentCodeA: sides.codeA, currentCodeB: sides.codeB };
  authorizeLine(kit, ctx, { line: bearers });
  if (body.approvedOn > today) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/approvedOn' });
  checkGeometry(body);
  return kit.write(ctx, async (unit) => {
    const longestKm = await readLongest(unit.db, today);
    const lengthM = lengthOf({ kilometres: body.lengthKm, level: sides.level, longestKm, pointer: '/body/lengthKm' });
    await checkPlace(unit.db, sides, body.approvedOn);
    const now = kit.clock.wall();
    const row = {
      id: kit.newId(),
      lineCode: lineCodeOf(sides),
      ...sides,
      ...bearers,
      lengthM,
      approvalDoc: body.approvalDoc,
      approvedOn: body.approvedOn,
      protocolRef: body.protocolRef ?? null,
      trijunctionStart: body.trijunctionStart ?? null,
      trijunctionEnd: body.trijunctionEnd ?? null,
      geometry: body.geometry === undefined ? null : jsonb(body.geometry),
      datumNote: body.geometry !== undefined && body.datum === 'WGS84' ? wgs84Note : null,
      state: 'DRAFT',
      validFrom: body.approvedOn,
      createdBy: ctx.actor.subject,
      createdAt: now,
      updatedAt: now,
    };
    await unit.db.insertInto('boundaryLine').values(row).execute();
    const after = { lineCode: row.lineCode, lengthM };
    unit.audit({ action: ctx.operationId, recordType: 'boundary_line', recordId: row.id, after });
    return showLine(kit, unit.db, row.id);
  });
}

/** The province takes the line into the register or refuses it. */
export async function decideLine(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof approveBoundaryLine>,
): Promise<LineView> {
  return kit.write(ctx, async (unit) => {
    const line = await lockLine(unit.db, params.id);
    expectVersion(ctx, line.version);
    authorizeLine(kit, ctx, { line, separatedFrom: [{ subject: line.createdBy, code: 'SEPARATION_OF_DUTIES' }] });
    if (line.state !== 'DRAFT') throw fail('STATE_TRANSITION_INVALID');
    const state = body.accept ? 'IN_FORCE' : 'REFUSED';
    const decision = { state, decidedBy: ctx.actor.subject, decidedOn: kit.clock.today() };
    const set = { ...decision, decisionRemark: body.remark ?? null };
    await refusing({ boundary_line_code_once: 'LINE_EXISTS' }, changeLine({ kit, ctx, unit }, params.id, set));
    unit.audit({ action: ctx.operationId, recordType: 'boundary_line', recordId: params.id, after: { state } });
    return showLine(kit, unit.db, params.id);
  });
}

/** A line ends: its sides were merged, it became one of lower units, or a re-survey replaced it. */
export async function closeLine(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof closeBoundaryLine>,
): Promise<LineView> {
  return kit.write(ctx, async (unit) => {
    const line = await lockLine(unit.db, params.id);
    expectVersion(ctx, line.version);
    authorizeLine(kit, ctx, { line });
    if (line.state !== 'IN_FORCE') throw fail('STATE_TRANSITION_INVALID');
    const isPossible = body.closedOn > line.validFrom && body.closedOn <= kit.clock.today();
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/closedOn' });
    if (body.successorId !== undefined) await lockLine(unit.db, body.successorId, '/body/successorId');
    const set = { state: 'CLOSED', validTo: body.closedOn, closedReason: body.reason };
    await changeLine({ kit, ctx, unit }, params.id, { ...set, successorId: body.successorId ?? null });
    const after = { ...set, document: body.document };
    unit.audit({ action: ctx.operationId, recordType: 'boundary_line', recordId: params.id, after });
    return showLine(kit, unit.db, params.id);
  });
}

/** The line as its offices see it. */
export async function showLine(kit: AppKit, db: Db, id: string): Promise<LineView> {
  return toLineView(await getLineRow(db, id), kit.divisions(), kit.clock.today());
}

/** How long a county line can be at most, in kilometres. */
export async function readLongest(db: Db, today: LegalDay): Promise<number> {
  return (await readNumbers(db, { longestKm: 'boundaries.longest-county-line-km' }, today)).longestKm;
}

/** A length as it was written. */
export interface WrittenLength {
  readonly kilometres: string;
  readonly level: LineLevel;
  readonly longestKm: number;
  readonly pointer: string;
}

/** The length in metres; throws LENGTH_ZERO or UNIT_SUSPECT. */
export function lengthOf({ kilometres, level, longestKm, pointer }: WrittenLength): number {
  const decision = decideLength(metresOf(kilometres), level, longestKm);
  if (!decision.ok) throw fail(decision.code, { pointer });
  return decision.value;
}

function readSides(kit: AppKit, one: string, other: string): Sides {
  const today = kit.clock.today();
  checkUnit(kit, one, { today, pointer: '/body/codeA' });
  checkUnit(kit, other, { today, pointer: '/body/codeB' });
  const sides = sidesOf(one, other);
  if (!sides.ok) throw fail(sides.code, { pointer: '/body/codeB' });
  return sides.value;
}

/** Ours is in force today; a neighbour's form alone can be checked. */
function checkUnit(kit: AppKit, code: string, { today, pointer }: { today: LegalDay; pointer: string }): void {
  const parsed = parseDivisionCode(code, { field: 'NEIGHBOUR' });
  if (!parsed.ok) throw fail(parsed.code, { pointer });
  if (isOutside(code)) return;
  const found = kit.divisions().at(code, today);
  if (!found.ok) throw fail(found.code, { pointer });
}

function checkGeometry({ geometry }: Pick<Entry, 'geometry'>): void {
  if (geometry === undefined) return;
  const checked = checkLine(geometry);
  if (!checked.ok) throw fail(checked.code, { pointer: '/body/geometry' });
}

async function checkPlace(db: Db, sides: Sides, approvedOn: LegalDay): Promise<void> {
  if (!(await areAdjacent(db, sides.codeA, sides.codeB))) {
    throw fail('SIDES_NOT_ADJACENT', { pointer: '/body/codeB' });
  }
  const twin = await findLineByCode(db, lineCodeOf(sides), approvedOn);
  if (twin !== undefined) throw fail('LINE_EXISTS');
}

/** Writes what changes and counts the version. */
export async function changeLine({ kit, unit }: Work, id: string, set: Updateable<BoundaryLineTable>): Promise<void> {
  await unit.db
    .updateTable('boundaryLine')
    .set((change) => ({ ...set, version: change('version', '+', 1), updatedAt: kit.clock.wall() }))
    .where('id', '=', id)
    .execute();
}
