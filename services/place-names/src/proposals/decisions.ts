import type {
  DecisionOutcome,
  DecisionStep,
  decideProposal as decideOperation,
  OperationInputOf,
  ProposalFile,
} from '@mz/contracts';
import { type Context, fail, refusal } from '@mz/service-kit';
import type { AppKit, Work } from '../app-kit.ts';
import { changeProposal, ownedBy } from './commands.ts';
import { officeOf } from './machine.ts';
import { moveProposal, saveProposal, writeStep } from './move.ts';
import { listDecisions } from './papers.ts';
import type { Route } from './route.ts';
import { actionOf, checkLetter, stateOfDecision } from './rules.ts';
import type { DecisionRow, ProposalRow } from './shapes.ts';

type Body = OperationInputOf<typeof decideOperation>['body'];

/** Writes a decision of the deciding office down; it holds when a second person confirms it. */
export function decideProposal(
  kit: AppKit,
  ctx: Context,
  { id, body }: { readonly id: string; readonly body: Body },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    const decidedBy = row.decidedBy as Route['decidedBy'];
    requireRole(ctx, officeOf(decidedBy).makers);
    if (row.state !== stateOfDecision[body.step]) throw fail('STATE_TRANSITION_INVALID');
    if (actionOf(body.step, body.outcome) === undefined) {
      throw fail('DECISION_OUTCOME_INVALID', { pointer: '/body/outcome' });
    }
    if (body.decidedOn > kit.clock.today()) throw fail('DATE_NOT_ALLOWED', { pointer: '/body/decidedOn' });
    const faults = checkLetter(body, decidedBy);
    if (faults.length > 0)
      throw refusal(
        faults.map((code) => ({ code, pointer: code === 'DOC_REQUIRED' ? '/body/docNo' : '/body/authority' })),
      );
    if ((await openDecision(work, row)) !== undefined) throw fail('DECISION_OPEN');
    await insertDecision(work, row, body);
    const saved = await saveProposal(work, row, {});
    await writeStep(work, saved, {
      action: `decide ${body.step} ${body.outcome}`,
      fromState: row.state,
      reason: body.reason,
    });
    return saved;
  });
}

/** A second person confirms the open decision, and the proposal goes on; or drops it, and nothing has happened. */
export function confirmDecision(
  kit: AppKit,
  ctx: Context,
  { id, agreed }: { readonly id: string; readonly agreed: boolean },
): Promise<ProposalFile> {
  return changeProposal(kit, ctx, id, async (work, row) => {
    requireRole(ctx, officeOf(row.decidedBy as Route['decidedBy']).checkers);
    const open = await openDecision(work, row);
    if (open === undefined) throw fail('PROPOSAL_DECISION_UNKNOWN');
    kit.authorize(ctx, {
      divisionCode: row.divisionCode,
      separatedFrom: [{ subject: open.madeBy, code: 'SEPARATION_OF_DUTIES' }],
    });
    if (!agreed) {
      await endDecision(work, open, 'DROPPED');
      const kept = await saveProposal(work, row, {});
      await writeStep(work, kept, { action: 'dropDecision', fromState: row.state, reason: null });
      return kept;
    }
    // What was written passed the same check.
    const action = actionOf(open.step as DecisionStep, open.outcome as DecisionOutcome);
    if (action === undefined) throw new Error(`no step for ${open.step} ${open.outcome}`);
    const saved = await moveProposal(work, row, { action, reason: open.reason, set: consequencesOf(open, row) });
    await endDecision(work, open, 'CONFIRMED');
    return saved;
  });
}

/** The letter that approved a proposal: of the State Council's or the ministry's where it went up, else the government's. */
export async function approvalOf(work: Work, row: ProposalRow): Promise<DecisionRow | undefined> {
  const step = row.decidedBy === 'STATE_COUNCIL' ? 'STATE_COUNCIL' : 'GOVERNMENT';
  const decisions = await listDecisions(work.unit.db, row.id);
  return decisions.findLast((one) => one.step === step && one.status === 'CONFIRMED' && one.outcome === 'APPROVED');
}

function consequencesOf(decision: DecisionRow, row: ProposalRow) {
  if (decision.step === 'PLAN_CHECK') return { planConformity: decision.outcome };
  const final = row.decidedBy === 'STATE_COUNCIL' ? 'STATE_COUNCIL' : 'GOVERNMENT';
  return decision.step === final && decision.outcome === 'APPROVED' ? { approvedOn: decision.decidedOn } : {};
}

function requireRole(ctx: Context, roles: readonly string[]): void {
  if (ctx.grant === undefined || !roles.includes(ctx.grant.role)) throw fail('ROLE_NOT_PERMITTED');
}

async function openDecision({ unit }: Work, row: ProposalRow): Promise<DecisionRow | undefined> {
  return (await listDecisions(unit.db, row.id)).find((one) => one.status === 'OPEN');
}

async function insertDecision(work: Work, row: ProposalRow, body: Body): Promise<void> {
  await work.unit.db
    .insertInto('proposalDecision')
    .values({
      ...ownedBy(work, row),
      step: body.step,
      outcome: body.outcome,
      reason: body.reason,
      authority: body.authority ?? null,
      docNo: body.docNo ?? null,
      decidedOn: body.decidedOn,
      madeBy: work.ctx.actor.subject,
      status: 'OPEN',
    })
    .execute();
}

async function endDecision({ ctx, unit }: Work, { id }: DecisionRow, status: 'CONFIRMED' | 'DROPPED'): Promise<void> {
  await unit.db
    .updateTable('proposalDecision')
    .set({ status, confirmedBy: ctx.actor.subject })
    .where('id', '=', id)
    .execute();
}
