import type { assignCustodian, checkBoundaryMarker, OperationInputOf } from '@mz/contracts';
import { parsePersonName, parsePhone } from '@mz/domain';
import { type Context, expectVersion, fail } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { BoundaryMarkerTable } from '../database.ts';
import { lockMarker, type MarkerRow, type MarkerView, showMarker } from './marker-queries.ts';
import { authorizeLine } from './reach.ts';

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

function sealCustodian(kit: AppKit, recordId: string, { name, phone }: { name: string; phone: string }) {
  const table = 'boundary_marker';
  return {
    custodianName: kit.fields.encrypt(name, { table, column: 'custodian_name', recordId }),
    custodianPhone: kit.fields.encrypt(phone, { table, column: 'custodian_phone', recordId }),
  };
}

/** A sealed value opens in its own record alone, so that the new record has its own. */
export async function carryCustodian(work: Work, old: MarkerRow, id: string): Promise<void> {
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
