import { type CaseFacts, type CaseResult, caseRef } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { capsuleHash, type LegalMonth } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { parameterToday } from '../case-work/index.ts';
import { type ComputedChange, caseCapsule } from '../rules/index.ts';
import { type Notice, type NoticeInput, writeChangeNotice, writeNotice } from './notice.ts';

/** Seals the decision as a capsule and stores it with its notice; answers its id. */
export async function recordDecision(
  work: Work,
  row: ApplicationRow,
  decided: { readonly facts: CaseFacts; readonly result: CaseResult; readonly outcome: 'APPROVED' | 'REJECTED' },
): Promise<string> {
  const { kit } = work;
  const decisionId = kit.newId();
  const capsule = caseCapsule(decided.facts, decided.result, caseRef('social-assistance', row.id));
  const hash = capsuleHash(capsule);
  const decidedOn = kit.clock.today();
  const notice = writeNotice({
    decisionId,
    applicationId: row.id,
    outcome: decided.outcome,
    decidedOn,
    result: decided.result,
    capsuleHash: hash,
    terms: {
      reconsiderationDays: await parameterToday(work, row, 'appeal.reconsideration_days'),
      litigationMonths: await parameterToday(work, row, 'appeal.litigation_months'),
      refusalDays: await parameterToday(work, row, 'term.REFUSAL_NOTICE.days'),
    },
  });
  await insertDecision(work, {
    id: decisionId,
    applicationId: row.id,
    outcome: decided.outcome,
    notice,
    capsule,
    hash,
  });
  return decisionId;
}

/** A change of an enrolment as its decision records it. */
export type DecidedChange = {
  readonly enrolmentId: string;
  readonly applicationId: string;
  readonly cause: string;
  readonly outcome: Exclude<Notice['outcome'], 'APPROVED' | 'REJECTED'>;
  readonly fromMonth: LegalMonth;
  readonly computed: ComputedChange;
  readonly reasons: Notice['reasons'];
  readonly terms: NoticeInput['terms'];
};

/** Seals the capsule of a change and stores the decision with its notice; answers its id. */
export async function recordChange(work: Work, change: DecidedChange): Promise<string> {
  const { enrolmentId, applicationId, cause, outcome, fromMonth, computed, reasons, terms } = change;
  const id = work.kit.newId();
  const hash = capsuleHash(computed.capsule);
  const notice = writeChangeNotice({
    decisionId: id,
    applicationId,
    enrolmentId,
    outcome,
    cause,
    decidedOn: work.kit.clock.today(),
    fromMonth,
    amountFen: computed.newest.amountFen,
    reasons,
    trace: computed.newest.trace,
    capsuleHash: hash,
    terms,
  });
  const about = { enrolmentId, cause, fromMonth };
  await insertDecision(work, { id, applicationId, outcome, notice, capsule: computed.capsule, hash, ...about });
  return id;
}

async function insertDecision(
  { kit, ctx, unit }: Work,
  decision: {
    readonly id: string;
    readonly applicationId: string;
    readonly outcome: string;
    readonly notice: Notice;
    readonly capsule: unknown;
    readonly hash: string;
    readonly enrolmentId?: string;
    readonly cause?: string;
    readonly fromMonth?: LegalMonth;
  },
): Promise<void> {
  const { notice, capsule, hash, ...row } = decision;
  await unit.db
    .insertInto('decision')
    .values({
      ...row,
      decidedOn: notice.decidedOn,
      notice: jsonb(notice),
      capsule: jsonb(capsule),
      capsuleHash: hash,
      seal: jsonb(kit.sealer.seal(hash)),
      decidedBy: ctx.actor.subject,
      recordedAt: kit.clock.wall(),
    })
    .execute();
}
