import { addMonths, type LegalDay } from '@mz/domain';

/** What a relative is to a person (people.md §2). */
export type KinshipKind = 'SPOUSE' | 'PARENT' | 'CHILD' | 'SIBLING' | 'GRANDPARENT' | 'GRANDCHILD' | 'GUARDIAN';

/** Near relatives (近亲属): spouse, parents, children, siblings, grandparents, grandchildren (social-assistance §5.3); a guardian is none. */
export const nearKinds: readonly KinshipKind[] = ['SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD'];

/** One side of a kinship. */
export interface Kin {
  readonly id: string;
  readonly birthDate: LegalDay;
  readonly lifeStatus: string;
  /** Kept ids of living spouses. */
  readonly livingSpouses: readonly string[];
}

/** What is known when a kinship is recorded. */
export interface KinshipFacts {
  readonly kind: KinshipKind;
  readonly person: Kin;
  readonly relative: Kin;
  readonly validFrom: LegalDay;
  readonly today: LegalDay;
  readonly parentAgeGapYears: number;
  /** Whether the child of the pair is an ancestor of its parent already. */
  readonly circular: boolean;
}

/** Whether a kinship is possible: circular parentage, a parent too young, two living spouses are refused (people.md §2). */
export function checkKinshipFacts(facts: KinshipFacts): 'KINSHIP_INVALID' | 'DATE_ORDER_INVALID' | undefined {
  const { kind, person, relative, validFrom, today } = facts;
  if (person.id === relative.id) return 'KINSHIP_INVALID';
  if (validFrom > today || validFrom < person.birthDate || validFrom < relative.birthDate) return 'DATE_ORDER_INVALID';
  switch (kind) {
    case 'PARENT':
      return isParentage(facts, { parent: relative, child: person }) ? undefined : 'KINSHIP_INVALID';
    case 'CHILD':
      return isParentage(facts, { parent: person, child: relative }) ? undefined : 'KINSHIP_INVALID';
    case 'SPOUSE':
      return isFree(person, relative) && isFree(relative, person) ? undefined : 'KINSHIP_INVALID';
    case 'GRANDPARENT':
      return relative.birthDate < person.birthDate ? undefined : 'KINSHIP_INVALID';
    case 'GRANDCHILD':
      return person.birthDate < relative.birthDate ? undefined : 'KINSHIP_INVALID';
    case 'SIBLING':
    case 'GUARDIAN':
      return undefined;
  }
}

function isParentage({ circular, parentAgeGapYears }: KinshipFacts, { parent, child }: { parent: Kin; child: Kin }) {
  return !circular && addMonths(parent.birthDate, parentAgeGapYears * 12) <= child.birthDate;
}

/** A second spouse is possible only when every earlier one is dead or divorced. */
function isFree(one: Kin, other: Kin): boolean {
  return other.lifeStatus === 'DEAD' || one.livingSpouses.every((id) => id === other.id);
}
