import { jsonb } from '@mz/db';
import { fail } from '@mz/service-kit';
import type { Work } from '../app-kit.ts';
import { refusing } from './constraints.ts';
import { change, tell } from './incidents.ts';
import { changedMarker, type MarkerChangeRow } from './marker-change-queries.ts';
import { decideMarkerChange } from './marker-change-rules.ts';
import { checkCode } from './marker-changes.ts';
import { parseMarkerCode } from './marker-code.ts';
import { lockMarker, type MarkerRow } from './marker-queries.ts';
import { carryCustodian, changeMarker } from './markers.ts';
import { lockLine } from './queries.ts';

/** Writes an approved change into the register; gives the id of the marker that stands by it, null after a removal. */
export async function applyChange(work: Work, approved: MarkerChangeRow): Promise<string | null> {
  const { unit } = work;
  const line = await lockLine(unit.db, approved.lineId);
  if (line.state !== 'IN_FORCE') throw fail('LINE_NOT_IN_FORCE');
  if (approved.markerId === null) {
    const code = parseMarkerCode(approved.markerCode);
    if (!code.ok) throw new Error(`${approved.markerCode} was no marker code`);
    await checkCode(unit.db, line, code.value);
    return insertMarker(work, approved);
  }
  const marker = await lockMarker(unit.db, approved.markerId);
  const decision = decideMarkerChange(await changedMarker(unit.db, marker));
  if (!decision.ok) throw fail(decision.code);
  const result = await changeStanding(work, approved, marker);
  await endIncident(work, approved);
  return result;
}

async function changeStanding(work: Work, approved: MarkerChangeRow, marker: MarkerRow): Promise<string | null> {
  const { unit } = work;
  const { effectiveOn, protocolDoc } = approved;
  await endVersion(work, marker.id, effectiveOn);
  if (approved.kind === 'MOVE') {
    const place = { ...placeOf(approved), condition: 'INTACT', lastCheckedOn: effectiveOn };
    await changeMarker(work, marker.id, place);
    await writeVersion(work, approved, marker.id);
    return marker.id;
  }
  const removed = { removedOn: effectiveOn, replacementDoc: protocolDoc };
  if (approved.kind === 'REMOVE') {
    await changeMarker(work, marker.id, removed);
    return null;
  }
  await changeMarker(work, marker.id, { ...removed, condition: 'REPLACED' });
  const id = await insertMarker(work, approved);
  await carryCustodian(work, marker, id);
  await unit.db.updateTable('boundaryMarker').set({ replacedById: id }).where('id', '=', marker.id).execute();
  return id;
}

async function insertMarker(work: Work, approved: MarkerChangeRow): Promise<string> {
  const { kit, unit } = work;
  const code = parseMarkerCode(approved.markerCode);
  if (!code.ok) throw new Error(`${approved.markerCode} was no marker code`);
  const id = kit.newId();
  const insert = unit.db.insertInto('boundaryMarker').values({
    ...placeOf(approved),
    id,
    lineId: approved.lineId,
    markerCode: approved.markerCode,
    positionCode: code.value.position,
    serial: code.value.serial,
    letter: code.value.letter,
    otherLineIds: approved.otherLineIds,
    condition: 'INTACT',
    setOn: approved.effectiveOn,
    enteredBy: approved.proposedBy,
    updatedAt: kit.clock.wall(),
  });
  await refusing({ boundary_marker_code_once: 'MARKER_EXISTS' }, insert.execute());
  await writeVersion(work, approved, id);
  return id;
}

/** The place of a change that leaves a marker standing; the table's checks have made it whole. */
function placeOf({ material, lon, lat, azimuthFeatures, ...approved }: MarkerChangeRow) {
  if (material === null || lon === null || lat === null) throw new Error('a change without a place');
  const { heightM, photoIds, offLineM, offLineReason, datumNote } = approved;
  const features = jsonb(azimuthFeatures);
  return { material, lon, lat, azimuthFeatures: features, heightM, photoIds, offLineM, offLineReason, datumNote };
}

async function endVersion({ unit }: Work, markerId: string, validTo: string): Promise<void> {
  await unit.db
    .updateTable('boundaryMarkerVersion')
    .set({ validTo })
    .where('markerId', '=', markerId)
    .where('validTo', 'is', null)
    .execute();
}

async function writeVersion({ kit, unit }: Work, approved: MarkerChangeRow, markerId: string): Promise<void> {
  const { datumNote: _, ...place } = placeOf(approved);
  const last = await unit.db
    .selectFrom('boundaryMarkerVersion')
    .select(({ fn }) => fn.max('no').as('no'))
    .where('markerId', '=', markerId)
    .executeTakeFirst();
  await unit.db
    .insertInto('boundaryMarkerVersion')
    .values({
      ...place,
      markerId,
      no: (last?.no ?? 0) + 1,
      validFrom: approved.effectiveOn,
      changeId: approved.id,
      recordedAt: kit.clock.wall(),
    })
    .execute();
}

/** What both sides verified ends with the change; nothing has to be set again in the old place. */
async function endIncident(work: Work, { markerId, protocolDoc }: MarkerChangeRow): Promise<void> {
  const { ctx, unit } = work;
  const open = await unit.db
    .selectFrom('markerIncident')
    .select('id')
    .where('markerId', '=', markerId)
    .where('state', '=', 'VERIFIED')
    .execute();
  for (const { id } of open) {
    const after = await change(work, id, { state: 'CHANGED', restoreDoc: protocolDoc });
    unit.audit({ action: ctx.operationId, recordType: 'marker_incident', recordId: id, after });
    await tell(work, id);
  }
}
