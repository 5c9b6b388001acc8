import {
  boundaryMarkerIncident,
  type dismissMarkerIncident,
  type OperationInputOf,
  type reportMarkerIncident,
  type restoreBoundaryMarker,
  type verifyMarkerIncident,
} from '@mz/contracts';
import { addDays, addWorkingDays, compareDays } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import type { MarkerIncidentTable } from '../database.ts';
import { refusing } from './constraints.ts';
import { type IncidentRow, type IncidentView, lockIncident, showIncident } from './incident-queries.ts';
import { agreedCause, decideAfterBoth, decideReset, type IncidentFacts } from './incident-rules.ts';
import { lockMarker, positionOf } from './marker-queries.ts';
import { changeMarker } from './markers.ts';
import { authorizeLine, authorizeReport, authorizeSide, homeOf } from './reach.ts';
import { checkPosition, metresBetween } from './survey.ts';

/** A marker is missing, moved or damaged: both sides verify within the term. */
export async function report(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof reportMarkerIncident>['body'],
): Promise<IncidentView> {
  const today = kit.clock.today();
  if (body.foundOn > today) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/foundOn' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const marker = await lockMarker(unit.db, body.markerId, '/body/markerId');
    authorizeReport(kit, ctx, marker);
    if (marker.removedOn !== null) throw fail('MARKER_REMOVED');
    const { workingDays } = await readNumbers(unit.db, { workingDays: 'boundaries.verify-working-days' }, today);
    const id = kit.newId();
    const insert = unit.db.insertInto('markerIncident').values({
      id,
      lineId: marker.lineId,
      ...body,
      reportedOn: today,
      reportedBy: ctx.actor.subject,
      cause: 'UNKNOWN',
      state: 'REPORTED',
      verifyDueOn: addWorkingDays(kit.calendar, today, workingDays).day,
      updatedAt: kit.clock.wall(),
    });
    await refusing({ marker_incident_open: 'INCIDENT_OPEN' }, insert.execute());
    await changeMarker(work, marker.id, { condition: body.kind });
    const after = { kind: body.kind, markerCode: marker.markerCode };
    unit.audit({ action: ctx.operationId, recordType: 'marker_incident', recordId: id, after });
    return tell(work, id);
  });
}

/** A side has looked; the second one makes it VERIFIED and starts the term of the restoration. */
export async function verify(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof verifyMarkerIncident>,
): Promise<IncidentView> {
  const run = async (work: Work, incident: IncidentRow): Promise<Change> => {
    const { side, verifiedOn, cause, partnerDoc } = body;
    const otherBy = side === 'A' ? incident.verifiedByB : incident.verifiedByA;
    const otherOn = side === 'A' ? incident.verifiedOnB : incident.verifiedOnA;
    authorizeSide(kit, ctx, { line: incident, side, partnerDoc, otherBy });
    if (incident.state !== 'REPORTED') throw fail('STATE_TRANSITION_INVALID');
    if ((side === 'A' ? incident.verifiedOnA : incident.verifiedOnB) !== null) throw fail('SIDE_ACTED');
    const today = kit.clock.today();
    const isPossible = verifiedOn >= incident.foundOn && verifiedOn <= today;
    if (!isPossible) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/verifiedOn' });
    const by = ctx.actor.subject;
    const seen =
      side === 'A' ? { verifiedOnA: verifiedOn, verifiedByA: by } : { verifiedOnB: verifiedOn, verifiedByB: by };
    const letter = partnerDoc === undefined ? {} : { partnerDoc };
    if (otherOn === null) return change(work, params.id, { ...seen, ...letter, cause });
    const { days } = await readNumbers(work.unit.db, { days: 'boundaries.restore-days' }, today);
    const last = compareDays(otherOn, verifiedOn) > 0 ? otherOn : verifiedOn;
    const agreed = agreedCause(incident.cause, cause);
    const next = { cause: agreed, state: 'VERIFIED', restoreDueOn: addDays(last, days) };
    return change(work, params.id, { ...seen, ...letter, ...next });
  };
  return onIncident(kit, ctx, { id: params.id, run });
}

/** The marker stands on its old coordinates again; the register keeps them. */
export async function restore(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof restoreBoundaryMarker>,
): Promise<IncidentView> {
  const position = checkPosition([body.lon, body.lat]);
  if (!position.ok) throw fail(position.code, { pointer: '/body/lat' });
  const run = async (work: Work, incident: IncidentRow): Promise<Change> => {
    authorizeLine(kit, ctx, { line: incident });
    requireBoth(incident);
    const today = kit.clock.today();
    const { restoredOn } = body;
    if (restoredOn < incident.foundOn || restoredOn > today)
      throw fail('DATE_NOT_ALLOWED', { pointer: '/body/restoredOn' });
    const { toleranceMm } = await readNumbers(work.unit.db, { toleranceMm: 'boundaries.reset-tolerance-mm' }, today);
    const offsetMm = Math.round(metresBetween(positionOf(incident), position.value) * 1_000);
    const decision = decideReset(offsetMm, toleranceMm);
    if (!decision.ok) throw fail(decision.code, { pointer: '/body/lon', detail: `${offsetMm} mm` });
    await changeMarker(work, incident.markerId, { condition: 'INTACT', lastCheckedOn: restoredOn });
    return change(work, params.id, { state: 'RESTORED', restoredOn, restoreDoc: body.document, offsetMm });
  };
  return onIncident(kit, ctx, { id: params.id, run });
}

/** Both sides found the marker in its place. */
export async function dismiss(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof dismissMarkerIncident>,
): Promise<IncidentView> {
  const run = async (work: Work, incident: IncidentRow): Promise<Change> => {
    authorizeLine(kit, ctx, { line: incident });
    requireBoth(incident);
    await changeMarker(work, incident.markerId, { condition: 'INTACT' });
    return change(work, params.id, { state: 'DISMISSED', restoreDoc: body.document });
  };
  return onIncident(kit, ctx, { id: params.id, run });
}

/** What a step writes. */
export type Change = Updateable<MarkerIncidentTable>;

/** A step on one incident: locked, its version checked; answers and tells how it stands then. */
export async function onIncident(
  kit: AppKit,
  ctx: Context,
  { id, run }: { readonly id: string; readonly run: (work: Work, incident: IncidentRow) => Promise<Change> },
): Promise<IncidentView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const incident = await lockIncident(unit.db, id);
    expectVersion(ctx, incident.version);
    const after = await run(work, incident);
    unit.audit({ action: ctx.operationId, recordType: 'marker_incident', recordId: id, after });
    return tell(work, id);
  });
}

/** Writes what changes of an incident and counts its version; gives what was written, for the trail. */
export async function change({ kit, unit }: Work, id: string, set: Change): Promise<Change> {
  await unit.db
    .updateTable('markerIncident')
    .set((build) => ({ ...set, version: build('version', '+', 1), updatedAt: kit.clock.wall() }))
    .where('id', '=', id)
    .execute();
  return set;
}

/** The table's own check has made state and cause what they are. */
export function factsOf({ state, cause }: IncidentRow): IncidentFacts {
  return { state, cause } as IncidentFacts;
}

function requireBoth(incident: IncidentRow): void {
  const decision = decideAfterBoth(factsOf(incident));
  if (!decision.ok) throw fail(decision.code);
}

/** Tells how an incident stands; answers it. */
export async function tell({ kit, unit }: Work, id: string): Promise<IncidentView> {
  const row = await lockIncident(unit.db, id);
  const { lineCode, codeA, codeB, markerCode, kind, state, cause, proposedFineFen } = row;
  unit.publish(boundaryMarkerIncident, {
    subject: id,
    divisionCode: homeOf(row),
    aggregateVersion: row.version,
    data: { incidentId: id, lineCode, sides: [codeA, codeB], markerCode, kind, state, cause, proposedFineFen },
  });
  return showIncident(unit.db, id, kit.clock.today());
}
