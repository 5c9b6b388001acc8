import { ageOn, formatYuan, isGreater, multiply, rational, toDecimalText } from '@mz/domain';
import { hasYearsPassed } from './counted-members.ts';
import { numberOf, type RuleContext, reasonOf, record } from './rule-context.ts';
import { findStandard } from './standards.ts';
import type { Member, Reason } from './types.ts';

/** A single application: who applies (n = e = 1, only own income) and every condition that fails. */
export type SingleApplication = { readonly applicant: Member | undefined; readonly reasons: Reason[] };

type Condition = { readonly holds: boolean; readonly code: string; readonly text: string; readonly field: string };

/**
 * SA-R-02: applying alone (MF-220, 2012-12-12; social-assistance §2.2): an adult with severe disability, unable to work,
 * with a register of their own, in a family in difficulty; or religious staff of three years at the place of worship.
 */
export function applyAlone(context: RuleContext, members: readonly Member[]): SingleApplication {
  const ground = context.facts.applyAlone?.ground;
  const applicant = members.find(({ relationToHead }) => relationToHead.startsWith('0'));
  if (ground === undefined || applicant === undefined) return { applicant, reasons: [] };
  const at = `/members/${context.facts.members.indexOf(applicant)}`;
  const conditions =
    ground === 'RELIGIOUS' ? [religiousYears(context, applicant, at)] : disabilityConditions(context, applicant, at);
  const reasons = conditions
    .filter(({ holds }) => !holds)
    .map(({ code, text, field }) => reasonOf(context, 'applyAlone', { code, text, field }));
  record(context, 'applyAlone', () => ({
    inputs: { ground, personId: applicant.personId },
    output: reasons.map(({ code }) => code),
  }));
  return { applicant, reasons };
}

function disabilityConditions(context: RuleContext, applicant: Member, at: string): Condition[] {
  const severest = numberOf(context, 'disability.severe_max_level');
  return [
    {
      holds: ageOn(applicant.birthDate, context.onDay) >= numberOf(context, 'members.adult_age'),
      code: 'SINGLE_APPLICANT_NOT_ADULT',
      text: '单独提出申请的重度残疾人应当成年。',
      field: `${at}/birthDate`,
    },
    {
      holds: applicant.disabilityLevel !== undefined && applicant.disabilityLevel <= severest,
      code: 'SINGLE_APPLICANT_NOT_SEVERELY_DISABLED',
      text: '单独提出申请的人应当持有重度(一级、二级)残疾证明。',
      field: `${at}/disabilityLevel`,
    },
    {
      holds: applicant.labourCapacity === 'NONE',
      code: 'SINGLE_APPLICANT_ABLE_TO_WORK',
      text: '单独提出申请的重度残疾人应当丧失劳动能力。',
      field: `${at}/labourCapacity`,
    },
    {
      holds: applicant.independentHukou === true,
      code: 'SINGLE_APPLICANT_NOT_INDEPENDENT_HUKOU',
      text: '单独提出申请的成年重度残疾人应当单独立户,申请人没有独立户口簿。',
      field: `${at}/independentHukou`,
    },
    familyInDifficulty(context),
  ];
}

/** The parents' family has at most 2 × the monthly standard per head [A]; not stated is not proved. */
function familyInDifficulty(context: RuleContext): Condition {
  const perCapitaFen = context.facts.applyAlone?.parentsPerCapitaFen;
  const factor = rational(numberOf(context, 'apply_alone.family_factor_bp'), 10_000);
  const standard = findStandard(context, context.facts.programme, context.facts.decidedOn);
  const limit = multiply(factor, standard.monthExact);
  const stated = perCapitaFen === undefined ? '没有说明' : `为${formatYuan(perCapitaFen)}元`;
  return {
    holds: perCapitaFen !== undefined && !isGreater(rational(perCapitaFen), limit),
    code: 'SINGLE_APPLICANT_FAMILY_NOT_IN_DIFFICULTY',
    text: `父母家庭人均月收入${stated},困难家庭的上限为${toDecimalText(multiply(limit, rational(1, 100)), 2)}元。`,
    field: '/applyAlone/parentsPerCapitaFen',
  };
}

function religiousYears(context: RuleContext, applicant: Member, at: string): Condition {
  return {
    holds: applicant.awaySince !== undefined && hasYearsPassed(context, applicant.awaySince),
    code: 'SINGLE_APPLICANT_RELIGIOUS_YEARS',
    text: '单独提出申请的宗教教职人员应当脱离家庭、在宗教场所居住三年以上(含三年)。',
    field: `${at}/awaySince`,
  };
}
