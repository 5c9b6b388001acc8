import type { CaseFacts, CaseResult } from '@mz/contracts';
import type { Fen } from '@mz/domain';

export type Programme = CaseFacts['programme'];
export type Member = CaseFacts['members'][number];
export type Income = CaseFacts['incomes'][number];
export type Asset = CaseFacts['assets'][number];
export type Supporter = CaseFacts['supporters'][number];
export type Standard = CaseFacts['standards'][number];
export type Part = CaseResult['parts'][number];
export type Reason = CaseResult['reasons'][number];
export type Counterfactual = CaseResult['counterfactuals'][number];
export type TopUp = Part['topUps'][number];
export type Share = Part['shares'][number];

/** Which of the two dibao systems a person's register belongs to. */
export type RegisterKind = 'URBAN' | 'RURAL';

/** What the rules found of one member. */
export type MemberStatus = {
  readonly member: Member;
  readonly counted: boolean;
  /** Why not counted, or why counted and yet without a benefit. */
  readonly reason: string | null;
  readonly kind: RegisterKind;
};

/** M, top-ups and shares of one part in one month. */
export type PartAmounts = {
  readonly differentialFen: Fen;
  readonly topUps: TopUp[];
  readonly amountFen: Fen;
  readonly shares: Share[];
};
