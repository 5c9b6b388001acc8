import { compare, isEqual, rational, roundToFen, subtract } from '@mz/domain';
import { financialKinds } from './assets.ts';
import type { ResolvedIncome } from './conflict.ts';
import { leastKnown, questionsOf, unconfirmedVerdict } from './item-verdicts.ts';
import { declaredLumps } from './lump-sums.ts';
import { isWithinTolerance } from './tolerance.ts';
import type {
  AssetFinding,
  Brief,
  Confidence,
  LumpSum,
  QuestionTruth,
  Truth,
  VerificationParameters,
} from './types.ts';

/** What items are compared with. */
export interface Comparing {
  readonly brief: Brief;
  readonly parameters: VerificationParameters;
  readonly questions: readonly QuestionTruth[];
  /** Types that do not count: excluded by the bureau's table, or not in it. */
  readonly uncounted: ReadonlySet<string>;
}

/** Declared against verified, one fact of one person. */
export interface Item {
  readonly personId: string;
  readonly findingClass: 'INCOME' | 'ASSET';
  readonly type: string;
  readonly declared: number | null;
  readonly verified: number | null;
  readonly difference: number | null;
  readonly source: string | null;
  readonly sourceAsOf: string | null;
  readonly confidence: Confidence;
  readonly countable: boolean;
  readonly verdict: ItemVerdict;
  readonly truth: Truth;
  /** Sources of one rank and day that disagree, until two persons have chosen one. */
  readonly disagreeing: readonly string[];
}
export type ItemVerdict =
  | 'MATCH'
  | 'WITHIN_TOLERANCE'
  | 'UNDER_DECLARED'
  | 'OVER_DECLARED'
  | 'UNDECLARED'
  | 'NOT_FOUND'
  | 'NOT_COVERED'
  | 'PENDING';

/** The item of one income: difference 0 → MATCH, within tolerance, or which way it is off (income-verification.md §6). */
export function incomeItem(income: ResolvedIncome, { parameters, questions, uncounted }: Comparing): Item {
  const { verified, declaredFen } = income;
  const verifiedFen = verified === null ? null : roundToFen(verified.yearFen, 'FEN_HALF_UP');
  const declared = declaredFen === null ? null : roundToFen(declaredFen, 'FEN_HALF_UP');
  const asked = questionsOf(income, questions);
  return {
    personId: income.personId,
    findingClass: 'INCOME',
    type: income.type,
    declared,
    verified: verifiedFen,
    difference: verifiedFen === null ? null : verifiedFen - (declared ?? 0),
    source: verified?.source ?? null,
    sourceAsOf: verified?.sourceAsOf ?? null,
    confidence: verified?.confidence ?? 'LOW',
    countable: !uncounted.has(income.type),
    verdict: verified === null ? unconfirmedVerdict(asked) : incomeVerdict(verified.yearFen, declaredFen, parameters),
    truth: verified === null ? leastKnown(asked) : truthOf(verified, questions),
    disagreeing: income.disagreeing,
  };
}

function truthOf(
  { personId, source }: { readonly personId: string; readonly source: string },
  questions: readonly QuestionTruth[],
): Truth {
  const own = questions.filter((one) => one.personId === personId && one.agencyCode === source);
  return own.some(({ truth }) => truth === 'STALE') ? 'STALE' : 'KNOWN';
}

function incomeVerdict(
  verified: ResolvedIncome['yearFen'],
  declaredFen: ResolvedIncome['declaredFen'],
  parameters: VerificationParameters,
): ItemVerdict {
  const declared = declaredFen ?? rational(0n);
  if (isEqual(verified, declared)) return 'MATCH';
  if (isWithinTolerance(verified, declared, 'INCOME', parameters)) return 'WITHIN_TOLERANCE';
  if (declared.numerator === 0n) return 'UNDECLARED';
  return compare(subtract(verified, declared), rational(0n)) > 0 ? 'UNDER_DECLARED' : 'OVER_DECLARED';
}

/** Sums that came once, beside what was declared of them: shown apart, so no item of the income that counts (§6.1 item 7). */
export function lumpItems(lumps: readonly LumpSum[], { brief, parameters, questions }: Comparing): Item[] {
  const declaredOnes = declaredLumps(brief, parameters.lumpSumTypes);
  return [...Map.groupBy(lumps, ({ personId, type }) => `${personId}/${type}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { personId, type, source, sourceAsOf, confidence } = first;
    const fromRegister = own.filter((one) => one.source !== 'DECLARED');
    const verified = fromRegister.length === 0 ? null : total(fromRegister);
    const told = declaredOnes.filter((one) => one.personId === personId && one.type === type);
    const declared = told.length === 0 ? null : total(told);
    const asked = questionsOf(first, questions);
    return [
      {
        ...{ personId, findingClass: 'INCOME' as const, type, declared, verified, sourceAsOf, confidence },
        difference: verified === null ? null : verified - (declared ?? 0),
        source: verified === null ? null : source,
        countable: false,
        verdict: verified === null ? unconfirmedVerdict(asked) : sumVerdict(verified, declared ?? 0, parameters),
        truth: verified === null ? leastKnown(asked) : truthOf(first, questions),
        disagreeing: [],
      },
    ];
  });
}

function total(lumps: readonly LumpSum[]): number {
  return lumps.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** Financial assets by person and kind: what is held against what was declared, with their own tolerance (§6). */
export function financialItems(assets: readonly AssetFinding[], { brief, parameters, questions }: Comparing): Item[] {
  const found = assets.filter(({ kind, source }) => financialKinds.includes(kind) && source !== 'DECLARED');
  return [...Map.groupBy(found, ({ personId, kind }) => `${personId}/${kind}`).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { personId, kind } = first;
    const verified = own.reduce((sum, { valueFen }) => sum + (valueFen ?? 0), 0);
    const declared = brief.declared.assets
      .filter((asset) => asset.personId === personId && asset.kind === kind)
      .reduce((sum, { valueFen }) => sum + (valueFen ?? 0), 0);
    return [
      {
        ...{ personId, findingClass: 'ASSET', type: kind, declared, verified, difference: verified - declared },
        ...{ source: first.source, sourceAsOf: first.sourceAsOf, confidence: first.confidence },
        countable: own.some(({ counts }) => counts),
        verdict: sumVerdict(verified, declared, parameters),
        truth: truthOf(first, questions),
        disagreeing: [],
      } satisfies Item,
    ];
  });
}

function sumVerdict(verified: number, declared: number, parameters: VerificationParameters): ItemVerdict {
  if (verified === declared) return 'MATCH';
  if (isWithinTolerance(rational(BigInt(verified)), rational(BigInt(declared)), 'ASSET', parameters)) {
    return 'WITHIN_TOLERANCE';
  }
  if (declared === 0) return 'UNDECLARED';
  return verified > declared ? 'UNDER_DECLARED' : 'OVER_DECLARED';
}

/** Items of vehicles, dwellings and businesses: no tolerance, found or not, declared or not. */
export function assetItems(assets: readonly AssetFinding[], { brief, questions }: Comparing): Item[] {
  const found = assets.filter(({ kind, source }) => !financialKinds.includes(kind) && source !== 'DECLARED');
  const declaredLeft = new Map<string, number>();
  for (const asset of brief.declared.assets) declaredLeft.set(asset.kind, (declaredLeft.get(asset.kind) ?? 0) + 1);
  return found.map((asset) => {
    const left = declaredLeft.get(asset.kind) ?? 0;
    declaredLeft.set(asset.kind, Math.max(0, left - 1));
    return {
      personId: asset.personId,
      findingClass: 'ASSET',
      type: asset.kind,
      declared: null,
      verified: asset.valueFen,
      difference: null,
      source: asset.source,
      sourceAsOf: asset.sourceAsOf,
      confidence: asset.confidence,
      countable: asset.counts,
      verdict: left > 0 ? 'MATCH' : 'UNDECLARED',
      truth: truthOf(asset, questions),
      disagreeing: [],
    };
  });
}
