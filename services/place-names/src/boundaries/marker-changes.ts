import type {
  moveBoundaryMarker,
  OperationInputOf,
  registerBoundaryMarker,
  removeBoundaryMarker,
  replaceBoundaryMarker,
} from '@mz/contracts';
import { jsonb } from '@mz/db';
import type { LegalDay } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import type { AppKit, Db, Work } from '../app-kit.ts';
import { refusing } from './constraints.ts';
import { changedMarker, listVersions, type MarkerChangeView, showChange } from './marker-change-queries.ts';
import { decideMarkerChange, type MarkerChangeKind } from './marker-change-rules.ts';
import { kindOf, type MarkerCode, parseMarkerCode } from './marker-code.ts';
import { type MarkerPlace, placeOf, placeOn, readPosition } from './marker-place.ts';
import { lockMarker, type MarkerRow, positionOf } from './marker-queries.ts';
import { type LineRow, lockLine } from './queries.ts';
import { authorizeLine } from './reach.ts';
import { metresBetween } from './survey.ts';

type Registration = OperationInputOf<typeof registerBoundaryMarker>['body'];

/** A new marker is proposed on a line in force; one far from its line needs the reason. */
export async function proposeMarker(kit: AppKit, ctx: Context, body: Registration): Promise<MarkerChangeView> {
  readPosition(body);
  if (body.setOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/setOn' });
  const code = parseMarkerCode(body.markerCode);
  if (!code.ok) throw fail(code.code, { pointer: '/body/markerCode' });
  checkOtherLines(code.value, body);
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const line = await lockLine(unit.db, body.lineId, '/body/lineId');
    authorizeLine(kit, ctx, { line });
    if (line.state !== 'IN_FORCE') throw fail('STATE_TRANSITION_INVALID');
    await checkCode(unit.db, line, code.value);
    for (const id of body.otherLineIds ?? []) await lockLine(unit.db, id, '/body/otherLineIds');
    return enter(work, {
      kind: 'SET',
      lineId: line.id,
      markerCode: body.markerCode,
      markerId: null,
      otherLineIds: body.otherLineIds ?? [],
      place: await placeOn(work, line, body),
      effectiveOn: body.setOn,
    });
  });
}

/** By agreement of both sides a marker stands elsewhere. */
export async function proposeMove(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof moveBoundaryMarker>,
): Promise<MarkerChangeView> {
  readPosition(body);
  return onMarker(kit, ctx, params.id, async (work, marker) => {
    await checkDay(work, marker, { day: body.movedOn, pointer: '/body/movedOn' });
    const line = await lockLine(work.unit.db, marker.lineId);
    const place = await placeOn(work, line, body);
    return { kind: 'MOVE', ...agreed(body), place, effectiveOn: body.movedOn };
  });
}

/** By agreement of both sides a marker that is lost for good is struck off. */
export async function proposeRemoval(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof removeBoundaryMarker>,
): Promise<MarkerChangeView> {
  return onMarker(kit, ctx, params.id, async (work, marker) => {
    await checkDay(work, marker, { day: body.removedOn, pointer: '/body/removedOn' });
    return { kind: 'REMOVE', ...agreed(body), place: null, effectiveOn: body.removedOn };
  });
}

/** A new marker in the old place: the record that stands is REPLACED, the new one has the same code (handbook §5.1). */
export async function proposeReplacement(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof replaceBoundaryMarker>,
): Promise<MarkerChangeView> {
  const position = readPosition(body);
  return onMarker(kit, ctx, params.id, async (work, marker) => {
    await checkDay(work, marker, { day: body.setOn, pointer: '/body/setOn' });
    const keys = { toleranceMm: 'boundaries.reset-tolerance-mm' };
    const { toleranceMm } = await readNumbers(work.unit.db, keys, kit.clock.today());
    const offsetMm = Math.round(metresBetween(positionOf(marker), position) * 1_000);
    if (offsetMm > toleranceMm) throw fail('RESET_TOLERANCE', { pointer: '/body/lon', detail: `${offsetMm} mm` });
    const { offLineM, offLineReason } = marker;
    const place = { ...placeOf(body), offLineM, offLineReason };
    return { kind: 'REPLACE', protocolDoc: body.protocolDoc, place, effectiveOn: body.setOn };
  });
}

/** A marker code is of its line and fits what stands at its position. */
export async function checkCode(db: Db, line: LineRow, code: MarkerCode): Promise<void> {
  const pointer = '/body/markerCode';
  if (code.line !== line.lineCode.replace('-', '')) throw fail('MARKER_LINE_MISMATCH', { pointer });
  const beside = await db
    .selectFrom('boundaryMarker')
    .select(['letter'])
    .where('positionCode', '=', code.position)
    .where('removedOn', 'is', null)
    .execute();
  if (beside.some(({ letter }) => kindOf(letter) !== code.kind)) throw fail('MARKER_POSITION_MIXED', { pointer });
  if (beside.some(({ letter }) => letter === code.letter)) throw fail('MARKER_EXISTS');
}

interface Proposal {
  readonly kind: MarkerChangeKind;
  readonly lineId: string;
  readonly markerCode: string;
  readonly markerId: string | null;
  readonly otherLineIds: readonly string[];
  readonly place: MarkerPlace | null;
  readonly effectiveOn: LegalDay;
  readonly protocolDoc?: string;
  readonly reason?: string;
}

type OfMarker = Omit<Proposal, 'lineId' | 'markerCode' | 'markerId' | 'otherLineIds'>;

async function onMarker(
  kit: AppKit,
  ctx: Context,
  id: string,
  propose: (work: Work, marker: MarkerRow) => Promise<OfMarker>,
): Promise<MarkerChangeView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const marker = await lockMarker(unit.db, id);
    expectVersion(ctx, marker.version);
    authorizeLine(kit, ctx, { line: marker });
    const decision = decideMarkerChange(await changedMarker(unit.db, marker));
    if (!decision.ok) throw fail(decision.code);
    const { lineId, markerCode, otherLineIds } = marker;
    return enter(work, { lineId, markerCode, otherLineIds, markerId: id, ...(await propose(work, marker)) });
  });
}

/** A change comes after the last one and not after today. */
async function checkDay(
  { kit, unit }: Work,
  marker: MarkerRow,
  { day, pointer }: { readonly day: LegalDay; readonly pointer: string },
): Promise<void> {
  const [last] = await listVersions(unit.db, marker.id);
  const isPossible = day > (last?.validFrom ?? marker.setOn) && day <= kit.clock.today();
  if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer });
}

function agreed({ protocolDoc, reason }: { readonly protocolDoc: string; readonly reason: string }) {
  return { protocolDoc, reason };
}

function checkOtherLines(code: MarkerCode, { lineId, otherLineIds = [] }: Registration): void {
  const isTriple = code.kind === 'TRIPLE';
  const isWrong =
    isTriple === (otherLineIds.length === 0) || new Set([lineId, ...otherLineIds]).size <= otherLineIds.length;
  if (isWrong) throw fail('MARKER_LINES', { pointer: '/body/otherLineIds' });
}

async function enter({ kit, ctx, unit }: Work, { place, ...proposal }: Proposal): Promise<MarkerChangeView> {
  const id = kit.newId();
  const { azimuthFeatures, ...columns } = place ?? { azimuthFeatures: null, photoIds: [] };
  const insert = unit.db.insertInto('markerChange').values({
    ...columns,
    ...proposal,
    id,
    otherLineIds: [...proposal.otherLineIds],
    azimuthFeatures: place === null ? null : jsonb(azimuthFeatures),
    protocolDoc: proposal.protocolDoc ?? null,
    reason: proposal.reason ?? null,
    state: 'PROPOSED',
    proposedBy: ctx.actor.subject,
    proposedOn: kit.clock.today(),
    updatedAt: kit.clock.wall(),
  });
  await refusing({ marker_change_open: 'MARKER_CHANGE_OPEN' }, insert.execute());
  const { kind, markerCode, markerId, effectiveOn } = proposal;
  const after = { kind, markerCode, markerId, effectiveOn, offLineM: place?.offLineM ?? null };
  unit.audit({ action: ctx.operationId, recordType: 'marker_change', recordId: id, after });
  return showChange(unit.db, id);
}
