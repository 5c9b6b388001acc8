import type { CaseFacts, getHousehold, OperationOutputOf } from '@mz/contracts';
import { createParameterSource, type LegalDay, ParameterError, type PolicyParameter } from '@mz/domain';
import { fail } from '@mz/service-kit';
import { createRuleContext, firstBenefitMonth, householdMembers } from '../rules/index.ts';
import { hukouKindOf, type PersonFacts } from './facts.ts';

/** What the bureau holds of a member. */
export type MemberInput = Omit<
  OperationOutputOf<typeof getHousehold>['members'][number],
  'id' | 'counted' | 'notCountedReason' | 'benefitEligible' | 'validFrom' | 'validTo'
>;

/** A member with what the counted-member rule says. */
export type AssessedMember = {
  readonly member: MemberInput;
  readonly counted: boolean;
  readonly notCountedReason: string | null;
  readonly benefitEligible: boolean;
};

/** What the rule needs beside the members. */
export type Assessment = {
  readonly programme: CaseFacts['programme'];
  readonly divisionCode: string;
  readonly day: LegalDay;
  readonly parameters: readonly PolicyParameter[];
  readonly standards: CaseFacts['standards'];
  readonly facts: ReadonlyMap<string, PersonFacts>;
  readonly applyAlone?: CaseFacts['applyAlone'] | undefined;
};

/** Applies the counted-member rule to members by what the bureau assesses and what people knows of them. */
export function assessMembers(members: readonly MemberInput[], assessment: Assessment): AssessedMember[] {
  const { programme, divisionCode, day, parameters, standards, applyAlone } = assessment;
  const month = firstBenefitMonth(day);
  const facts: CaseFacts = {
    programme,
    decidedOn: day,
    applicationMonth: day.slice(0, 7),
    divisionCode,
    members: members.map((member) => toCaseMember(member, assessment.facts)),
    incomes: [],
    assets: [],
    supporters: [],
    standards,
    parameters: [],
    ...(applyAlone === undefined ? {} : { applyAlone }),
  };
  const { statuses } = evaluated(() =>
    householdMembers(createRuleContext(facts, createParameterSource(parameters), month)),
  );
  const found = new Map(statuses.map((status) => [status.member.personId, status]));
  return members.map((member) => {
    const status = found.get(member.personId);
    const counted = status?.counted ?? false;
    const reason = status?.reason ?? null;
    return {
      member,
      counted,
      notCountedReason: counted ? null : reason,
      benefitEligible: counted && reason === null,
    };
  });
}

/** A member with the facts of the person, as the rules take it; throws CONCURRENT_CHANGE when people was not asked about them. */
export function toCaseMember(
  member: MemberInput,
  facts: ReadonlyMap<string, PersonFacts>,
): CaseFacts['members'][number] {
  const person = facts.get(member.personId);
  if (person === undefined) throw fail('CONCURRENT_CHANGE', { retryAfterSeconds: 1 });
  const { birthDate, sex, lifeStatus } = person;
  return { ...member, birthDate, sex, lifeStatus, hukouKind: hukouKindOf(person) };
}

function evaluated<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof ParameterError) || error.code !== 'PARAMETER_MISSING') throw error;
    throw fail('PARAMETER_MISSING', { detail: error.key, cause: error });
  }
}
