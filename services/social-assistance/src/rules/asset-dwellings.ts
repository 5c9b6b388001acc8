import type { AssetBreach, Holding } from './asset-holdings.ts';
import { codesOf, numberOf, type RuleContext } from './rule-context.ts';

type Dwelling = { readonly holdings: readonly Holding[]; readonly shareBp: number };

/**
 * More dwellings than allowed (1 [A]; a homestead is one): without those lost in a disaster, and only those of which the
 * household holds at least half [A] (income-verification §6.1.3).
 */
export function dwellingBreach(context: RuleContext, holdings: readonly Holding[]): AssetBreach[] {
  const usages = codesOf(context, 'asset.dwelling_usages');
  const places = holdings.filter(
    ({ asset }) =>
      asset.kind === 'REAL_ESTATE' && asset.lostInDisaster !== true && usages.includes(asset.usage ?? 'DWELLING'),
  );
  const minimumBp = numberOf(context, 'asset.dwelling_min_share_bp');
  const own = joinShares(context, places).filter(({ shareBp }) => shareBp >= minimumBp);
  const allowed = numberOf(context, 'asset.dwellings_max');
  if (own.length <= allowed) return [];
  const surplus = own.slice(allowed).flatMap(({ holdings: parts }) => parts.map(({ index }) => index));
  const text = `家庭有${own.length}处住房,超过${allowed}处的上限。`;
  return [{ detail: 'DWELLINGS', field: `/assets/${surplus[0]}`, text, indexes: surplus }];
}

/**
 * One unit in the names of several members is one dwelling: entries of different people with the same usage and area
 * whose shares fit into one whole. The facts carry no unit number, so a person confirms it.
 */
function joinShares(context: RuleContext, places: readonly Holding[]): Dwelling[] {
  const dwellings: Dwelling[] = [];
  for (const place of places) {
    const { shareBp } = place.asset;
    const at = dwellings.findIndex((dwelling) => fits(dwelling, place));
    const joined = dwellings[at];
    if (joined === undefined) {
      dwellings.push({ holdings: [place], shareBp });
    } else {
      context.reviewFlags.add('JOINT_DWELLING_TO_CONFIRM');
      dwellings[at] = { holdings: [...joined.holdings, place], shareBp: joined.shareBp + shareBp };
    }
  }
  return dwellings;
}

function fits(dwelling: Dwelling, place: Holding): boolean {
  const { asset } = place;
  return (
    dwelling.shareBp + asset.shareBp <= 10_000 &&
    dwelling.holdings.every(
      ({ asset: other }) =>
        other.personId !== asset.personId && other.areaM2 === asset.areaM2 && other.usage === asset.usage,
    )
  );
}
