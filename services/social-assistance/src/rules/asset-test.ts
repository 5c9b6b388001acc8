import type { Rational } from '@mz/domain';
import { dwellingBreach } from './asset-dwellings.ts';
import { financialBreach } from './asset-financial.ts';
import { type AssetBreach, holdingsOf } from './asset-holdings.ts';
import { buildingBreaches, businessBreaches, studyBreaches, vehicleBreaches } from './asset-things.ts';
import { type RuleContext, reasonOf, record } from './rule-context.ts';
import type { MemberStatus, Reason } from './types.ts';

/**
 * SA-R-10: the asset test; each limit that is broken is a reason of its own, any of them refuses (MF-220 art. 4,
 * 2012-12-12; SA-649 art. 9, in force 2014-05-01; limits [A]).
 */
export function assetTest(
  context: RuleContext,
  statuses: readonly MemberStatus[],
  limits: { perHead: Rational; n: number },
): AssetBreach[] {
  const holdings = holdingsOf(context, statuses);
  const counted = statuses.filter((status) => status.counted).map(({ member }) => member);
  const breaches = [
    ...financialBreach(context, holdings, limits),
    ...vehicleBreaches(context, holdings),
    ...dwellingBreach(context, holdings),
    ...businessBreaches(context, holdings),
    ...buildingBreaches(context, holdings),
    ...studyBreaches(context, counted),
  ];
  if (holdings.some(({ asset }) => asset.kind === 'VESSEL')) context.reviewFlags.add('VESSEL');
  record(context, 'assetTest', () => ({
    inputs: { n: limits.n, holdings: holdings.map(({ asset }) => asset.kind) },
    output: breaches.map(({ detail }) => detail),
  }));
  return breaches;
}

/** The breaches as reasons; the rule id carries the detail: 'SA-R-10@1/VEHICLE'. */
export function assetReasons(context: RuleContext, breaches: readonly AssetBreach[]): Reason[] {
  return breaches.map(({ detail, field, text }) =>
    reasonOf(context, 'assetTest', { code: 'EXCEEDS_ASSET', detail, field, text }),
  );
}
