import {
  boundaryDisputeClosed,
  boundaryDisputeOpened,
  type OperationInputOf,
  type reportBoundaryDispute,
} from '@mz/contracts';
import { transition } from '@mz/domain';
import { type Context, expectVersion, fail, readNumbers, refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import {
  authorizeLine,
  authorizeReport,
  authorizeSuperior,
  homeOf,
  type LineRow,
  lockLine,
} from '../boundaries/index.ts';
import type { BoundaryDisputeTable } from '../database.ts';
import { type DisputeRow, type DisputeView, lockDispute, showDispute } from './queries.ts';
import { type DisputeAction, type DisputeState, disputeSteps, handlerLevelOf, provinceDueAt } from './rules.ts';

type Report = OperationInputOf<typeof reportBoundaryDispute>['body'];

/** A dispute is reported from either side; the province learns of a force incident within the term. */
export async function reportDispute(kit: AppKit, ctx: Context, body: Report): Promise<DisputeView> {
  const happenedAt = new Date(body.happenedAt);
  if (happenedAt > kit.clock.business()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/happenedAt' });
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const line = await lockLine(unit.db, body.lineId, '/body/lineId');
    authorizeReport(kit, ctx, line);
    const id = await insertDispute(work, line, { body, happenedAt });
    await addStep(work, id, { action: 'report', state: 'REPORTED', stepNo: 1, note: null, document: null });
    const after = { lineCode: line.lineCode, kind: body.kind };
    unit.audit({ action: ctx.operationId, recordType: 'boundary_dispute', recordId: id, after });
    const dispute = await showDispute(unit.db, id);
    unit.publish(boundaryDisputeOpened, {
      subject: id,
      divisionCode: homeOf(line),
      aggregateVersion: 1,
      data: {
        disputeId: id,
        lineCode: line.lineCode,
        sides: [line.codeA, line.codeB],
        kind: body.kind,
        reportedLate: dispute.reportedLate,
      },
    });
    return dispute;
  });
}

async function insertDispute(
  { kit, ctx, unit }: Work,
  line: LineRow,
  { body, happenedAt }: { readonly body: Report; readonly happenedAt: Date },
): Promise<string> {
  const now = kit.clock.business();
  const { hours } = await readNumbers(unit.db, { hours: 'boundaries.force-report-hours' }, kit.clock.today());
  const dueAt = provinceDueAt(body.kind, happenedAt, hours);
  const reportedLate = dueAt !== null && now > dueAt;
  if (reportedLate && body.lateReason === undefined) throw fail('LATE_REPORT_REASON', { pointer: '/body/lateReason' });
  const id = kit.newId();
  const row = {
    ...body,
    id,
    happenedAt,
    reportedAt: now,
    reportedBy: ctx.actor.subject,
    provinceDueAt: dueAt,
    reportedLate,
    lateReason: reportedLate ? (body.lateReason ?? null) : null,
    handlerLevel: handlerLevelOf(line.currentCodeA, line.currentCodeB),
    state: 'REPORTED',
    updatedAt: kit.clock.wall(),
  };
  await unit.db.insertInto('boundaryDispute').values(row).execute();
  return id;
}

/** What a step of a dispute says. */
export interface DisputeStep {
  readonly action: DisputeAction;
  readonly id: string;
  readonly note?: string | undefined;
  readonly document?: string | undefined;
  /** The field of the dispute that the step fills. */
  readonly set?: Updateable<BoundaryDisputeTable>;
}

// Between the sides decides only who holds both.
const ofSuperior: readonly DisputeAction[] = ['mediate', 'decide', 'file', 'close'];

/** A step on one dispute: locked, its version and region checked; answers how it stands then. */
export async function takeStep(kit: AppKit, ctx: Context, step: DisputeStep): Promise<DisputeView> {
  return kit.write(ctx, async (unit) => {
    const work = { kit, ctx, unit };
    const dispute = await lockDispute(unit.db, step.id);
    expectVersion(ctx, dispute.version);
    if (ofSuperior.includes(step.action)) authorizeSuperior(kit, ctx, dispute);
    else authorizeLine(kit, ctx, { line: dispute });
    const decision = transition(disputeSteps, {
      state: dispute.state as DisputeState,
      action: step.action,
      role: 'OFFICE',
      facts: null,
    });
    if (!decision.ok) throw refusal(decision.reasons);
    const state = decision.value.to;
    const set = { ...step.set, state, ...(state === 'CLOSED' ? { closedOn: kit.clock.today() } : {}) };
    await changeDispute(work, dispute, set);
    const { note = null, document = null } = step;
    await addStep(work, dispute.id, { action: step.action, state, stepNo: dispute.steps.length + 1, note, document });
    unit.audit({ action: ctx.operationId, recordType: 'boundary_dispute', recordId: dispute.id, after: set });
    if (state === 'CLOSED') tellClosed(work, dispute);
    return showDispute(unit.db, dispute.id);
  });
}

async function changeDispute(
  { kit, unit }: Work,
  { id, version }: DisputeRow,
  set: Updateable<BoundaryDisputeTable>,
): Promise<void> {
  await unit.db
    .updateTable('boundaryDispute')
    .set({ ...set, version: version + 1, updatedAt: kit.clock.wall() })
    .where('id', '=', id)
    .execute();
}

interface NewStep {
  readonly action: string;
  readonly state: string;
  readonly stepNo: number;
  readonly note: string | null;
  readonly document: string | null;
}

async function addStep({ kit, ctx, unit }: Work, disputeId: string, step: NewStep): Promise<void> {
  const taken = { takenOn: kit.clock.today(), takenBy: ctx.actor.subject };
  await unit.db
    .insertInto('disputeStep')
    .values({ disputeId, ...step, ...taken })
    .execute();
}

function tellClosed({ kit, unit }: Work, dispute: DisputeRow): void {
  const { id, lineCode, codeA, codeB, kind } = dispute;
  const result = dispute.decisionDoc === null ? 'AGREED' : 'DECIDED';
  const closedOn = kit.clock.today();
  unit.publish(boundaryDisputeClosed, {
    subject: id,
    divisionCode: homeOf(dispute),
    aggregateVersion: dispute.version + 1,
    data: { disputeId: id, lineCode, sides: [codeA, codeB], kind, result, closedOn },
  });
}
