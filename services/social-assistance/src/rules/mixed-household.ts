import { fen, type Rational, toFractionText } from '@mz/domain';
import { financialLimitPerHead } from './asset-financial.ts';
import type { AssetBreach } from './asset-holdings.ts';
import { assetReasons, assetTest } from './asset-test.ts';
import { attribution } from './attribution.ts';
import { eligibleMembers } from './benefit-eligible.ts';
import { differential } from './differential.ts';
import type { HouseholdMembers } from './household-members.ts';
import { incomeTest, perCapitaMonth } from './income-test.ts';
import { type RuleContext, reasonOf, record } from './rule-context.ts';
import { findStandard, type StandardFigures } from './standards.ts';
import { topUps, topUpTotal } from './top-ups.ts';
import type { MemberStatus, Part, PartAmounts, Programme, Reason } from './types.ts';

/** A part with all that stands against it. */
export type PartDecision = {
  readonly part: Part;
  readonly reasons: Reason[];
  readonly breaches: AssetBreach[];
  readonly standard: StandardFigures;
};

const NOTHING: PartAmounts = { differentialFen: 0, topUps: [], amountFen: 0, shares: [] };

/**
 * SA-R-14: a household of both register kinds has a part for each: income and size are the whole household's, each part
 * has its own standard, e counts the members of that kind (MF-220 art. 5, 2012-12-12). The part applied for comes first.
 */
export function programmesOf(context: RuleContext, statuses: readonly MemberStatus[]): Programme[] {
  const { programme } = context.facts;
  const kinds = new Set(statuses.filter(({ counted }) => counted).map(({ kind }) => kind));
  const other: Programme = programme === 'URBAN_DIBAO' ? 'RURAL_DIBAO' : 'URBAN_DIBAO';
  const programmes = kinds.size === 2 ? [programme, other] : [programme];
  record(context, 'mixedHousehold', () => ({ inputs: { kinds: [...kinds].sort() }, output: programmes }));
  return programmes;
}

/** What is decided of a part: who is eligible, what stands against it, the amounts. */
export type PartFinding = Omit<PartDecision, 'part'> & {
  readonly n: number;
  readonly eligible: readonly MemberStatus[];
  readonly amounts: PartAmounts;
};

/** Decides one part and shows its figures. */
export function decidePart(
  context: RuleContext,
  programme: Programme,
  household: HouseholdMembers & { incomeYear: Rational },
): PartDecision {
  const { incomeYear } = household;
  const { n, eligible, amounts, reasons, breaches, standard } = findPart(context, programme, household);
  const part: Part = {
    programme,
    countedMembers: n,
    eligibleMembers: eligible.length,
    standardId: standard.id,
    standardYearFen: standard.yearFen,
    incomeYear: toFractionText(incomeYear),
    perCapitaMonth: perCapitaMonth(incomeYear, n),
    granted: reasons.length === 0,
    ...amounts,
  };
  return { part, reasons, breaches, standard };
}

/** Decides one part: the test by the standard of the decision day, the amounts by that of the month's first day (reading 3). */
export function findPart(
  context: RuleContext,
  programme: Programme,
  household: HouseholdMembers & { incomeYear: Rational },
): PartFinding {
  const { statuses, incomeYear } = household;
  const n = statuses.filter(({ counted }) => counted).length;
  const standard = findStandard(context, programme, context.facts.decidedOn);
  const eligible = eligibleMembers(context, programme, statuses);
  const breaches = assetTest(context, statuses, { perHead: financialLimitPerHead(context, standard), n });
  const reasons = [
    ...household.reasons,
    ...noEligibleReason(context, eligible),
    ...incomeTest(context, { incomeYear, n, standard }),
    ...assetReasons(context, breaches),
  ];
  const amounts = reasons.length === 0 ? amountsOf(context, programme, { incomeYear, n, eligible }) : NOTHING;
  return { n, eligible, amounts, reasons, breaches, standard };
}

function amountsOf(
  context: RuleContext,
  programme: Programme,
  household: { incomeYear: Rational; n: number; eligible: readonly MemberStatus[] },
): PartAmounts {
  const { incomeYear, n, eligible } = household;
  const standard = findStandard(context, programme, context.onDay);
  const differentialFen = differential(context, { incomeYear, n, e: eligible.length, standard });
  const granted = topUps(context, eligible, standard);
  const shares = attribution(context, eligible, { differentialFen, topUps: granted });
  return { differentialFen, topUps: granted, amountFen: fen(differentialFen + topUpTotal(granted)), shares };
}

function noEligibleReason(context: RuleContext, eligible: readonly MemberStatus[]): Reason[] {
  if (eligible.length > 0) return [];
  const text = '家庭中没有可以享受本项最低生活保障的成员(户口类别不符或者另有保障)。';
  return [reasonOf(context, 'benefitEligible', { code: 'NO_ELIGIBLE_MEMBER', text, field: '/members' })];
}
