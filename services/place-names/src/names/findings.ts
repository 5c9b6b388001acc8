import { classOfGeneric, isPureOrdinal, pinyinOf } from '../pinyin/index.ts';
import { kindOfSubject, type Subject } from './rules.ts';

/** A name that stands already. */
export interface StandingName {
  readonly name: string;
  readonly specificPart: string;
  readonly genericPart: string;
  readonly placeId: string | null;
  readonly divisionCode: string | null;
}

/** What a new name is checked against. */
export interface NameFacts {
  readonly subject: Subject;
  readonly name: string;
  readonly specificPart: string;
  readonly genericPart: string;
  /** Names of the same kind in the scope, without those of the feature itself. */
  readonly standing: readonly StandingName[];
  /** Names of persons that the specific part contains, and the applicant's own word for it. */
  readonly persons: readonly { readonly name: string; readonly kind: 'STATE_LEADER' | 'PERSON' }[];
  readonly personalName: boolean;
}

/** What stands against a name. */
export interface Finding {
  readonly code: 'DUPLICATE_NAME' | 'HOMOPHONE' | 'PERSONAL_NAME' | 'STATE_LEADER_NAME' | 'ORDINAL_NAME';
  readonly waivable: boolean;
  readonly detail: string;
  readonly placeId: string | null;
  readonly divisionCode: string | null;
}

/** All that the rules of 1986 find against a new name; existing names are not looked at (place-names.md §5.3). */
export function findingsOf(facts: NameFacts): Finding[] {
  return [...personFindings(facts), ...ordinalFindings(facts), ...facts.standing.flatMap((one) => against(facts, one))];
}

function personFindings({ persons, personalName }: NameFacts): Finding[] {
  const named = persons.map(({ name, kind }) =>
    kind === 'STATE_LEADER' ? finding('STATE_LEADER_NAME', name) : finding('PERSONAL_NAME', name),
  );
  return named.length > 0 || !personalName ? named : [finding('PERSONAL_NAME', '申请人声明以人名命名')];
}

function ordinalFindings({ specificPart }: NameFacts): Finding[] {
  return isPureOrdinal(specificPart) ? [finding('ORDINAL_NAME', specificPart)] : [];
}

function against(facts: NameFacts, standing: StandingName): Finding[] {
  if (standing.name === facts.name) return [finding('DUPLICATE_NAME', standing.name, standing)];
  return isHomophone(facts, standing) ? [finding('HOMOPHONE', standing.name, standing)] : [];
}

/** Equal letters of the specific part with the same class of generic: 泉城街 beside 泉城路 is one too. */
function isHomophone(facts: NameFacts, standing: StandingName): boolean {
  if (classOfGeneric(facts.genericPart) !== classOfGeneric(standing.genericPart)) return false;
  const kind = kindOfSubject(facts.subject);
  const plain = (specific: string): string => pinyinOf(specific, '', kind).plain;
  return plain(facts.specificPart) === plain(standing.specificPart);
}

const waivable: ReadonlySet<Finding['code']> = new Set(['HOMOPHONE', 'PERSONAL_NAME']);

function finding(code: Finding['code'], detail: string, standing?: StandingName): Finding {
  return {
    code,
    waivable: waivable.has(code),
    detail,
    placeId: standing?.placeId ?? null,
    divisionCode: standing?.divisionCode ?? null,
  };
}
