import { ParameterError, type RuleVersion } from '@mz/domain';
import { LAWS, type LegalSource } from './laws.ts';

type Rule = {
  readonly id: string;
  /** Raised with each change of meaning: a sealed decision names the version that made it. */
  readonly version: string;
  readonly file: string;
  readonly law: readonly LegalSource[];
};

/** Every rule with its id, version, file and legal basis; ids are never used again for another rule. */
const RULES = {
  countedMembers: { id: 'SA-R-01', version: '1', file: 'counted-members.ts', law: LAWS.members },
  applyAlone: { id: 'SA-R-02', version: '1', file: 'apply-alone.ts', law: LAWS.applyAlone },
  registerKind: { id: 'SA-R-03', version: '1', file: 'register-kind.ts', law: LAWS.register },
  benefitEligible: { id: 'SA-R-04', version: '2', file: 'benefit-eligible.ts', law: LAWS.workRefusal },
  incomeWindow: { id: 'SA-R-05', version: '1', file: 'income-window.ts', law: LAWS.income },
  countableIncome: { id: 'SA-R-06', version: '1', file: 'countable-income.ts', law: LAWS.income },
  support: { id: 'SA-R-07', version: '1', file: 'support.ts', law: LAWS.income },
  imputedIncome: { id: 'SA-R-08', version: '1', file: 'imputed-income.ts', law: LAWS.income },
  incomeTest: { id: 'SA-R-09', version: '1', file: 'income-test.ts', law: LAWS.incomeTest },
  assetTest: { id: 'SA-R-10', version: '1', file: 'asset-test.ts', law: LAWS.assets },
  differential: { id: 'SA-R-11', version: '1', file: 'differential.ts', law: LAWS.differential },
  topUps: { id: 'SA-R-12', version: '1', file: 'top-ups.ts', law: LAWS.topUps },
  attribution: { id: 'SA-R-13', version: '1', file: 'attribution.ts', law: LAWS.differential },
  mixedHousehold: { id: 'SA-R-14', version: '1', file: 'mixed-household.ts', law: LAWS.register },
  startMonth: { id: 'SA-R-15', version: '1', file: 'entitlement-month.ts', law: LAWS.start },
  lowIncome: { id: 'SA-R-16', version: '1', file: 'low-income.ts', law: LAWS.lowIncome },
  reviewClass: { id: 'SA-R-17', version: '1', file: 'review-class.ts', law: LAWS.review },
  fundSplit: { id: 'SA-R-18', version: '1', file: 'fund-split.ts', law: LAWS.fund },
  standardFloor: { id: 'SA-R-19', version: '1', file: 'standard-floor.ts', law: LAWS.standards },
  verificationLimits: { id: 'SA-R-20', version: '1', file: 'verification-limits.ts', law: LAWS.incomeTest },
  householdStructure: { id: 'SA-R-21', version: '1', file: 'household-structure.ts', law: LAWS.members },
  declaration: { id: 'SA-R-22', version: '1', file: 'check-declaration.ts', law: LAWS.income },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** The reference that traces and reasons carry: 'SA-R-09@1'. */
export function ruleRef(name: RuleName): string {
  const { id, version } = RULES[name];
  return `${id}@${version}`;
}

/** The legal basis of a rule on a day; throws ParameterError PARAMETER_MISSING for a day before the first source. */
export function legalBasisOf(name: RuleName, day: string): string {
  const source = RULES[name].law.findLast(({ from }) => from <= day);
  if (source === undefined) throw new ParameterError('PARAMETER_MISSING', `legal_basis.${name}`, day);
  return source.text;
}

/** All rules as a capsule names them. */
export function ruleVersions(): RuleVersion[] {
  return Object.values(RULES).map(({ id, version }) => ({ id, version }));
}
