import { createPopulation, type Person, storyPeople } from '@mz/population';
import type { AppKit } from './app-kit.ts';

/** Whom the agencies know. */
export interface Directory {
  byNumber(idNo: string): Person | undefined;
  /** Somebody else, always the same one: for the answer that mixes two people up. */
  otherThan(person: Person | undefined): Person;
}

/** The people of the story and an invented population, by identity number. */
export function createDirectory(config: AppKit['config']): Directory {
  const population = createPopulation(config.populationSeed, {
    households: config.populationHouseholds,
    divisions: config.populationDivisions,
  });
  const people = new Map([...population.persons, ...storyPeople].map((person) => [person.idNo, person]));
  return {
    byNumber: (idNo) => people.get(idNo),
    otherThan(person) {
      const other = storyPeople.find((one) => one.householdRef !== person?.householdRef);
      if (other === undefined) throw new Error('The story has one household only');
      return other;
    },
  };
}
