import { canonicalJson, multiply, type Rational, rational } from '@mz/domain';
import type { RuleContext } from './rule-context.ts';
import type { Asset, MemberStatus } from './types.ts';

/** An asset of a counted member, with its place in the facts. */
export type Holding = { readonly asset: Asset; readonly index: number };

/** What breaks one limit; `indexes` are the assets in the facts without which it would not be broken. */
export type AssetBreach = {
  readonly detail: 'FINANCIAL_ASSETS' | 'VEHICLE' | 'DWELLINGS' | 'BUSINESS' | 'LUXURY_BUILDING' | 'STUDY_EXPENSE';
  readonly field: string;
  readonly text: string;
  readonly indexes: readonly number[];
};

/**
 * The assets of counted members in an order that does not depend on the input's; a declared asset is displaced by
 * verified or documented ones of the same person, kind and usage.
 */
export function holdingsOf(context: RuleContext, statuses: readonly MemberStatus[]): Holding[] {
  const countedIds = new Set(statuses.filter(({ counted }) => counted).map(({ member }) => member.personId));
  const held = context.facts.assets
    .map((asset, index) => ({ asset, index }))
    .filter(({ asset }) => countedIds.has(asset.personId));
  return held
    .filter(({ asset }) => asset.provenance !== 'DECLARED' || !held.some((other) => isBetter(other.asset, asset)))
    .sort((a, b) => (canonicalJson(a.asset) < canonicalJson(b.asset) ? -1 : 1));
}

/** The household's part of the value, exact; zero when no value is stated. */
export function heldValue({ asset }: Holding): Rational {
  return multiply(rational(asset.valueFen ?? 0), rational(asset.shareBp, 10_000));
}

/** The given assets and the declared ones that they displace, which would speak again without them. */
export function withDisplaced(assets: readonly Asset[], indexes: readonly number[]): number[] {
  const removed = assets.filter((_, index) => indexes.includes(index));
  return assets.flatMap((asset, index) => {
    const isDisplaced = asset.provenance === 'DECLARED' && removed.some((other) => isBetter(other, asset));
    return indexes.includes(index) || isDisplaced ? [index] : [];
  });
}

function isBetter(other: Asset, declared: Asset): boolean {
  const isProven = other.provenance === 'VERIFIED' || other.provenance === 'DOCUMENT';
  const isSame = other.personId === declared.personId && other.kind === declared.kind && other.usage === declared.usage;
  return isProven && isSame;
}
