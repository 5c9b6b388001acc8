import { addMonths, compareNames, type LegalDay, townshipOf } from '@mz/domain';

/** One of two records as the score sees it; what is not known scores nothing. */
export interface MatchFacts {
  readonly name: string;
  /** Syllables of the name, see `pinyin.ts`. */
  readonly pinyin: string;
  readonly birthDate: LegalDay;
  readonly sex: string;
  /** Register division, 12 digits. */
  readonly division: string;
  readonly householdHeadId?: string | undefined;
  readonly phone?: string | undefined;
  readonly idNo?: string | undefined;
  /** The number stands in the police register. */
  readonly verified: boolean;
  readonly deathDate?: LegalDay | undefined;
  /** Kept ids of recorded relatives. */
  readonly relatives: readonly string[];
  readonly id: string;
  readonly parentBirths: readonly LegalDay[];
  readonly childBirths: readonly LegalDay[];
}

/** Points and thresholds of people.md §1.2, [A]: dated rows of policy_parameter. */
export interface MatchWeights {
  readonly idNoEqual: number;
  readonly nameEqual: number;
  readonly nameVariant: number;
  readonly namePinyin: number;
  readonly birthEqual: number;
  readonly birthSwapped: number;
  readonly sexEqual: number;
  readonly villageEqual: number;
  readonly townshipEqual: number;
  readonly householdHeadEqual: number;
  readonly phoneEqual: number;
  readonly idNoDifferent: number;
  readonly impossible: number;
  readonly proposedFrom: number;
  readonly listedFrom: number;
  /** Years between the births of one person's records, or of a parent and a child, beyond which it cannot be. */
  readonly ageGapYears: number;
}

/** One part of a score. */
export interface MatchPart {
  readonly part: string;
  readonly points: number;
}

/** What the machine makes of a pair: it proposes or lists, and never merges. */
export interface MatchDecision {
  readonly score: number;
  readonly parts: readonly MatchPart[];
  readonly state: 'PROPOSED' | 'LISTED' | 'NOT_LISTED';
}

/** Scores two records (people.md §1.2): ≥ 85 proposed, 60–84 listed. */
export function scoreMatch(a: MatchFacts, b: MatchFacts, weights: MatchWeights): MatchDecision {
  const parts = [
    ...number(a, b, weights),
    ...name(a, b, weights),
    ...birth(a, b, weights),
    ...(a.sex === b.sex && (a.sex === '1' || a.sex === '2') ? [{ part: 'SEX_EQUAL', points: weights.sexEqual }] : []),
    ...place(a, b, weights),
    ...equal('HOUSEHOLD_HEAD_EQUAL', weights.householdHeadEqual, a.householdHeadId, b.householdHeadId),
    ...equal('PHONE_EQUAL', weights.phoneEqual, a.phone, b.phone),
    ...(isImpossible(a, b, weights) ? [{ part: 'IMPOSSIBLE', points: weights.impossible }] : []),
  ];
  const score = parts.reduce((sum, { points }) => sum + points, 0);
  return { score, parts, state: stateOf(score, weights) };
}

function stateOf(score: number, { proposedFrom, listedFrom }: MatchWeights): MatchDecision['state'] {
  if (score >= proposedFrom) return 'PROPOSED';
  return score >= listedFrom ? 'LISTED' : 'NOT_LISTED';
}

/** Only two verified numbers speak against each other: a declared one may be a clerk's error. */
function number(a: MatchFacts, b: MatchFacts, weights: MatchWeights): MatchPart[] {
  if (a.idNo === undefined || b.idNo === undefined) return [];
  if (a.idNo === b.idNo) return [{ part: 'ID_NO_EQUAL', points: weights.idNoEqual }];
  return a.verified && b.verified ? [{ part: 'ID_NO_DIFFERENT', points: weights.idNoDifferent }] : [];
}

function name(a: MatchFacts, b: MatchFacts, weights: MatchWeights): MatchPart[] {
  switch (compareNames(a.name, b.name)) {
    case 'EQUAL':
      return [{ part: 'NAME_EQUAL', points: weights.nameEqual }];
    case 'VARIANT':
      return [{ part: 'NAME_VARIANT', points: weights.nameVariant }];
    case 'DIFFERENT':
      return a.pinyin === b.pinyin ? [{ part: 'NAME_PINYIN', points: weights.namePinyin }] : [];
  }
}

function birth(a: MatchFacts, b: MatchFacts, weights: MatchWeights): MatchPart[] {
  if (a.birthDate === b.birthDate) return [{ part: 'BIRTH_EQUAL', points: weights.birthEqual }];
  return swapped(a.birthDate) === b.birthDate ? [{ part: 'BIRTH_SWAPPED', points: weights.birthSwapped }] : [];
}

/** The day with its day and month changed over: 1982-03-10 and 1982-10-03. It may be no day of the calendar. */
export function swapped(day: LegalDay): string {
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  return `${year}-${dayOfMonth}-${month}`;
}

function place(a: MatchFacts, b: MatchFacts, weights: MatchWeights): MatchPart[] {
  const township = townshipOf(a.division);
  if (township === undefined || township !== townshipOf(b.division)) return [];
  // A code that ends at the township says nothing of the village.
  const isVillage = a.division !== township;
  return a.division === b.division && isVillage
    ? [{ part: 'VILLAGE_EQUAL', points: weights.villageEqual }]
    : [{ part: 'TOWNSHIP_EQUAL', points: weights.townshipEqual }];
}

function equal(part: string, points: number, a: string | undefined, b: string | undefined): MatchPart[] {
  return a !== undefined && a === b ? [{ part, points }] : [];
}

/**
 * One is a relative of the other, the births lie too far apart, one died before the other was born, or the one person
 * would be too old for a parent or too young for a child that is recorded.
 */
function isImpossible(a: MatchFacts, b: MatchFacts, { ageGapYears }: MatchWeights): boolean {
  const months = ageGapYears * 12;
  const [older, younger] = a.birthDate <= b.birthDate ? [a, b] : [b, a];
  const childless = ({ birthDate }: MatchFacts, other: MatchFacts) =>
    other.childBirths.some((child) => addMonths(birthDate, months) > child) ||
    other.parentBirths.some((parent) => addMonths(parent, months) > birthDate);
  return (
    a.relatives.includes(b.id) ||
    b.relatives.includes(a.id) ||
    addMonths(older.birthDate, months) < younger.birthDate ||
    (older.deathDate !== undefined && older.deathDate < younger.birthDate) ||
    childless(a, b) ||
    childless(b, a)
  );
}
