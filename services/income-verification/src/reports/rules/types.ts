import type { Outcome, VerificationBrief } from '@mz/contracts';
import type { Fen, LegalDay, Rational } from '@mz/domain';
import type { Static } from 'typebox';

/** The order to the checkers. */
export type Brief = Static<typeof VerificationBrief>;

/** Confidence of a figure. */
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

/** Rank of a source for a fact (income-verification.md §6.1 item 5): 1 is the strongest. */
export const sourceRank = {
  JUDGMENT: 1,
  REGISTER: 2,
  PAYROLL: 3,
  HOUSING_FUND: 4,
  EMPLOYER: 5,
  INSURANCE_BASE: 6,
  DECLARED: 7,
  ESTIMATE: 8,
} as const;
export type SourceRank = (typeof sourceRank)[keyof typeof sourceRank];

/** One verified answer, rows already checked against their item's schema. */
export interface Answer {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly outcome: Outcome;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly sourceAsOf: LegalDay;
  readonly mandatory: boolean;
  /** Rows quarantined for an unconfirmed name. */
  readonly quarantined?: boolean;
}

/** A sub-query that has no final answer. */
export interface OpenItem {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly mandatory: boolean;
}

/** A yearly income of one person from one source, in fen, exact. */
export interface IncomeFinding {
  readonly personId: string;
  readonly type: string;
  readonly yearFen: Rational;
  readonly rank: SourceRank;
  readonly source: string;
  readonly sourceAsOf: LegalDay;
  readonly confidence: Confidence;
  /** Evidence of employment only, never a figure (§6.1 item 6). */
  readonly evidenceOnly: boolean;
}

/** An asset of the household after deduplication. */
export interface AssetFinding {
  readonly personId: string;
  readonly kind: 'VEHICLE' | 'REAL_ESTATE' | 'BUSINESS_REG' | 'DEPOSIT';
  /** Unit number, masked plate or business name: the key of deduplication. */
  readonly key: string;
  readonly valueFen: Fen | null;
  /** Share of the whole household in it. */
  readonly shareBp: number;
  readonly usage: string;
  readonly capitalFen: Fen | null;
  readonly staffCount: number | null;
  readonly source: string;
  readonly sourceAsOf: LegalDay;
  readonly confidence: Confidence;
  /** Counts towards the limits of the programme. */
  readonly counts: boolean;
}

/** A finding about a person's status, such as DEAD, CANCELLED or ALREADY_ASSISTED. */
export interface StatusFinding {
  readonly personId: string;
  readonly code: string;
  readonly on: LegalDay | null;
}

/** Dated parameters of the comparison; every one is an [A] of the handbook. */
export interface VerificationParameters {
  /** Income tolerance: the larger of this share of the verified figure and this floor a year. */
  readonly incomeToleranceBp: number;
  readonly incomeToleranceFloorFen: Fen;
  readonly assetToleranceBp: number;
  readonly assetToleranceFloorFen: Fen;
  /** A dwelling counts as one when the household's share reaches this. */
  readonly dwellingShareBp: number;
  /** Monthly contribution base: floor 60% and cap 300% of the average wage; at either it is no wage. */
  readonly contributionFloorFen: Fen;
  readonly contributionCapFen: Fen;
  readonly vehicleYearlyLossBp: number;
  readonly vehicleFloorBp: number;
}
