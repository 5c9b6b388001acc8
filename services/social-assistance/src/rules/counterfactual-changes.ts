import type { CaseFacts } from '@mz/contracts';
import { floor, multiply, type Rational, rational } from '@mz/domain';
import { financialHoldings, financialLimitPerHead, totalValue } from './asset-financial.ts';
import { type AssetBreach, holdingsOf, withDisplaced } from './asset-holdings.ts';
import type { Evaluation } from './evaluate-case.ts';
import { yuan } from './income-test.ts';
import { codesOf, numberOf } from './rule-context.ts';
import type { Counterfactual } from './types.ts';

/** A change that would remove one reason: what to say, and how to make it in the facts. */
export type Change = Omit<Counterfactual, 'resultingAmountFen'> & {
  /** Assets that would not be there, by their place in the facts. */
  readonly without: readonly number[];
  readonly apply: (facts: CaseFacts) => CaseFacts;
};

/** An exact amount as a number of fen where it is whole, else as a fraction text. */
export function amountOf(exact: Rational): number | string {
  return exact.denominator === 1n ? Number(exact.numerator) : `${exact.numerator}/${exact.denominator}`;
}

/** The change for one broken asset limit; undefined where nothing in the facts can be left out. */
export function assetChange(evaluation: Evaluation, breach: AssetBreach): Change | undefined {
  if (breach.detail === 'FINANCIAL_ASSETS') return financialChange(evaluation, breach);
  if (breach.indexes.length === 0) return undefined;
  const { assets } = evaluation.context.facts;
  const from = breach.indexes.map((index) => ({
    kind: assets[index]?.kind ?? '',
    usage: assets[index]?.usage ?? null,
  }));
  return {
    change: 'ASSET_WITHOUT',
    field: breach.field,
    from: from.length === 1 ? from[0] : from,
    to: null,
    text: WITHOUT_TEXT[breach.detail],
    without: withDisplaced(assets, breach.indexes),
    apply: (facts) => facts,
  };
}

const WITHOUT_TEXT: Readonly<Record<Exclude<AssetBreach['detail'], 'FINANCIAL_ASSETS'>, string>> = {
  VEHICLE: '如家庭没有该机动车辆,本项财产条件即符合。',
  DWELLINGS: '如家庭没有超出上限的住房,本项财产条件即符合。',
  BUSINESS: '如家庭没有该在营工商登记,本项财产条件即符合。',
  LUXURY_BUILDING: '如家庭没有该高档住房,本项财产条件即符合。',
  STUDY_EXPENSE: '如家庭没有该项自费就学,本项财产条件即符合。',
};

/** The largest sum of financial assets that the limit allows, shown as one asset of that value. */
function financialChange({ context, household, own }: Evaluation, breach: AssetBreach): Change | undefined {
  const { assets } = context.facts;
  const kinds = codesOf(context, 'asset.financial_kinds');
  const template = assets.find((asset, index) => breach.indexes.includes(index) && asset.provenance !== 'ASSESSED');
  if (template === undefined) return undefined;
  const perHead = financialLimitPerHead(context, own.standard);
  const limitFen = Number(floor(multiply(perHead, rational(own.part.countedMembers))));
  const held = totalValue(financialHoldings(context, holdingsOf(context, household.statuses)));
  return {
    change: 'ASSETS_BELOW',
    field: breach.field,
    from: amountOf(held),
    to: limitFen,
    text: `如家庭金融资产合计不高于${yuan(rational(limitFen))}元,本项财产条件即符合。`,
    without: assets.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index] : [])),
    apply: (facts) => ({ ...facts, assets: [...facts.assets, { ...template, valueFen: limitFen, shareBp: 10_000 }] }),
  };
}

/** What a refused single application could change: a register of one's own, or the family's income. */
export function singleApplicationChange({ context, own }: Evaluation, code: string, field: string): Change | undefined {
  const base = { field, without: [] };
  switch (code) {
    case 'SINGLE_APPLICANT_NOT_INDEPENDENT_HUKOU':
      return {
        ...base,
        change: 'REGISTER_OWN',
        from: false,
        to: true,
        text: '如申请人单独立户,即符合单独提出申请的户口条件。',
        apply: (facts) => ({
          ...facts,
          members: facts.members.map((one) =>
            one.relationToHead.startsWith('0') ? { ...one, independentHukou: true } : one,
          ),
        }),
      };
    case 'SINGLE_APPLICANT_FAMILY_NOT_IN_DIFFICULTY': {
      const factor = rational(numberOf(context, 'apply_alone.family_factor_bp'), 10_000);
      const limitFen = Number(floor(multiply(factor, own.standard.monthExact)));
      return {
        ...base,
        change: 'FAMILY_INCOME_AT_MOST',
        from: context.facts.applyAlone?.parentsPerCapitaFen ?? null,
        to: limitFen,
        text: `如父母家庭人均月收入不高于${yuan(rational(limitFen))}元,即为困难家庭。`,
        apply: (facts) => ({
          ...facts,
          applyAlone: { ground: 'SEVERE_DISABILITY', ...facts.applyAlone, parentsPerCapitaFen: limitFen },
        }),
      };
    }
    default:
      return undefined;
  }
}
