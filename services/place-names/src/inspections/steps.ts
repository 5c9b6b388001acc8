import { transition } from '@mz/domain';
import { type Context, expectVersion, fail, refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { AppKit, Work } from '../app-kit.ts';
import { authorizeLead, authorizeSide, type Side } from '../boundaries/index.ts';
import type { BoundaryInspectionTable } from '../database.ts';
import { type InspectionRow, type InspectionView, lockInspection, showInspection } from './queries.ts';
import { type InspectionAction, type InspectionFacts, type InspectionState, inspectionSteps } from './rules.ts';

/** What a step writes. */
export type Change = Updateable<BoundaryInspectionTable>;

/** A step on one inspection: locked, its version checked; answers how it stands then. */
export async function onInspection(
  kit: AppKit,
  ctx: Context,
  { id, run }: { readonly id: string; readonly run: (work: Work, inspection: InspectionRow) => Promise<Change> },
): Promise<InspectionView> {
  return kit.write(ctx, async (unit) => {
    const inspection = await lockInspection(unit.db, id);
    expectVersion(ctx, inspection.version);
    const after = await run({ kit, ctx, unit }, inspection);
    await unit.db
      .updateTable('boundaryInspection')
      .set((build) => ({ ...after, version: build('version', '+', 1), updatedAt: kit.clock.wall() }))
      .where('id', '=', id)
      .execute();
    unit.audit({ action: ctx.operationId, recordType: 'boundary_inspection', recordId: id, after });
    return showInspection(unit.db, id, kit.clock.today());
  });
}

/** The state after a step; throws with all reasons against it. */
export function stateAfter(inspection: InspectionRow, action: InspectionAction, otherDone = false): InspectionState {
  const facts: InspectionFacts = {
    otherDone,
    fieldEnded: inspection.fieldEndedOn !== null,
    openFindings: inspection.findings.filter(({ handledOn }) => handledOn === null).length,
  };
  const state = inspection.state as InspectionState;
  const decision = transition(inspectionSteps, { state, action, role: 'OFFICE', facts });
  if (!decision.ok) throw refusal(decision.reasons);
  return decision.value.to;
}

/** The lead side acts. */
export function asLead({ kit, ctx }: Work, inspection: InspectionRow): void {
  authorizeLead(kit, ctx, { line: inspection, side: inspection.leadSide as Side });
}

/** Both sides take a step, each once and each by another person. */
export interface BothStep {
  readonly action: 'prepare' | 'sign';
  readonly side: Side;
  readonly partnerDoc?: string | undefined;
}

/** Whether a side may take its part of a step, and the state after it; throws with the reasons. */
export function takeSide(
  { kit, ctx }: Work,
  inspection: InspectionRow,
  { action, side, partnerDoc }: BothStep,
): InspectionState {
  const own = inspection.sides.find((one) => one.side === side);
  const other = inspection.sides.find((one) => one.side !== side);
  if (own === undefined || other === undefined) throw new Error(`inspection ${inspection.id} lacks a side`);
  const otherBy = action === 'prepare' ? other.preparedBy : other.signedBy;
  authorizeSide(kit, ctx, { line: inspection, side, partnerDoc, otherBy });
  const to = stateAfter(inspection, action, otherBy !== null);
  if ((action === 'prepare' ? own.preparedBy : own.signedBy) !== null) throw fail('SIDE_ACTED');
  return to;
}
