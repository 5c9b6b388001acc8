import type { CaseFacts } from '@mz/contracts';
import { createRandom, type Household, streamHouseholds } from '@mz/population';

/** An invented household as it stands after its approval; ids follow from its place in the stream. */
export interface Enrolled {
  readonly index: number;
  readonly household: Household;
  readonly personIds: readonly string[];
  readonly facts: CaseFacts;
}

/** Months and days of the invented cases: decided when the start data's standards are in force. */
export const decidedOn = '2014-01-02';
const applicationMonth = '2014-01';
const window = { periodFrom: '2013-07-01', periodTo: '2013-12-31' };
/** Ages are drawn for this day. */
const onDay = '2014-01-01';

/** What an id stands for. */
export type IdKind =
  | 'application'
  | 'household'
  | 'decision'
  | 'enrolment'
  | 'assessment'
  | 'payee'
  | 'account'
  | 'member'
  | 'person';
const kinds: readonly IdKind[] = [
  'application',
  'household',
  'decision',
  'enrolment',
  'assessment',
  'payee',
  'account',
  'member',
  'person',
];

/** The id of a thing of a household; `part` counts members. Ids of a kind grow with the stream, as those of version 7 do. */
export function idOf(kind: IdKind, index: number, part = 0): string {
  const [head, tail] = [kinds.indexOf(kind).toString(16).padStart(8, '0'), (index * 16 + part).toString(16)];
  return `${head}-0000-7000-8000-${tail.padStart(12, '0')}`;
}

/** Streams enrolled households, dealt to the villages in turn; the incomes leave each of them entitled. */
export function* streamEnrolled(
  seed: string,
  size: { readonly households: number; readonly divisions: readonly string[] },
): Generator<Enrolled, void, undefined> {
  let index = 0;
  for (const household of streamHouseholds(seed, { ...size, onDay })) {
    const personIds = household.members.map((_, part) => idOf('person', index, part));
    yield { index, household, personIds, facts: factsOf(seed, household, personIds) };
    index += 1;
  }
}

function factsOf(seed: string, { ref, divisionCode, members }: Household, personIds: readonly string[]): CaseFacts {
  // Less than 480 yuan a month and head, so that every household is below the standard of the start data.
  const monthFen = createRandom(`${seed} ${ref} wage`).int(0, 40_000 * members.length);
  const head = personIds[0] ?? '';
  const wage = { personId: head, type: 'WAGE', amountFen: monthFen * 6, ...window, provenance: 'VERIFIED' } as const;
  return {
    programme: 'URBAN_DIBAO',
    decidedOn,
    applicationMonth,
    divisionCode,
    members: members.map(({ birthDate, sex, relationToHead }, part) => ({
      personId: personIds[part] ?? '',
      relationToHead,
      legalDutyOfSupport: true,
      birthDate,
      sex,
      hukouKind: 'NON_AGRI',
      lifeStatus: 'ALIVE',
      ...(birthDate > '1998-01-01'
        ? { inSchool: 'COMPULSORY', fullTime: true }
        : { inSchool: 'NONE', fullTime: false }),
      labourCapacity: 'NONE',
      employmentStatus: 'UNABLE',
    })),
    incomes: monthFen === 0 ? [] : [wage],
    assets: [],
    supporters: [],
    standards: [],
    parameters: [],
  };
}
