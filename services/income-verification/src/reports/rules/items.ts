import { compare, isEqual, rational, roundToFen, subtract } from '@mz/domain';
import type { ResolvedIncome } from './conflict.ts';
import { isWithinTolerance } from './tolerance.ts';
import type { AssetFinding, Brief, Confidence, VerificationParameters } from './types.ts';

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
export function incomeItem(income: ResolvedIncome, brief: Brief, parameters: VerificationParameters): Item {
  const { verified, declaredFen } = income;
  const verifiedFen = verified === null ? null : roundToFen(verified.yearFen, 'FEN_HALF_UP');
  const declared = declaredFen === null ? null : roundToFen(declaredFen, 'FEN_HALF_UP');
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
    countable: !brief.excludedTypes.includes(income.type),
    verdict: incomeVerdict(income, parameters),
  };
}

function incomeVerdict({ verified, declaredFen }: ResolvedIncome, parameters: VerificationParameters): ItemVerdict {
  if (verified === null) return 'NOT_FOUND';
  const declared = declaredFen ?? rational(0n);
  if (isEqual(verified.yearFen, declared)) return 'MATCH';
  if (isWithinTolerance(verified.yearFen, declared, 'INCOME', parameters)) return 'WITHIN_TOLERANCE';
  if (declared.numerator === 0n) return 'UNDECLARED';
  return compare(subtract(verified.yearFen, declared), rational(0n)) > 0 ? 'UNDER_DECLARED' : 'OVER_DECLARED';
}

/** Deposits by person: what the banks hold against what was declared, with the tolerance of financial assets (§6). */
export function depositItems(
  assets: readonly AssetFinding[],
  brief: Brief,
  parameters: VerificationParameters,
): Item[] {
  const found = assets.filter(({ kind, source }) => kind === 'DEPOSIT' && source !== 'DECLARED');
  return [...Map.groupBy(found, ({ personId }) => personId)].map(([personId, own]) => {
    const verified = own.reduce((sum, { valueFen }) => sum + (valueFen ?? 0), 0);
    const declared = brief.declared.assets
      .filter((asset) => asset.personId === personId && asset.kind === 'DEPOSIT')
      .reduce((sum, { valueFen }) => sum + (valueFen ?? 0), 0);
    const [first] = own;
    return {
      ...{ personId, findingClass: 'ASSET', type: 'DEPOSIT', declared, verified, difference: verified - declared },
      ...{ source: first?.source ?? null, sourceAsOf: first?.sourceAsOf ?? null, confidence: 'HIGH', countable: true },
      verdict: depositVerdict(verified, declared, parameters),
    } satisfies Item;
  });
}

function depositVerdict(verified: number, declared: number, parameters: VerificationParameters): ItemVerdict {
  if (verified === declared) return 'MATCH';
  if (isWithinTolerance(rational(BigInt(verified)), rational(BigInt(declared)), 'ASSET', parameters)) {
    return 'WITHIN_TOLERANCE';
  }
  if (declared === 0) return 'UNDECLARED';
  return verified > declared ? 'UNDER_DECLARED' : 'OVER_DECLARED';
}

/** Items of vehicles, dwellings and businesses: no tolerance, found or not, declared or not. */
export function assetItems(assets: readonly AssetFinding[], brief: Brief): Item[] {
  const found = assets.filter(({ kind, source }) => kind !== 'DEPOSIT' && source !== 'DECLARED');
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
    };
  });
}
