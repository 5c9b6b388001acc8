import { multiply, type Rational, rational, roundToFen } from '@mz/domain';
import type { Brief, CompiledReport } from './rules/index.ts';

/** What a report version states, as it is stored and signed: whole fen, no identity. */
export interface ReportContent {
  readonly verdict: CompiledReport['verdict'];
  readonly secondaryFlags: readonly string[];
  readonly items: CompiledReport['items'];
  readonly incomes: readonly StatedIncome[];
  readonly assets: CompiledReport['assets'];
  readonly lumpSums: CompiledReport['lumpSums'];
  readonly expenditures: CompiledReport['expenditures'];
  readonly statuses: CompiledReport['statuses'];
  readonly questions: CompiledReport['questions'];
  readonly members: readonly StatedMember[];
  readonly countableIncomeFen: number;
  readonly excludedIncomeFen: number;
  readonly perCapitaMonth: string;
  readonly perCapitaMonthExact: string | null;
  readonly financialPerHeadFen: number;
  readonly estimatedFen: number;
  readonly financialLimitFen: number;
  readonly vehicles: number;
  readonly dwellings: number;
  readonly businesses: number;
  readonly missingAgencies: readonly string[];
  readonly confidence: string;
  readonly standardId: string | null;
  readonly standardValidFrom: string | null;
  readonly incomeLimitFen: number | null;
  readonly comparison: string;
  readonly countedMembers: number;
  readonly countableTableVersion: string;
  readonly declaredHash: string;
  /** The answers that it rests on: sub-query and hash of what came. */
  readonly sources: readonly { readonly subQueryId: string; readonly rawHash: string }[];
}

/** An income over the brief's window, as the bureau computes with it. */
export interface StatedIncome {
  readonly personId: string;
  readonly type: string;
  readonly amountFen: number;
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly source: string;
  readonly confidence: string;
}

/** A person of the check, and by which authorization. */
export interface StatedMember {
  readonly personId: string;
  readonly role: string;
  readonly adult: boolean;
  readonly authorizationNo: string | null;
}

/** What stands in a version beside what was compiled. */
export interface Stating {
  readonly brief: Brief;
  readonly sources: ReportContent['sources'];
  readonly window: { readonly from: string; readonly to: string };
  readonly members: readonly StatedMember[];
  /** Types that the bureau's table does not have: it gets no such income. */
  readonly uncountedTypes: readonly string[];
  /** Types that the bureau spreads itself. */
  readonly lumpSumTypes: readonly string[];
}

/** The compiled report as plain data. */
export function toContent(compiled: CompiledReport, stating: Stating): ReportContent {
  const { brief, sources, members } = stating;
  const { incomes: _, ...rest } = compiled;
  return {
    ...rest,
    members,
    incomes: [...regularIncomes(compiled, stating), ...spreadLater(compiled, stating)],
    financialLimitFen: brief.assetLimits.financialPerHeadFen,
    standardId: brief.standardId,
    standardValidFrom: brief.standardValidFrom ?? null,
    incomeLimitFen: brief.incomeLimitFen,
    comparison: brief.comparison,
    countedMembers: brief.countedMembers,
    countableTableVersion: brief.countableTableVersion,
    declaredHash: brief.declaredHash,
    sources,
  };
}

function regularIncomes({ incomes }: CompiledReport, { brief, window, uncountedTypes }: Stating): StatedIncome[] {
  return incomes
    .filter(({ type }) => !uncountedTypes.includes(type))
    .map(({ personId, type, yearFen, verified }) => ({
      personId,
      type,
      amountFen: roundToFen(overWindow(yearFen, brief.windowMonths), 'FEN_HALF_UP'),
      periodFrom: window.from,
      periodTo: window.to,
      source: verified?.source ?? 'DECLARED',
      confidence: verified?.confidence ?? 'LOW',
    }));
}

/** Verified sums that came once go to the bureau as they came: its rule spreads them (§6.1 item 7). */
function spreadLater({ lumpSums }: CompiledReport, { lumpSumTypes }: Stating): StatedIncome[] {
  return lumpSums
    .filter(({ type, source }) => lumpSumTypes.includes(type) && source !== 'DECLARED')
    .map(({ personId, type, amountFen, on, source, confidence }) => ({
      ...{ personId, type, amountFen, source, confidence },
      periodFrom: on,
      periodTo: on,
    }));
}

/** A version as it was stored, with nothing where an earlier form of it had no such part. */
export function wholeContent(stored: Partial<ReportContent>): ReportContent {
  const later = {
    ...{ lumpSums: [], expenditures: [], questions: [], members: [], perCapitaMonthExact: null, estimatedFen: 0 },
    ...{ standardValidFrom: null, comparison: 'LT', countedMembers: 0, countableTableVersion: '' },
  };
  // Parse border: the parts of the first form stand in every version.
  return { ...later, ...stored } as ReportContent;
}

function overWindow(yearFen: Rational, windowMonths: number): Rational {
  return multiply(yearFen, rational(BigInt(windowMonths), 12n));
}
