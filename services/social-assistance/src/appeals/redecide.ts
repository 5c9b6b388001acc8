import type { answerAppeal, CaseFacts, OperationInputOf } from '@mz/contracts';
import { fail } from '@mz/service-kit';
import { adjustEnrolment, factsFor } from '../adjustments/index.ts';
import type { Work } from '../app-kit.ts';
import { reopenCase } from './case-file.ts';
import type { OpenAppeal } from './commands.ts';
import { factsOfDecision, findFactsBefore, getEnrolment } from './enrolment-facts.ts';
import { stops } from './rules.ts';

type Correction = OperationInputOf<typeof answerAppeal>['body']['change'];

const appealLaw = '《中华人民共和国行政复议法》第二十八条';

/** A changed decision is decided anew: a refusal goes back to who refused, an enrolment is recomputed. Answers the new decision. */
export async function decideAnew(work: Work, opened: OpenAppeal, change: Correction): Promise<string | null> {
  const { row, decision, application } = opened;
  if (row.enrolmentId === null) {
    if (application.decisionId !== decision.id) throw fail('STATE_TRANSITION_INVALID');
    await reopenCase(work, application);
    return null;
  }
  if (change === undefined) return takeBack(work, opened, row.enrolmentId);
  const held = await factsFor(work, row.enrolmentId, change.fromMonth);
  const { state } = await getEnrolment(work.unit.db, row.enrolmentId);
  return redecide(work, opened, {
    outcome: state === 'TERMINATED' || state === 'SUSPENDED' ? 'RESUMED' : 'CHANGED',
    fromMonth: change.fromMonth,
    facts: corrected(held, change),
    text: '经申诉复核，按重新认定的事实作出决定',
  });
}

/** Without other facts the decision is taken back: what held before it holds again. A stay has done so already. */
async function takeBack(work: Work, opened: OpenAppeal, enrolmentId: string): Promise<string | null> {
  const { row, decision } = opened;
  if (decision.fromMonth === null) throw fail('APPEAL_CHANGE_MISSING', { pointer: '/body/change' });
  if (row.stayDecisionId !== null) return row.stayDecisionId;
  return redecide(work, opened, {
    outcome: stops(decision) ? 'RESUMED' : 'CHANGED',
    fromMonth: decision.fromMonth,
    facts: await findFactsBefore(work.unit.db, enrolmentId, decision),
    text: '经申诉复核，撤销原决定',
  });
}

/** The stop is undone until the answer. */
export async function stay(work: Work, opened: OpenAppeal, text: string): Promise<string> {
  const { row, decision } = opened;
  return redecide(work, opened, {
    outcome: 'RESUMED',
    fromMonth: decision.fromMonth ?? '',
    facts: await findFactsBefore(work.unit.db, row.enrolmentId ?? '', decision),
    text: `复议(审查)机关决定停止执行：${text}`,
  });
}

/** Upheld or withdrawn: a stop that was stayed runs again from the month from which it ran. */
export async function restoreStop(work: Work, opened: OpenAppeal): Promise<string | null> {
  const { row, decision } = opened;
  if (row.stayDecisionId === null || row.enrolmentId === null || decision.fromMonth === null) return null;
  const { outcome } = decision;
  if (outcome !== 'TERMINATED' && outcome !== 'SUSPENDED') throw new Error(`Decision ${decision.id} stopped nothing`);
  const { facts, lastMonth } = await factsOfDecision(work.unit.db, decision);
  const { decisionId } = await adjustEnrolment(work, row.enrolmentId, {
    cause: 'APPEAL',
    outcome,
    causeId: row.id,
    fromMonth: decision.fromMonth,
    facts,
    ...(outcome === 'TERMINATED' ? { lastMonth } : {}),
    reasons: [{ code: 'APPEAL_UPHELD', legalBasis: appealLaw, text: '经申诉复核，维持原决定' }],
  });
  return decisionId;
}

async function redecide(
  work: Work,
  { row }: OpenAppeal,
  anew: {
    readonly outcome: 'CHANGED' | 'RESUMED';
    readonly fromMonth: string;
    readonly facts: CaseFacts;
    readonly text: string;
  },
): Promise<string> {
  const { outcome, fromMonth, facts, text } = anew;
  const { decisionId } = await adjustEnrolment(work, row.enrolmentId ?? '', {
    cause: 'APPEAL',
    outcome,
    causeId: row.id,
    fromMonth,
    facts,
    reasons: [{ code: 'APPEAL_CHANGED', legalBasis: appealLaw, text }],
  });
  return decisionId;
}

function corrected(facts: CaseFacts, change: NonNullable<Correction>): CaseFacts {
  const { incomes, assets, supporters } = change;
  return {
    ...facts,
    ...(incomes === undefined ? {} : { incomes }),
    ...(assets === undefined ? {} : { assets }),
    ...(supporters === undefined ? {} : { supporters }),
  };
}
