import type { CaseResult, DecisionNotice } from '@mz/contracts';
import { addDays, addMonths, type Fen, type LegalDay, type LegalMonth } from '@mz/domain';
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
  return {
    decisionId: input.decisionId,
    applicationId: input.applicationId,
    outcome: input.outcome,
    cause: 'APPLICATION',
    decidedOn,
    amountFen: granted ? result.amountFen : null,
    fromMonth: granted ? result.fromMonth : null,
    reasons: granted ? [] : result.reasons,
    counterfactuals: granted ? [] : result.counterfactuals,
    offers: result.offers,
    legalBasis: [...new Set(result.trace.map(({ legalBasis }) => legalBasis))].sort(),
    appeal: appealOf(decidedOn, terms),
    deliverBy: granted ? null : addDays(decidedOn, terms.refusalDays),
    capsuleHash: input.capsuleHash,
  };
}

/** What the notice of a change is made from. */
export type ChangeNoticeInput = Omit<NoticeInput, 'result'> & {
  readonly enrolmentId: string;
  readonly cause: string;
  readonly fromMonth: LegalMonth;
  /** Of the newest month that was computed. */
  readonly amountFen: Fen;
  readonly reasons: Notice['reasons'];
  readonly trace: CaseResult['trace'];
};

/** Writes the notice of a change: why, from when, what is paid then, and how to appeal (handbook §5.4). */
export function writeChangeNotice(input: ChangeNoticeInput): Notice {
  const { decidedOn, terms, reasons } = input;
  const bases = [...reasons, ...input.trace].map(({ legalBasis }) => legalBasis);
  return {
    decisionId: input.decisionId,
    applicationId: input.applicationId,
    enrolmentId: input.enrolmentId,
    outcome: input.outcome,
    cause: input.cause,
    decidedOn,
    amountFen: input.amountFen,
    fromMonth: input.fromMonth,
    reasons,
    counterfactuals: [],
    offers: [],
    legalBasis: [...new Set(bases)].sort(),
    appeal: appealOf(decidedOn, terms),
    deliverBy: addDays(decidedOn, terms.refusalDays),
    capsuleHash: input.capsuleHash,
  };
}

function appealOf(decidedOn: LegalDay, terms: NoticeInput['terms']): Notice['appeal'] {
  const reconsiderationUntil = addDays(decidedOn, terms.reconsiderationDays);
  const litigationUntil = addMonths(decidedOn, terms.litigationMonths);
  return {
    reconsiderationUntil,
    litigationUntil,
    instruction:
      `对本决定不服的，可以在${reconsiderationUntil}前向本级人民政府或者上一级民政部门申请行政复议，` +
      `或者在${litigationUntil}前向人民法院提起行政诉讼。`,
  };
}
