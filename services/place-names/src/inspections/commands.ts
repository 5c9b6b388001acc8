import {
  type addFinding,
  boundaryInspectionFiled,
  type closeFindings,
  type endField,
  type fileBoundaryInspection,
  type handleFinding,
  type notifyBoundaryInspection,
  type OperationInputOf,
  type prepareBoundaryInspection,
  type signProtocol,
  type startBoundaryInspection,
  type submitInspectionReport,
} from '@mz/contracts';
import type { LegalDay } from '@mz/domain';
import { type Context, fail, readNumbers } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { authorizeLine, homeOf, type LineLevel, lengthOf, lockMarker, readLongest } from '../boundaries/index.ts';
import type { InspectionSideTable } from '../database.ts';
import { type InspectionRow, type InspectionView, lockInspection, showInspection } from './queries.ts';
import { isLengthMismatch } from './rules.ts';
import { asLead, type Change, onInspection, stateAfter, takeSide } from './steps.ts';

/** The sides are told. */
export async function notify(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof notifyBoundaryInspection>,
): Promise<InspectionView> {
  const run = async (_: Work, inspection: InspectionRow): Promise<Change> => {
    authorizeLine(kit, ctx, { line: inspection });
    return { state: stateAfter(inspection, 'notify'), noticeDoc: body.noticeDoc, notifiedOn: kit.clock.today() };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** A side has its people and money together. */
export async function prepare(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof prepareBoundaryInspection>,
): Promise<InspectionView> {
  if (body.budgetFen < 0) throw fail('AMOUNT_INVALID', { pointer: '/body/budgetFen' });
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    const { side, partnerDoc, ...given } = body;
    const state = takeSide(work, inspection, { action: 'prepare', side, partnerDoc });
    const done = { preparedOn: kit.clock.today(), preparedBy: ctx.actor.subject };
    await changeSide(work, inspection.id, { side, set: { ...given, ...done, ...letter(partnerDoc) } });
    return { state };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** The lead side begins the field work. */
export async function start(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof startBoundaryInspection>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    asLead(work, inspection);
    const state = stateAfter(inspection, 'start');
    checkDay(work, body.startedOn, { from: inspection.notifiedOn, pointer: '/body/startedOn' });
    return { state, fieldStartedOn: body.startedOn };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** Something was found in the field. */
export async function find(
  kit: AppKit,
  ctx: Context,
  body: OperationInputOf<typeof addFinding>['body'],
): Promise<InspectionView> {
  return kit.write(ctx, async (unit) => {
    const inspection = await lockInspection(unit.db, body.inspectionId, '/body/inspectionId');
    authorizeLine(kit, ctx, { line: inspection });
    stateAfter(inspection, 'find');
    if (body.markerId !== undefined) {
      const marker = await lockMarker(unit.db, body.markerId, '/body/markerId');
      if (marker.lineId !== inspection.lineId) throw fail('MARKER_UNKNOWN', { pointer: '/body/markerId' });
    }
    const id = kit.newId();
    const row = { ...body, id, markerId: body.markerId ?? null, foundBy: ctx.actor.subject };
    await unit.db.insertInto('inspectionFinding').values(row).execute();
    const after = { inspectionId: inspection.id, kind: body.kind };
    unit.audit({ action: ctx.operationId, recordType: 'inspection_finding', recordId: id, after });
    return showInspection(unit.db, inspection.id, kit.clock.today());
  });
}

/** What was found is dealt with. */
export async function handle(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof handleFinding>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    authorizeLine(kit, ctx, { line: inspection });
    const finding = inspection.findings.find(({ id }) => id === body.findingId);
    if (finding === undefined) throw fail('FINDING_UNKNOWN', { pointer: '/body/findingId' });
    if (inspection.state !== 'FIELD' || finding.handledOn !== null) throw fail('STATE_TRANSITION_INVALID');
    checkDay(work, body.handledOn, { from: inspection.fieldStartedOn, pointer: '/body/handledOn' });
    const set = { handling: body.handling, handledOn: body.handledOn, handledBy: ctx.actor.subject };
    await work.unit.db.updateTable('inspectionFinding').set(set).where('id', '=', finding.id).execute();
    return {};
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** The field work ends: its metres count from now on; more than planned beyond the tolerance is marked. */
export async function end(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof endField>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    asLead(work, inspection);
    const state = stateAfter(inspection, 'endField');
    checkDay(work, body.endedOn, { from: inspection.fieldStartedOn, pointer: '/body/endedOn' });
    const today = kit.clock.today();
    const longestKm = await readLongest(work.unit.db, today);
    const level = inspection.lineLevel as LineLevel;
    const written = { kilometres: body.inspectedKm, level, longestKm, pointer: '/body/inspectedKm' };
    const inspectedM = lengthOf(written);
    const { limitBp } = await readNumbers(work.unit.db, { limitBp: 'boundaries.length-mismatch-bp' }, today);
    const lengthMismatch = isLengthMismatch(inspectedM, inspection.plannedM, limitBp);
    return { state, fieldEndedOn: body.endedOn, photoIds: body.photoIds ?? [], inspectedM, lengthMismatch };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** Everything that was found is dealt with. */
export async function closeAll(
  kit: AppKit,
  ctx: Context,
  { params }: OperationInputOf<typeof closeFindings>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    asLead(work, inspection);
    return { state: stateAfter(inspection, 'closeFindings') };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** A side signs; both sign one protocol. */
export async function sign(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof signProtocol>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    const { side, protocolDoc, partnerDoc } = body;
    const state = takeSide(work, inspection, { action: 'sign', side, partnerDoc });
    if (inspection.protocolDoc !== null && inspection.protocolDoc !== protocolDoc) {
      throw fail('PROTOCOL_DIFFERS', { pointer: '/body/protocolDoc' });
    }
    const signedOn = kit.clock.today();
    const set = { signedOn, signedBy: ctx.actor.subject, ...letter(partnerDoc) };
    await changeSide(work, inspection.id, { side, set });
    return { state, protocolDoc, protocolSignedOn: state === 'PROTOCOL_SIGNED' ? signedOn : null };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** The lead side hands the report to the approving authority. */
export async function submitReport(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof submitInspectionReport>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    asLead(work, inspection);
    return { state: stateAfter(inspection, 'submitReport'), reportDoc: body.reportDoc, reportedOn: kit.clock.today() };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

/** The approving authority has filed the result: the line counts, and everybody is told. */
export async function file(
  kit: AppKit,
  ctx: Context,
  { params, body }: OperationInputOf<typeof fileBoundaryInspection>,
): Promise<InspectionView> {
  const run = async (work: Work, inspection: InspectionRow): Promise<Change> => {
    const earlier = [inspection.plannedBy, ...inspection.sides.map(({ signedBy }) => signedBy)];
    const separatedFrom = earlier
      .filter((subject) => subject !== null)
      .map((subject) => ({ subject, code: 'SEPARATION_OF_DUTIES' }));
    authorizeLine(kit, ctx, { line: inspection, separatedFrom });
    const state = stateAfter(inspection, 'file');
    checkDay(work, body.filedOn, { from: inspection.reportedOn, pointer: '/body/filedOn' });
    tellFiled(work, inspection, body.filedOn);
    return { state, ...body, filedBy: ctx.actor.subject };
  };
  return onInspection(kit, ctx, { id: params.id, run });
}

function tellFiled({ unit }: Work, inspection: InspectionRow, filedOn: LegalDay): void {
  const { id, lineCode, codeA, codeB, planYear, kind, inspectedM } = inspection;
  if (inspectedM === null) throw new Error(`inspection ${id} is filed without its length`);
  unit.publish(boundaryInspectionFiled, {
    subject: id,
    divisionCode: homeOf(inspection),
    aggregateVersion: inspection.version + 1,
    data: { inspectionId: id, lineCode, sides: [codeA, codeB], planYear, kind, inspectedM, filedOn },
  });
}

function checkDay({ kit }: Work, day: LegalDay, { from, pointer }: { from: LegalDay | null; pointer: string }): void {
  if ((from !== null && day < from) || day > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer });
}

function letter(partnerDoc: string | undefined): { partnerDoc?: string } {
  return partnerDoc === undefined ? {} : { partnerDoc };
}

async function changeSide(
  { unit }: Work,
  inspectionId: string,
  { side, set }: { readonly side: string; readonly set: Updateable<InspectionSideTable> },
): Promise<void> {
  await unit.db
    .updateTable('inspectionSide')
    .set(set)
    .where('inspectionId', '=', inspectionId)
    .where('side', '=', side)
    .execute();
}
