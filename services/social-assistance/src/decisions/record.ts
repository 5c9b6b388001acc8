import { type CaseFacts, type CaseResult, caseRef } from '@mz/contracts';
import { jsonb } from '@mz/db';
import { capsuleHash } from '@mz/domain';
import type { Work } from '../app-kit.ts';
import type { ApplicationRow } from '../applications/index.ts';
import { parameterToday } from '../case-work/index.ts';
import { caseCapsule } from '../rules/index.ts';
import { writeNotice } from './notice.ts';

/** Seals the decision as a capsule and stores it with its notice; answers its id. */
export async function recordDecision(
  work: Work,
  row: ApplicationRow,
  decided: { readonly facts: CaseFacts; readonly result: CaseResult; readonly outcome: 'APPROVED' | 'REJECTED' },
): Promise<string> {
  const { kit, ctx, unit } = work;
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
  await unit.db
    .insertInto('decision')
    .values({
      id: decisionId,
      applicationId: row.id,
      outcome: decided.outcome,
      decidedOn,
      notice: jsonb(notice),
      capsule: jsonb(capsule),
      capsuleHash: hash,
      seal: jsonb(kit.sealer.seal(hash)),
      decidedBy: ctx.actor.subject,
      recordedAt: kit.clock.wall(),
    })
    .execute();
  return decisionId;
}
