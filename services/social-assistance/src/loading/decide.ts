import type { BadLine } from '@mz/bulk-load';
import { type CaseFacts, type CaseResult, caseRef } from '@mz/contracts';
import { capsuleHash, type LegalDay, monthOf, ParameterError } from '@mz/domain';
import { type Notice, writeNotice } from '../decisions/index.ts';
import { type AssessedMember, assessMembers, type PersonFacts } from '../households/index.ts';
import { type CaseCapsule, caseCapsule, decideCase, placesOf, reviewClass } from '../rules/index.ts';
import { regionGroupOf } from '../standards/index.ts';
import { badLine, type CheckedLine, faultsOf, type StandingHousehold } from './check.ts';
import type { CountyPolicy } from './tables.ts';

/** The ids of what a household becomes. */
export interface NewIds {
  readonly application: string;
  readonly household: string;
  readonly decision: string;
  readonly enrolment: string;
  readonly assessment: string;
  readonly members: readonly string[];
}

/** A household that the rules grant, with all that its decision says. */
export interface DecidedLine extends CheckedLine {
  readonly ids: NewIds;
  readonly result: CaseResult;
  readonly capsule: CaseCapsule;
  readonly hash: string;
  readonly notice: Notice;
  readonly members: readonly AssessedMember[];
  readonly class: string;
  readonly nextReviewOn: LegalDay;
}

/** Decides a household by the rules of its day; answers it, or each reason why it is refused. */
export function decideLine(
  checked: CheckedLine,
  { policy, newId }: { readonly policy: CountyPolicy; newId(): string },
): DecidedLine | BadLine[] {
  const { line, household } = checked;
  let decided: DecidedLine | BadLine[] = [];
  // A parameter that the day has not is a problem of this line alone.
  const faults = faultsOf(() => {
    decided = computed(line, () => {
      const facts = factsOf(household, policy);
      const result = decideCase(facts);
      if (result.outcome === 'REFUSE') {
        return result.reasons.map(({ code, legalBasis }) => ({ line, code, legalBasis }));
      }
      return granted(checked, { facts, result, policy, newId });
    });
  });
  return faults.length > 0 ? faults.map((reason) => badLine(line, reason)) : decided;
}

/** Rules throw where facts or tables let nothing be computed. */
function computed<T>(line: number, rule: () => T): T | BadLine[] {
  try {
    return rule();
  } catch (error) {
    if (error instanceof ParameterError) return [{ line, code: error.code }];
    if (error instanceof RangeError) return [{ line, code: 'INPUT_INVALID' }];
    throw error;
  }
}

function factsOf(household: StandingHousehold, { parameters, rows, standards }: CountyPolicy): CaseFacts {
  const { programme, divisionCode, decidedOn, appliedOn, members, declared } = household;
  const regionGroup = regionGroupOf(parameters, { divisionCode, date: decidedOn });
  return {
    programme,
    decidedOn,
    applicationMonth: monthOf(appliedOn),
    divisionCode,
    ...(regionGroup === undefined ? {} : { regionGroup }),
    members,
    incomes: declared.incomes,
    assets: declared.assets,
    supporters: declared.supporters,
    ...(declared.applyAlone === undefined ? {} : { applyAlone: declared.applyAlone }),
    standards,
    parameters: rows,
  };
}

interface Granted {
  readonly facts: CaseFacts;
  readonly result: CaseResult;
  readonly policy: CountyPolicy;
  newId(): string;
}

function granted(checked: CheckedLine, { facts, result, policy, newId }: Granted): DecidedLine {
  const { household } = checked;
  const ids = {
    application: newId(),
    household: newId(),
    decision: newId(),
    enrolment: newId(),
    assessment: newId(),
    members: household.members.map(() => newId()),
  };
  const capsule = caseCapsule(facts, result, caseRef('social-assistance', ids.application));
  const hash = capsuleHash(capsule);
  const review = reviewClass(facts);
  return {
    ...checked,
    ids,
    result,
    capsule,
    hash,
    notice: writeNotice({
      decisionId: ids.decision,
      applicationId: ids.application,
      outcome: 'APPROVED',
      decidedOn: household.decidedOn,
      result,
      capsuleHash: hash,
      terms: termsOf(household, policy),
    }),
    members: assessedOf(household, policy),
    class: review.class,
    nextReviewOn: household.nextReviewOn ?? review.nextReviewOn,
  };
}

function termsOf({ divisionCode, decidedOn }: StandingHousehold, { source }: CountyPolicy) {
  const place = { date: decidedOn, divisions: placesOf({ divisionCode }) };
  return {
    reconsiderationDays: source.number('appeal.reconsideration_days', place),
    litigationMonths: source.number('appeal.litigation_months', place),
    refusalDays: source.number('term.REFUSAL_NOTICE.days', place),
  };
}

/** Who counts, by the rule of the household commands; the file says what people would be asked. */
function assessedOf(household: StandingHousehold, { parameters, standards }: CountyPolicy): AssessedMember[] {
  const { programme, divisionCode, decidedOn, members, declared } = household;
  const facts = new Map(members.map((member) => [member.personId, personOf(member, divisionCode)]));
  const inputs = members.map(({ birthDate: _, sex: __, hukouKind: ___, lifeStatus: ____, ...input }) => input);
  const { applyAlone } = declared;
  return assessMembers(inputs, { programme, divisionCode, day: decidedOn, parameters, standards, facts, applyAlone });
}

function personOf(member: CaseFacts['members'][number], hukouDivision: string): PersonFacts {
  const { personId, birthDate, sex, lifeStatus, hukouKind } = member;
  const unknown = { capacity: 'FULL', deathDate: null, maritalStatus: null };
  return { personId, canonicalId: personId, birthDate, sex, lifeStatus, hukouDivision, hukouKind, ...unknown };
}
