import {
  add,
  isGreater,
  isGreaterOrEqual,
  multiply,
  type Rational,
  rational,
  roundToFen,
  toDecimalText,
} from '@mz/domain';
import { assetsOf } from './assets.ts';
import { type ResolvedIncome, resolveIncomes } from './conflict.ts';
import { declaredIncomes, incomesOf } from './incomes.ts';
import { assetItems, depositItems, type Item, incomeItem } from './items.ts';
import { statusesOf } from './statuses.ts';
import type {
  Answer,
  AssetFinding,
  Brief,
  Confidence,
  OpenItem,
  StatusFinding,
  VerificationParameters,
} from './types.ts';
import { decideVerdict, type HouseholdVerdict } from './verdict.ts';

/** Everything that a report version states, before it has a number and signatures. */
export interface CompiledReport {
  readonly verdict: HouseholdVerdict;
  readonly secondaryFlags: readonly string[];
  readonly items: readonly Item[];
  readonly incomes: readonly ResolvedIncome[];
  readonly assets: readonly AssetFinding[];
  readonly statuses: readonly StatusFinding[];
  readonly countableIncomeFen: number;
  readonly excludedIncomeFen: number;
  /** p a month, yuan with 2 decimals, for display only. */
  readonly perCapitaMonth: string;
  readonly financialPerHeadFen: number;
  readonly vehicles: number;
  readonly dwellings: number;
  readonly businesses: number;
  readonly missingAgencies: readonly string[];
  readonly confidence: Confidence;
}

/** Compiles the answers of a request into a report: states facts, compares them with the brief, decides nothing (income-verification.md §6). */
export function compileReport(
  brief: Brief,
  answers: readonly Answer[],
  open: readonly OpenItem[],
  parameters: VerificationParameters,
): CompiledReport {
  const usable = answers.filter((answer) => answer.outcome !== 'IDENTITY_MISMATCH' && answer.quarantined !== true);
  const counted = new Set(brief.members.filter((member) => member.role === 'COUNTED').map((member) => member.personId));
  const ofHousehold = usable.filter((answer) => counted.has(answer.personId));
  const verified = ofHousehold.flatMap((answer) => incomesOf(answer, brief, parameters));
  const incomes = resolveIncomes(verified, declaredIncomes(brief), parameters);
  const assets = assetsOf(ofHousehold, brief, parameters);
  const statuses = statusesOf(answers);
  const items = [
    ...incomes.map((income) => incomeItem(income, brief, parameters)),
    ...assetItems(assets, brief),
    ...depositItems(assets, brief, parameters),
  ];
  const excluded = new Set(brief.excludedTypes);
  const countable = total(incomes.filter((income) => !excluded.has(income.type)));
  const financial = financialOf(assets);
  const missing = missingAgencies(answers, open);
  const verdictParts = {
    identityProblem: statuses.some((status) => status.code === 'DEAD' || status.code.startsWith('IDENTITY_MISMATCH')),
    assetBreaches: assetBreaches(assets, financial, brief),
    exceedsIncome: exceedsIncome(countable, brief),
    items,
    mandatoryMissing: missing.some((entry) => entry.mandatory),
    employmentEvidence: verified.some((finding) => finding.evidenceOnly),
    conflicts: incomes.filter((income) => income.conflict).map((income) => `CONFLICT:${income.type}`),
    commercialVehicle: assets.some((asset) => asset.usage === 'COMMERCIAL'),
  };
  const decided = decideVerdict(verdictParts);
  return {
    ...decided,
    items,
    incomes,
    assets,
    statuses,
    countableIncomeFen: roundToFen(countable, 'FEN_HALF_UP'),
    excludedIncomeFen: roundToFen(total(incomes.filter((income) => excluded.has(income.type))), 'FEN_HALF_UP'),
    perCapitaMonth: toDecimalText(multiply(countable, rational(1n, 1200n * BigInt(brief.countedMembers))), 2),
    financialPerHeadFen: roundToFen(multiply(financial, rational(1n, BigInt(brief.countedMembers))), 'FEN_HALF_UP'),
    vehicles: assets.filter((asset) => asset.kind === 'VEHICLE' && asset.counts).length,
    dwellings: assets.filter((asset) => asset.kind === 'REAL_ESTATE' && asset.counts).length,
    businesses: assets.filter((asset) => asset.kind === 'BUSINESS_REG').length,
    missingAgencies: [...new Set(missing.map((entry) => entry.agencyCode))].sort(),
    confidence: confidenceOf(answers, missing.length),
  };
}

function total(incomes: readonly ResolvedIncome[]): Rational {
  return incomes.reduce((sum, income) => add(sum, income.yearFen), rational(0n));
}

/** Value × share, exact. */
function financialOf(assets: readonly AssetFinding[]): Rational {
  return assets
    .filter((asset) => asset.kind === 'DEPOSIT')
    .reduce(
      (sum, asset) => add(sum, rational(BigInt(asset.valueFen ?? 0) * BigInt(asset.shareBp), 10_000n)),
      rational(0n),
    );
}

/** Asset limits know no tolerance; compared by cross-multiplication. */
function assetBreaches(assets: readonly AssetFinding[], financial: Rational, brief: Brief): string[] {
  const limits = brief.assetLimits;
  const count = (kind: AssetFinding['kind']): number =>
    assets.filter((asset) => asset.kind === kind && asset.counts).length;
  const allowed = rational(BigInt(limits.financialPerHeadFen) * BigInt(brief.countedMembers));
  return [
    ...(isGreater(financial, allowed) ? ['FINANCIAL_ASSETS'] : []),
    ...(count('VEHICLE') > limits.vehicles ? ['VEHICLE'] : []),
    ...(count('REAL_ESTATE') > limits.dwellings ? ['DWELLINGS'] : []),
    ...(count('BUSINESS_REG') > 0 ? ['BUSINESS'] : []),
  ];
}

/** LT: exceeds at the limit and above; LE: only above it. */
function exceedsIncome(countable: Rational, brief: Brief): boolean {
  if (brief.incomeLimitFen === null) return false;
  const limit = rational(BigInt(brief.incomeLimitFen));
  return brief.comparison === 'LT' ? isGreaterOrEqual(countable, limit) : isGreater(countable, limit);
}

interface Missing {
  readonly agencyCode: string;
  readonly mandatory: boolean;
}

/** Open items and answers that are no answer; NOT_COVERED is not missing (§6 item 5). */
function missingAgencies(answers: readonly Answer[], open: readonly OpenItem[]): Missing[] {
  return [...open, ...answers.filter((answer) => answer.outcome === 'ERROR' || answer.outcome === 'REFUSED')];
}

function confidenceOf(answers: readonly Answer[], missing: number): Confidence {
  const uncovered = answers.some((answer) => answer.outcome === 'NOT_COVERED' || answer.outcome === 'PARTIAL_COVERAGE');
  return missing > 0 || uncovered ? 'MEDIUM' : 'HIGH';
}
