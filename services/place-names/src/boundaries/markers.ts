import type {
  assignCustodian,
  checkBoundaryMarker,
  OperationInputOf,
  registerBoundaryMarker,
  replaceBoundaryMarker,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import { parsePersonName, parsePhone } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Db, Work } from '../app-kit.ts';
import type { BoundaryMarkerTable } from '../database.ts';
import { refusing } from './constraints.ts';
import { kindOf, type MarkerCode, parseMarkerCode } from './marker-code.ts';
import { lockMarker, type MarkerRow, type MarkerView, positionOf, showMarker } from './marker-queries.ts';
import { geometryOf, type LineRow, lockLine } from './queries.ts';
import { authorizeLine } from './reach.ts';
import { checkPosition, metresBetween, metresFromLine, type Position, wgs84Note } from './survey.ts';

type Registration = OperationInputOf<typeof registerBoundaryMarker>['body'];
type Replacement = OperationInputOf<typeof replaceBoundaryMarker>['body'];
type Standing = Omit<Replacement, 'protocolDoc'>;

/** A marker is entered on a line in force; one far from its line needs the reason. */
export async function registerMarker(kit: AppKit, ctx: Context, body: Registration): Promise<MarkerView> {
  const position = readPosition(body);
  if (body.setOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/setOn' });
  const code = parseMarkerCode(body.markerCode);
  if (!code.ok) throw fail(code.code, { pointer: '/body/markerCode' });
  checkOtherLines(code.value, body);
  return kit.write(ctx, async (unit) => {
    const line = await lockLine(unit.db, body.lineId, '/body/lineId');
    authorizeLine(kit, ctx, { line });
    if (line.state !== 'IN_FORCE') throw fail('STATE_TRANSITION_INVALID');
    await checkCode(unit.db, line, code.value);
    for (const id of body.otherLineIds ?? []) await lockLine(unit.db, id, '/body/otherLineIds');
    const off = await offLine({ kit, ctx, unit }, line, { position, reason: body.offLineReason });
    const id = await insertMarker({ kit, ctx, unit }, code.value, {
      ...body,
      ...off,
      otherLineIds: body.otherLineIds ?? [],
    });
    unit.audit({
      action: ctx.operationId,
      recordType: 'boundary_marker',
      recordId: id,
      after: { markerCode: body.markerCode, offLineM: off.offLineM },
    });
    return showMarker(kit, unit.db, id);
  });
}

/** Name and phone of who looks after the marker: encrypted, never in the trail. */
export async function assign(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof assignCustodian>,
): Promise<MarkerView> {
  const name = parsePersonName(body.name);
  if (!name.ok) throw fail(name.code, { pointer: '/body/name' });
  const phone = parsePhone(body.phone);
  if (!phone.ok) throw fail(phone.code, { pointer: '/body/phone' });
  const run = async (work: Work): Promise<void> => {
    const set = sealCustodian(kit, params.id, { name: name.value, phone: phone.value });
    await changeMarker(work, params.id, set);
    const after = { custodian: 'CHANGED' };
    work.unit.audit({ action: ctx.operationId, recordType: 'boundary_marker', recordId: params.id, after });
  };
  return onMarker(kit, ctx, { id: params.id, run });
}

/** The marker was looked at and stands. */
export async function checkStanding(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof checkBoundaryMarker>,
): Promise<MarkerView> {
  const run = async (work: Work, marker: MarkerRow): Promise<void> => {
    const isPossible = body.checkedOn >= marker.setOn && body.checkedOn <= kit.clock.today();
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/checkedOn' });
    if (marker.condition !== 'INTACT') throw fail('MARKER_NOT_STANDING');
    await changeMarker(work, params.id, { lastCheckedOn: body.checkedOn });
    const after = { checkedOn: body.checkedOn };
    work.unit.audit({ action: ctx.operationId, recordType: 'boundary_marker', recordId: params.id, after });
  };
  return onMarker(kit, ctx, { id: params.id, run });
}

/** A new marker in the old place: the old record is REPLACED, the new one has the same code (handbook §5.1). */
export async function replace(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof replaceBoundaryMarker>,
): Promise<MarkerView> {
  const position = readPosition(body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const old = await lockOwn(work, params.id);
    const today = kit.clock.today();
    const isPossible = body.setOn > old.setOn && body.setOn <= today;
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/setOn' });
    const { toleranceMm } = await readNumbers(unit.db, { toleranceMm: 'boundaries.reset-tolerance-mm' }, today);
    const offsetMm = Math.round(metresBetween(positionOf(old), position) * 1_000);
    if (offsetMm > toleranceMm) throw fail('RESET_TOLERANCE', { pointer: '/body/lon', detail: `${offsetMm} mm` });
    const removed = { condition: 'REPLACED', removedOn: body.setOn, replacementDoc: body.protocolDoc };
    await changeMarker(work, old.id, removed);
    const id = await insertMarker(work, codeOf(old), {
      ...body,
      lineId: old.lineId,
      otherLineIds: old.otherLineIds,
      offLineM: old.offLineM,
      offLineReason: old.offLineReason,
    });
    await carryCustodian(work, old, id);
    await unit.db.updateTable('boundaryMarker').set({ replacedById: id }).where('id', '=', old.id).execute();
    const after = { ...removed, replacedById: id };
    unit.audit({ action: ctx.operationId, recordType: 'boundary_marker', recordId: old.id, after });
    return showMarker(kit, unit.db, id);
  });
}

async function onMarker(
  kit: AppKit,
  ctx: Context,
  { id, run }: { readonly id: string; readonly run: (work: Work, marker: MarkerRow) => Promise<void> },
): Promise<MarkerView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const marker = await lockOwn(work, id);
    await run(work, marker);
    return showMarker(kit, unit.db, id);
  });
}

async function lockOwn({ kit, ctx, unit }: Work, id: string): Promise<MarkerRow> {
  const marker = await lockMarker(unit.db, id);
  expectVersion(ctx, marker.version);
  authorizeLine(kit, ctx, { line: marker });
  if (marker.removedOn !== null) throw fail('STATE_TRANSITION_INVALID');
  return marker;
}

function readPosition({ lon, lat }: Pick<Standing, 'lon' | 'lat'>): Position {
  const position = checkPosition([lon, lat]);
  if (!position.ok) throw fail(position.code, { pointer: '/body/lat' });
  return position.value;
}

function codeOf(marker: MarkerRow): MarkerCode {
  const { positionCode: position, serial, letter } = marker;
  return { line: position.slice(0, -3), serial, letter, kind: kindOf(letter) ?? 'SINGLE', position };
}

function checkOtherLines(code: MarkerCode, { lineId, otherLineIds = [] }: Registration): void {
  const isTriple = code.kind === 'TRIPLE';
  const isWrong =
    isTriple === (otherLineIds.length === 0) || new Set([lineId, ...otherLineIds]).size <= otherLineIds.length;
  if (isWrong) throw fail('MARKER_LINES', { pointer: '/body/otherLineIds' });
}

async function checkCode(db: Db, line: LineRow, code: MarkerCode): Promise<void> {
  const pointer = '/body/markerCode';
  if (code.line !== line.lineCode.replace('-', '')) throw fail('MARKER_LINE_MISMATCH', { pointer });
  const beside = await db
    .selectFrom('boundaryMarker')
    .select('letter')
    .where('positionCode', '=', code.position)
    .where('removedOn', 'is', null)
    .execute();
  if (beside.some(({ letter }) => kindOf(letter) !== code.kind)) throw fail('MARKER_POSITION_MIXED', { pointer });
}

/** How far the marker stands off its line, when that is farther than allowed and a reason is given. */
async function offLine(
  { kit, unit }: Work,
  line: LineRow,
  { position, reason }: { readonly position: Position; readonly reason: string | undefined },
): Promise<{ offLineM: string | null; offLineReason: string | null }> {
  const geometry = geometryOf(line);
  if (geometry === null) return { offLineM: null, offLineReason: null };
  const { allowedM } = await readNumbers(unit.db, { allowedM: 'boundaries.off-line-m' }, kit.clock.today());
  const metres = metresFromLine(position, geometry);
  if (metres <= allowedM) return { offLineM: null, offLineReason: null };
  if (reason === undefined) {
    throw fail('GEOM_OFF_LINE', { pointer: '/body/offLineReason', detail: `${metres.toFixed(1)} m` });
  }
  return { offLineM: metres.toFixed(1), offLineReason: reason };
}

interface NewMarker extends Omit<Standing, 'offLineReason'> {
  readonly lineId: string;
  readonly otherLineIds: readonly string[];
  readonly offLineM: string | null;
  readonly offLineReason: string | null;
}

async function insertMarker({ kit, ctx, unit }: Work, code: MarkerCode, marker: NewMarker): Promise<string> {
  const id = kit.newId();
  const insert = unit.db.insertInto('boundaryMarker').values({
    id,
    lineId: marker.lineId,
    markerCode: `${code.position}${code.letter}`,
    positionCode: code.position,
    serial: code.serial,
    letter: code.letter,
    otherLineIds: [...marker.otherLineIds],
    material: marker.material,
    lon: marker.lon.toFixed(7),
    lat: marker.lat.toFixed(7),
    heightM: marker.heightM === undefined ? null : marker.heightM.toFixed(3),
    azimuthFeatures: jsonb(marker.azimuthFeatures),
    photoIds: marker.photoIds ?? [],
    condition: 'INTACT',
    offLineM: marker.offLineM,
    offLineReason: marker.offLineReason,
    datumNote: marker.datum === 'WGS84' ? wgs84Note : null,
    setOn: marker.setOn,
    enteredBy: ctx.actor.subject,
    updatedAt: kit.clock.wall(),
  });
  await refusing({ boundary_marker_code_once: 'MARKER_EXISTS' }, insert.execute());
  return id;
}

function sealCustodian(kit: AppKit, recordId: string, { name, phone }: { name: string; phone: string }) {
  const table = 'boundary_marker';
  return {
    custodianName: kit.fields.encrypt(name, { table, column: 'custodian_name', recordId }),
    custodianPhone: kit.fields.encrypt(phone, { table, column: 'custodian_phone', recordId }),
  };
}

/** A sealed value opens in its own record alone, so that the new record has its own. */
async function carryCustodian(work: Work, old: MarkerRow, id: string): Promise<void> {
  const { custodianName, custodianPhone } = old;
  if (custodianName === null || custodianPhone === null) return;
  const { kit } = work;
  const place = { table: 'boundary_marker', recordId: old.id };
  const name = kit.fields.decrypt(custodianName, { ...place, column: 'custodian_name' });
  const phone = kit.fields.decrypt(custodianPhone, { ...place, column: 'custodian_phone' });
  const set = sealCustodian(kit, id, { name, phone });
  await work.unit.db.updateTable('boundaryMarker').set(set).where('id', '=', id).execute();
}

/** Writes what changes of a marker and counts its version. */
export async function changeMarker(
  { kit, unit }: Work,
  id: string,
  set: Updateable<BoundaryMarkerTable>,
): Promise<void> {
  await unit.db
    .updateTable('boundaryMarker')
    .set((change) => ({ ...set, version: change('version', '+', 1), updatedAt: kit.clock.wall() }))
    .where('id', '=', id)
    .execute();
}
