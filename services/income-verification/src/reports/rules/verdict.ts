import type { Item } from './items.ts';

/** Verdict of a household, first match wins (income-verification.md §6). */
export type HouseholdVerdict =
  | 'IDENTITY_PROBLEM'
  | 'EXCEEDS_ASSET'
  | 'EXCEEDS_INCOME'
  | 'CONCEALMENT_SUSPECTED'
  | 'INCOMPLETE'
  | 'CONSISTENT';

/** The conditions that the verdict is chosen from. */
export interface VerdictParts {
  readonly identityProblem: boolean;
  readonly assetBreaches: readonly string[];
  readonly exceedsIncome: boolean;
  readonly items: readonly Item[];
  readonly mandatoryMissing: boolean;
  readonly employmentEvidence: boolean;
  readonly conflicts: readonly string[];
  readonly commercialVehicle: boolean;
  /** What a person must look at and no verdict rests on. */
  readonly notes: readonly string[];
}

/** First condition in the handbook's order that holds; every other one that held is a secondary flag. */
export function decideVerdict(parts: VerdictParts): { verdict: HouseholdVerdict; secondaryFlags: string[] } {
  const hidden = parts.items.filter(
    (item) => item.countable && (item.verdict === 'UNDECLARED' || item.verdict === 'UNDER_DECLARED'),
  );
  const conditions: readonly (readonly [HouseholdVerdict, boolean])[] = [
    ['IDENTITY_PROBLEM', parts.identityProblem],
    ['EXCEEDS_ASSET', parts.assetBreaches.length > 0],
    ['EXCEEDS_INCOME', parts.exceedsIncome],
    ['CONCEALMENT_SUSPECTED', hidden.length > 0],
    ['INCOMPLETE', parts.mandatoryMissing],
    ['CONSISTENT', true],
  ];
  const held = conditions.filter(([name, holds]) => holds && name !== 'CONSISTENT').map(([name]) => name);
  const verdict = held[0] ?? 'CONSISTENT';
  // A hidden item is named by what it is when the verdict is another one (V3).
  const others = held.slice(1).filter((name) => name !== 'CONCEALMENT_SUSPECTED');
  const hiddenFlags = verdict === 'CONCEALMENT_SUSPECTED' ? [] : hidden.map((item) => item.verdict);
  const flags = [
    ...others,
    ...hiddenFlags,
    ...parts.assetBreaches,
    ...parts.conflicts,
    ...(parts.employmentEvidence ? ['EMPLOYMENT_EVIDENCE'] : []),
    ...(parts.commercialVehicle ? ['COMMERCIAL_VEHICLE'] : []),
    ...parts.notes,
  ];
  return { verdict, secondaryFlags: [...new Set(flags)] };
}
