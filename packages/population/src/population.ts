import { addDays, type LegalDay } from '@mz/domain';
import { drawComposition, type Place } from './composition.ts';
import { drawEconomy } from './economy.ts';
import { pickGivenName, pickSurname } from './names.ts';
import type { Household, Person } from './person.ts';
import { createRandom, type Random } from './random.ts';
import type { CremationRecord, HukouKind } from './records.ts';
import { createCountedNumbers, createNumberSource } from './resident-numbers.ts';

/** Invented households and all their members. */
export interface Population {
  readonly households: readonly Household[];
  readonly persons: readonly Person[];
}

/** How many households, where, and the day that ages and records are meant for. */
export interface PopulationSize {
  readonly households: number;
  /** 12-digit codes of villages and communities; households are dealt to them in turn. */
  readonly divisions: readonly string[];
  readonly onDay?: LegalDay;
}

/** The day on which the business clock starts in development. */
const defaultDay: LegalDay = '2014-04-28';

/** The same seed and size give the same people, numbers and records; a larger size begins with the smaller one's. */
export function createPopulation(seed: string, size: PopulationSize): Population {
  if (size.divisions.length === 0) throw new RangeError('createPopulation needs at least one village code');
  const numberOf = createNumberSource(createRandom(`${seed} numbers`));
  const households = Array.from({ length: size.households }, (_, index) => {
    const divisionCode = size.divisions[index % size.divisions.length] ?? '';
    const ref = `H${String(index + 1).padStart(6, '0')}`;
    return createHousehold(
      { ref, divisionCode, numberOf, onDay: size.onDay ?? defaultDay },
      createRandom(`${seed} ${ref}`),
    );
  });
  return { households, persons: households.flatMap((household) => household.members) };
}

/**
 * Gives invented households one by one and keeps none of them: for a province of millions. The same seed and divisions give
 * the same people; their numbers are counted, not drawn, so they differ from those of `createPopulation`.
 */
export function* streamHouseholds(seed: string, size: PopulationSize): Generator<Household, void, undefined> {
  if (size.divisions.length === 0) throw new RangeError('streamHouseholds needs at least one village code');
  const numberOf = createCountedNumbers();
  for (let index = 0; index < size.households; index += 1) {
    const divisionCode = size.divisions[index % size.divisions.length] ?? '';
    const ref = `H${String(index + 1).padStart(7, '0')}`;
    yield createHousehold(
      { ref, divisionCode, numberOf, onDay: size.onDay ?? defaultDay },
      createRandom(`${seed} ${ref}`),
    );
  }
}

interface Frame {
  readonly ref: string;
  readonly divisionCode: string;
  readonly onDay: LegalDay;
  readonly numberOf: (birthDate: LegalDay, sex: Place['sex']) => string;
}

function createHousehold(frame: Frame, random: Random): Household {
  const hukouKind = hukouKindOf(frame.divisionCode);
  const places = drawComposition(random, frame.onDay);
  const members = withMarriage(named(frame, random, places, hukouKind), random);
  return { ref: frame.ref, divisionCode: frame.divisionCode, hukouKind, members };
}

/** Villages (segments 200–399 and 500–599) hold agricultural registers, communities others. */
function hukouKindOf(divisionCode: string): HukouKind {
  const segment = Number(divisionCode.slice(9));
  return (segment >= 200 && segment < 400) || segment >= 500 ? 'AGRI' : 'NON_AGRI';
}

function named(frame: Frame, random: Random, places: readonly Place[], hukouKind: HukouKind): Person[] {
  const family = pickSurname(random);
  const names = places.map((place) => {
    const surname = ['10', '52'].includes(place.relationToHead) ? pickSurname(random) : family;
    return surname + pickGivenName(random, place.sex);
  });
  const bookNo = `${frame.divisionCode.slice(0, 9)}${frame.ref.slice(1)}`;
  return places.map((place, index) => {
    const economy = drawEconomy(random, place, { hukouKind, onDay: frame.onDay, dwellingNo: `${bookNo}-1` });
    return {
      ...place,
      ref: `${frame.ref}.${index + 1}`,
      householdRef: frame.ref,
      idNo: frame.numberOf(place.birthDate, place.sex),
      name: names[index] ?? '',
      ethnicity: '01',
      hukouKind,
      divisionCode: frame.divisionCode,
      address: `${random.int(1, 60)}号`,
      register: { bookNo, headName: names[0] ?? '' },
      ...economy,
      ...deathOf(random, place, frame.onDay),
    };
  });
}

/** Couples are in the marriage register since the husband was about 25. */
function withMarriage(members: readonly Person[], random: Random): Person[] {
  const [head, spouse] = members;
  if (!head || spouse?.relationToHead !== '10') return [...members];
  const registeredOn = `${Number(head.birthDate.slice(0, 4)) + random.int(24, 27)}-10-01`;
  return members.map((person) => {
    const partner = person === head ? spouse : person === spouse ? head : undefined;
    if (!partner) return person;
    return { ...person, marriage: { status: 'MARRIED', registeredOn, partnerIdNo: partner.idNo } };
  });
}

/** One in fifty of those over eighty was cremated last month while the police register still has them alive. */
function deathOf(random: Random, place: Place, onDay: LegalDay): { cremation?: CremationRecord } {
  const old = Number(onDay.slice(0, 4)) - Number(place.birthDate.slice(0, 4)) > 80;
  if (!old || !random.chance(2)) return {};
  return { cremation: { crematedOn: addDays(onDay, -random.int(5, 30)), home: '第一殡仪馆' } };
}
