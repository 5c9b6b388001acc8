import type { CaseFacts } from '@mz/contracts';
import { createParameterSource, type Fen, fen, floor, type LegalDay, type LegalMonth } from '@mz/domain';
import { financialLimitPerHead } from './asset-financial.ts';
import { eligibleMembers } from './benefit-eligible.ts';
import { firstBenefitMonth } from './evaluate-case.ts';
import { householdMembers } from './household-members.ts';
import { countableKey, incomeTypes } from './income-types.ts';
import { incomeWindow } from './income-window.ts';
import { readParameterRows } from './parameter-rows.ts';
import { createRuleContext, flagOf, numberOf, type RuleContext, textOf } from './rule-context.ts';
import { findStandard } from './standards.ts';

/** The limits that a verification brief carries, as its contract names them. */
export type VerificationLimits = {
  readonly countedMembers: number;
  readonly eligibleMembers: number;
  readonly standardId: string;
  readonly standardValidFrom: LegalDay;
  /** S_y × n in fen. */
  readonly incomeLimitFen: Fen;
  readonly comparison: 'LT';
  readonly assetLimits: {
    readonly financialPerHeadFen: Fen;
    readonly vehicles: number;
    readonly dwellings: number;
    readonly businessCapitalFen: Fen;
    readonly businessStaff: number;
  };
  readonly windowMonths: number;
  readonly windowFrom: LegalMonth;
  readonly windowTo: LegalMonth;
  readonly countableTableVersion: string;
  readonly excludedTypes: string[];
  /** Who is counted: the brief's members with the role COUNTED. */
  readonly countedPersonIds: string[];
};

/** SA-R-20: the limits of the programme applied for, by the standard and parameters of `facts.decidedOn` (income-verification §14.2). */
export function verificationLimits(facts: CaseFacts): VerificationLimits {
  const source = createParameterSource(readParameterRows(facts.parameters));
  const context = createRuleContext(facts, source, firstBenefitMonth(facts.decidedOn));
  const { statuses } = householdMembers(context);
  const counted = statuses.filter((status) => status.counted);
  const standard = findStandard(context, facts.programme, facts.decidedOn);
  const window = incomeWindow(context);
  return {
    countedMembers: counted.length,
    eligibleMembers: eligibleMembers(context, facts.programme, statuses).length,
    standardId: standard.id,
    standardValidFrom: standard.validFrom,
    incomeLimitFen: fen(standard.yearFen * counted.length),
    comparison: 'LT',
    assetLimits: {
      financialPerHeadFen: fen(floor(financialLimitPerHead(context, standard))),
      vehicles: numberOf(context, 'asset.vehicles_max'),
      dwellings: numberOf(context, 'asset.dwellings_max'),
      businessCapitalFen: numberOf(context, 'asset.business_capital_max_fen'),
      businessStaff: numberOf(context, 'asset.business_staff_max'),
    },
    windowMonths: window.months,
    windowFrom: window.from,
    windowTo: window.to,
    countableTableVersion: textOf(context, 'income.countable_table.version'),
    excludedTypes: excludedTypes(context),
    countedPersonIds: counted.map(({ member }) => member.personId),
  };
}

function excludedTypes(context: RuleContext): string[] {
  return incomeTypes().filter((type) => !flagOf(context, countableKey(type)));
}
