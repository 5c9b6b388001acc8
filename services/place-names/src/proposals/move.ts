import { divisionProposalStage, type ProposalState } from '@mz/contracts';
import { transition } from '@mz/domain';
import { refusal } from '@mz/service-kit';
import type { Updateable } from 'kysely';
import type { Work } from '../app-kit.ts';
import type { AdjustmentProposalTable } from '../database.ts';
import { type Action, machineOf, type StepFacts } from './machine.ts';
import { readFacts } from './queries.ts';
import { type ProposalRow, proposalNo } from './shapes.ts';

/** One step of the machine with what it writes beside the state. */
export interface Move {
  readonly action: Action;
  readonly reason?: string;
  readonly set?: Updateable<AdjustmentProposalTable>;
}

/** Takes a step or refuses with all its reasons; writes the row, the time line, the audit row and the event. */
export async function moveProposal(work: Work, row: ProposalRow, move: Move): Promise<ProposalRow> {
  const facts = await readFacts(work.unit.db, row);
  const to = nextState(work, row, move.action, facts);
  const saved = await saveProposal(work, row, { ...move.set, state: to });
  await writeStep(work, saved, { action: move.action, fromState: row.state, reason: move.reason ?? null });
  publishStage(work, saved, null);
  return saved;
}

/** The state that a step leads to; throws its refusal. */
export function nextState({ ctx }: Work, row: ProposalRow, action: Action, facts: StepFacts): ProposalState {
  const role = ctx.grant?.role;
  // A permission of people: the kit lets nobody in without a grant.
  if (role === undefined) throw new Error(`${ctx.operationId} is a step of a person`);
  // The table knows the states.
  const state = row.state as ProposalState;
  const decision = transition(machineOf(facts.decidedBy), { state, action, role, facts });
  if (decision.ok) return decision.value.to;
  const detail = facts.missingReports.join('、');
  throw refusal(
    decision.reasons.map((code) => (code === 'ASSESSMENT_MISSING' ? { code, pointer: '/params/id', detail } : code)),
  );
}

/** Writes the next version of a proposal, with its audit row. */
export async function saveProposal(
  { kit, ctx, unit }: Work,
  row: ProposalRow,
  set: Updateable<AdjustmentProposalTable>,
): Promise<ProposalRow> {
  const saved = await unit.db
    .updateTable('adjustmentProposal')
    .set({ ...set, version: row.version + 1, updatedAt: kit.clock.wall() })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  unit.audit({
    action: ctx.operationId,
    recordType: 'adjustment_proposal',
    recordId: row.id,
    before: { state: row.state, version: row.version },
    after: { state: saved.state, version: saved.version },
  });
  return saved;
}

/** A line of the time line. */
export async function writeStep(
  { kit, ctx, unit }: Work,
  row: ProposalRow,
  step: { readonly action: string; readonly fromState: string | null; readonly reason: string | null },
): Promise<void> {
  await unit.db
    .insertInto('proposalStep')
    .values({
      id: kit.newId(),
      proposalId: row.id,
      divisionCode: row.divisionCode,
      ...step,
      toState: row.state,
      actor: ctx.actor.subject,
      steppedOn: kit.clock.today(),
      recordedAt: kit.clock.wall(),
    })
    .execute();
}

/** Tells oversight of the stage, or of a task that is a red flag. */
export function publishStage({ unit }: Work, row: ProposalRow, redFlag: string | null): void {
  const { id, divisionCode, version, state, riskLevel } = row;
  unit.publish(divisionProposalStage, {
    subject: id,
    divisionCode,
    aggregateVersion: version,
    data: { proposalId: id, proposalNo: proposalNo(row), stage: state, riskLevel, redFlag },
  });
}
