import {
  add,
  isGreater,
  isGreaterOrEqual,
  multiply,
  type Rational,
  rational,
  roundToFen,
  toDecimalText,
  toFractionText,
} from '@mz/domain';
import { assetsOf, financialKinds } from './assets.ts';
import { type ResolvedIncome, resolveIncomes } from './conflict.ts';
import { type Expenditure, expendituresOf } from './expenditures.ts';
import { confidenceOfAnswer, rowsIn } from './finding.ts';
import { declaredIncomes, incomesOf, inflowsOf } from './incomes.ts';
import { assetItems, financialItems, type Item, incomeItem, lumpItems } from './items.ts';
import { lumpSumsOf } from './lump-sums.ts';
import { innerCasesOf } from './other-incomes.ts';
import { statusesOf } from './statuses.ts';
import { isWithheld, truthsOf } from './truth.ts';
import type {
  Answer,
  AssetFinding,
  Brief,
  Confidence,
  ConflictDecision,
  LumpSum,
  OpenItem,
  QuestionTruth,
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
  /** Money that came once, apart from the income that counts. */
  readonly lumpSums: readonly LumpSum[];
  readonly expenditures: readonly Expenditure[];
  readonly statuses: readonly StatusFinding[];
  /** What is known of each question. */
  readonly questions: readonly QuestionTruth[];
  readonly countableIncomeFen: number;
  readonly excludedIncomeFen: number;
  /** p a month, yuan with 2 decimals, for display only. */
  readonly perCapitaMonth: string;
  /** The same as an exact fraction of yuan. */
  readonly perCapitaMonthExact: string;
  readonly financialPerHeadFen: number;
  /** Sum of what is worth something by reference prices only; compared with nothing. */
  readonly estimatedFen: number;
  readonly vehicles: number;
  readonly dwellings: number;
  readonly businesses: number;
  readonly missingAgencies: readonly string[];
  readonly confidence: Confidence;
}

/** What a version is compiled from. */
export interface CompileInput {
  readonly answers: readonly Answer[];
  readonly open: readonly OpenItem[];
  readonly decisions?: readonly ConflictDecision[];
}

/** Compiles the answers of a request into a report: states facts, compares them with the brief, decides nothing (income-verification.md §6). */
export function compileReport(
  brief: Brief,
  { answers, open, decisions = [] }: CompileInput,
  parameters: VerificationParameters,
): CompiledReport {
  const counted = new Set(brief.members.filter((member) => member.role === 'COUNTED').map((member) => member.personId));
  const ofHousehold = answers.filter((answer) => !isWithheld(answer) && counted.has(answer.personId));
  const innerCases = innerCasesOf(rowsIn(ofHousehold, 'ALIMONY_JUDGMENT'));
  const verified = ofHousehold.flatMap((answer) => incomesOf(answer, { brief, parameters, innerCases }));
  const declared = declaredIncomes(brief, parameters.lumpSumTypes);
  const incomes = resolveIncomes(verified, declared, { parameters, decisions });
  const assets = assetsOf(ofHousehold, brief, parameters);
  const lumpSums = lumpSumsOf(ofHousehold, brief, parameters.lumpSumTypes);
  const statuses = statusesOf(answers, brief, parameters);
  const questions = truthsOf(answers, open);
  const uncounted = new Set([...brief.excludedTypes, ...parameters.uncountedTypes]);
  const comparing = { brief, parameters, questions, uncounted };
  const items = [
    ...incomes.map((income) => incomeItem(income, comparing)),
    ...lumpItems(lumpSums, comparing),
    ...assetItems(assets, comparing),
    ...financialItems(assets, comparing),
  ];
  const countable = total(incomes.filter((income) => !uncounted.has(income.type)));
  const excluded = total(incomes.filter((income) => uncounted.has(income.type)));
  const financial = financialOf(assets);
  const missing = missingAgencies(answers, open);
  const decided = decideVerdict({
    identityProblem: statuses.some((status) => status.code === 'DEAD' || status.code.startsWith('IDENTITY_MISMATCH')),
    assetBreaches: assetBreaches(assets, financial, brief),
    exceedsIncome: exceedsIncome(countable, brief),
    items,
    mandatoryMissing: missing.some((entry) => entry.mandatory),
    employmentEvidence: verified.some((finding) => finding.evidenceOnly),
    conflicts: incomes.filter((income) => income.conflict).map((income) => `CONFLICT:${income.type}`),
    commercialVehicle: assets.some((asset) => asset.usage === 'COMMERCIAL'),
    notes: notesOf({ assets, lumpSums, statuses, inflow: inflowsOf(ofHousehold), income: add(countable, excluded) }),
  });
  return {
    ...decided,
    items,
    incomes,
    assets,
    lumpSums,
    expenditures: expendituresOf(ofHousehold, brief.asOf),
    statuses,
    questions,
    ...totalsOf({ brief, assets, countable, excluded, financial }),
    missingAgencies: [...new Set(missing.map((entry) => entry.agencyCode))].sort(),
    confidence: confidenceOf(answers, missing.length),
  };
}

interface Totals {
  readonly brief: Brief;
  readonly assets: readonly AssetFinding[];
  readonly countable: Rational;
  readonly excluded: Rational;
  readonly financial: Rational;
}

function totalsOf({ brief, assets, countable, excluded, financial }: Totals) {
  const perMember = rational(1n, BigInt(brief.countedMembers));
  const perCapita = multiply(countable, multiply(perMember, rational(1n, 1200n)));
  const count = (kind: AssetFinding['kind'], counting = true): number =>
    assets.filter((asset) => asset.kind === kind && (asset.counts || !counting)).length;
  const estimates = assets.flatMap(({ estimateFen }) => estimateFen ?? []);
  return {
    countableIncomeFen: roundToFen(countable, 'FEN_HALF_UP'),
    excludedIncomeFen: roundToFen(excluded, 'FEN_HALF_UP'),
    perCapitaMonth: toDecimalText(perCapita, 2),
    perCapitaMonthExact: toFractionText(perCapita),
    financialPerHeadFen: roundToFen(multiply(financial, perMember), 'FEN_HALF_UP'),
    estimatedFen: estimates.reduce((sum, fen) => sum + fen, 0),
    vehicles: count('VEHICLE'),
    dwellings: count('REAL_ESTATE'),
    businesses: count('BUSINESS_REG', false),
  };
}

interface Noted {
  readonly assets: readonly AssetFinding[];
  readonly lumpSums: readonly LumpSum[];
  readonly statuses: readonly StatusFinding[];
  readonly inflow: Rational;
  readonly income: Rational;
}

/** What a person must look at: never a verdict by itself. */
function notesOf({ assets, lumpSums, statuses, inflow, income }: Noted): string[] {
  const shown = new Set([
    'SPOUSE_MISSING',
    'SERVING',
    'SHELL_WITH_TURNOVER',
    'TURNOVER_UNREGISTERED',
    'PUBLIC_PAYROLL',
  ]);
  return [
    ...lumpSums.filter(({ source }) => source !== 'DECLARED').map(({ type }) => `LUMP_SUM:${type}`),
    // A dwelling is always estimated; a vehicle only where no list has it.
    ...(assets.some(({ kind, estimateFen }) => kind === 'VEHICLE' && estimateFen !== undefined) ? ['ESTIMATED'] : []),
    ...(assets.some(({ usage }) => usage === 'FROZEN') ? ['FROZEN_HOLDING'] : []),
    ...(isGreater(inflow, income) ? ['INFLOW_ABOVE_INCOME'] : []),
    ...statuses
      .map(({ code }) => code.split(':')[0] ?? code)
      .filter((code) => shown.has(code) || code === 'NAME_VARIANT'),
  ];
}

function total(incomes: readonly ResolvedIncome[]): Rational {
  return incomes.reduce((sum, income) => add(sum, income.yearFen), rational(0n));
}

/** Value × share, exact. */
function financialOf(assets: readonly AssetFinding[]): Rational {
  return assets
    .filter(({ kind, counts }) => counts && financialKinds.includes(kind))
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

/** Open items and answers that are no answer, or another person's; NOT_COVERED is not missing (§6 item 5). */
function missingAgencies(answers: readonly Answer[], open: readonly OpenItem[]): Missing[] {
  const none = answers.filter(
    ({ outcome, decision }) => outcome === 'ERROR' || outcome === 'REFUSED' || decision === 'DROPPED',
  );
  return [...open, ...none];
}

function confidenceOf(answers: readonly Answer[], missing: number): Confidence {
  const uncovered = answers.some((answer) => answer.outcome === 'NOT_COVERED' || answer.outcome === 'PARTIAL_COVERAGE');
  const doubtful = answers.some((answer) => confidenceOfAnswer(answer) !== 'HIGH');
  return missing > 0 || uncovered || doubtful ? 'MEDIUM' : 'HIGH';
}
