import { addMonths } from '@mz/domain';
import type { AssetBreach, Holding } from './asset-holdings.ts';
import { codesOf, numberOf, type RuleContext } from './rule-context.ts';
import type { Member } from './types.ts';

/** Own-expense study abroad or a choice-school, told among a member's special identities. */
const STUDY_EXPENSES = ['OWN_EXPENSE_STUDY_ABROAD', 'CHOICE_SCHOOL'];

/**
 * Any motor vehicle, beyond the number allowed [A 0]: mobility vehicles of the disabled [L MF-220], farm tricycles and
 * two-wheelers do not count; a commercial vehicle of the family's living goes to a person.
 */
export function vehicleBreaches(context: RuleContext, holdings: readonly Holding[]): AssetBreach[] {
  const exempt = codesOf(context, 'asset.vehicle_exempt_usages');
  const vehicles = holdings.filter(({ asset }) => asset.kind === 'VEHICLE' && !exempt.includes(asset.usage ?? ''));
  const livelihood = vehicles.filter(({ asset }) => asset.usage === 'COMMERCIAL_LIVELIHOOD');
  if (livelihood.length > 0) context.reviewFlags.add('COMMERCIAL_VEHICLE');
  return vehicles
    .filter((vehicle) => !livelihood.includes(vehicle))
    .slice(numberOf(context, 'asset.vehicles_max'))
    .map(({ index }) => ({
      detail: 'VEHICLE',
      field: `/assets/${index}`,
      text: '家庭拥有机动车辆(残疾人功能性补偿代步机动车辆除外)。',
      indexes: [index],
    }));
}

/** An active registration with capital above the limit or with staff [A]; small stalls and inactive ones are exempt. */
export function businessBreaches(context: RuleContext, holdings: readonly Holding[]): AssetBreach[] {
  const exempt = codesOf(context, 'asset.business_exempt_usages');
  const capitalMax = numberOf(context, 'asset.business_capital_max_fen');
  const staffMax = numberOf(context, 'asset.business_staff_max');
  return holdings
    .filter(({ asset }) => asset.kind === 'BUSINESS_REG' && !exempt.includes(asset.usage ?? ''))
    .filter(({ asset }) => (asset.capitalFen ?? 0) > capitalMax || (asset.staffCount ?? 0) > staffMax)
    .map(({ index }) => ({
      detail: 'BUSINESS',
      field: `/assets/${index}`,
      text: `家庭成员有在营工商登记,注册资金超过${capitalMax / 100}元或者雇有人员。`,
      indexes: [index],
    }));
}

/** Luxury building or decoration in the last years (3 [A]). */
export function buildingBreaches(context: RuleContext, holdings: readonly Holding[]): AssetBreach[] {
  const years = numberOf(context, 'asset.luxury_building_years');
  const since = addMonths(context.facts.decidedOn, -12 * years);
  return holdings
    .filter(({ asset }) => asset.usage === 'LUXURY_BUILDING' && asset.asOf > since)
    .map(({ index }) => ({
      detail: 'LUXURY_BUILDING',
      field: `/assets/${index}`,
      text: `家庭在最近${years}年内兴建、购买或者装修高档住房。`,
      indexes: [index],
    }));
}

/** Own-expense study abroad or at a choice-school [A]. */
export function studyBreaches(context: RuleContext, members: readonly Member[]): AssetBreach[] {
  return members
    .filter((member) => STUDY_EXPENSES.some((expense) => member.specialIdentities?.includes(expense) === true))
    .map((member) => ({
      detail: 'STUDY_EXPENSE',
      field: `/members/${context.facts.members.indexOf(member)}/specialIdentities`,
      text: '家庭成员自费出国留学或者自费择校就读。',
      indexes: [],
    }));
}
