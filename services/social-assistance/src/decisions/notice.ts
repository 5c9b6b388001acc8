import type { CaseResult, DecisionNotice } from '@mz/contracts';
import { addDays, addMonths, type LegalDay } from '@mz/domain';
import type { Static } from 'typebox';

/** The written notice of a decision. */
export type Notice = Static<typeof DecisionNotice>;

/** What a notice is made from. */
export type NoticeInput = {
  readonly decisionId: string;
  readonly applicationId: string;
  readonly outcome: Notice['outcome'];
  readonly decidedOn: LegalDay;
  readonly result: CaseResult;
  readonly capsuleHash: string;
  /** Dated parameters: 60 days (行政复议法 art. 9), 3 months (行政诉讼法 1989 art. 39), 3 days (MF-220). */
  readonly terms: {
    readonly reconsiderationDays: number;
    readonly litigationMonths: number;
    readonly refusalDays: number;
  };
};

/** Writes the notice: every reason, what would change the result, and how to appeal. */
export function writeNotice(input: NoticeInput): Notice {
  const { result, decidedOn, terms } = input;
  const granted = input.outcome === 'APPROVED';
  const reconsiderationUntil = addDays(decidedOn, terms.reconsiderationDays);
  const litigationUntil = addMonths(decidedOn, terms.litigationMonths);
  return {
    decisionId: input.decisionId,
    applicationId: input.applicationId,
    outcome: input.outcome,
    decidedOn,
    amountFen: granted ? result.amountFen : null,
    fromMonth: granted ? result.fromMonth : null,
    reasons: granted ? [] : result.reasons,
    counterfactuals: granted ? [] : result.counterfactuals,
    offers: result.offers,
    legalBasis: [...new Set(result.trace.map(({ legalBasis }) => legalBasis))].sort(),
    appeal: {
      reconsiderationUntil,
      litigationUntil,
      instruction:
        `对本决定不服的，可以在${reconsiderationUntil}前向本级人民政府或者上一级民政部门申请行政复议，` +
        `或者在${litigationUntil}前向人民法院提起行政诉讼。`,
    },
    deliverBy: granted ? null : addDays(decidedOn, terms.refusalDays),
    capsuleHash: input.capsuleHash,
  };
}
