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
  /** STALE, NAME_VARIANT and what else was noted when it came. */
  readonly flags?: readonly string[];
  /** What two persons said of its rows: they are this person's, or another's (§6.1 item 1). */
  readonly decision?: 'CONFIRMED' | 'DROPPED';
}

/** A sub-query that has no final answer. */
export interface OpenItem {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly mandatory: boolean;
}

/** What is known of a question: answered, answered from old data, refused by the agency, or not known. */
export type Truth = 'KNOWN' | 'STALE' | 'REFUSED' | 'UNKNOWN';

/** A question with what is known of it. */
export interface QuestionTruth {
  readonly personId: string;
  readonly agencyCode: string;
  readonly itemCode: string;
  readonly truth: Truth;
  /** One of the seven outcomes; null where no answer came. */
  readonly outcome: Outcome | null;
  readonly sourceAsOf: LegalDay | null;
}

/** Which source two persons chose for a fact on which equal sources disagree (§6.1 item 5). */
export interface ConflictDecision {
  readonly personId: string;
  readonly type: string;
  readonly source: string;
}

/** Money that came once: shown apart, spread by the benefit service's rule (§6.1 item 7). */
export interface LumpSum {
  readonly personId: string;
  readonly type: string;
  readonly amountFen: Fen;
  readonly on: LegalDay;
  readonly source: string;
  readonly sourceAsOf: LegalDay;
  readonly confidence: Confidence;
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

export type AssetKind =
  | 'VEHICLE'
  | 'REAL_ESTATE'
  | 'BUSINESS_REG'
  | 'DEPOSIT'
  | 'SECURITY'
  | 'FUND'
  | 'INSURANCE_CASH_VALUE'
  | 'MACHINERY'
  | 'LAND';

/** An asset of the household after deduplication. */
export interface AssetFinding {
  readonly personId: string;
  readonly kind: AssetKind;
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
  /** Value by a reference price, the household's share of it: LOW, for people only, never compared with a limit (§6.1 item 4). */
  readonly estimateFen?: Fen;
  /** Square decimetres, or hundredths of a mu of land. */
  readonly area?: number;
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
  /** Incomes that come once. */
  readonly lumpSumTypes: readonly string[];
  /** What a register pays that the bureau's table of incomes does not have: shown apart. */
  readonly uncountedTypes: readonly string[];
  /** From how many journeys or days abroad in 12 months on a person is flagged. */
  readonly abroadTrips: number;
  readonly abroadDays: number;
  /** Reference price of a square metre of dwelling in the county. */
  readonly dwellingFenPerM2: Fen;
  /** Reference prices of vehicles that no list has, by type. */
  readonly vehicleFenByType: Readonly<Record<string, Fen>>;
}
