import { multiply, type Rational, rational, roundToFen } from '@mz/domain';
import type { Brief, CompiledReport } from './rules/index.ts';

/** What a report version states, as it is stored and signed: whole fen, no identity. */
export interface ReportContent {
  readonly verdict: CompiledReport['verdict'];
  readonly secondaryFlags: readonly string[];
  readonly items: CompiledReport['items'];
  readonly incomes: readonly StatedIncome[];
  readonly assets: CompiledReport['assets'];
  readonly statuses: CompiledReport['statuses'];
  readonly countableIncomeFen: number;
  readonly excludedIncomeFen: number;
  readonly perCapitaMonth: string;
  readonly financialPerHeadFen: number;
  readonly financialLimitFen: number;
  readonly vehicles: number;
  readonly dwellings: number;
  readonly businesses: number;
  readonly missingAgencies: readonly string[];
  readonly confidence: string;
  readonly standardId: string | null;
  readonly incomeLimitFen: number | null;
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

/** The compiled report as plain data. */
export function toContent(
  compiled: CompiledReport,
  brief: Brief,
  sources: ReportContent['sources'],
  window: { readonly from: string; readonly to: string },
): ReportContent {
  const { incomes, ...rest } = compiled;
  return {
    ...rest,
    incomes: incomes.map(({ personId, type, yearFen, verified }) => ({
      personId,
      type,
      amountFen: roundToFen(overWindow(yearFen, brief.windowMonths), 'FEN_HALF_UP'),
      periodFrom: window.from,
      periodTo: window.to,
      source: verified?.source ?? 'DECLARED',
      confidence: verified?.confidence ?? 'LOW',
    })),
    financialLimitFen: brief.assetLimits.financialPerHeadFen,
    standardId: brief.standardId,
    incomeLimitFen: brief.incomeLimitFen,
    declaredHash: brief.declaredHash,
    sources,
  };
}

function overWindow(yearFen: Rational, windowMonths: number): Rational {
  return multiply(yearFen, rational(BigInt(windowMonths), 12n));
}
