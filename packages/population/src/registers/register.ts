import { ageOn, type Fen, fen, type LegalDay } from '@mz/domain';
import type { Person } from '../person.ts';
import type { Random } from '../random.ts';

/** A row as the agency's agreement has it. */
export type RegisterRow = Readonly<Record<string, string | number | boolean | null>>;

/** Whom a register is asked about, on which day, and the person's own stream of numbers for it. */
export interface Asked {
  readonly person: Person;
  readonly asOf: LegalDay;
  /** The day from which the past is counted, so that a row is the same whenever it is asked for. */
  readonly anchor: LegalDay;
  readonly ageYears: number;
  readonly year: number;
  readonly random: Random;
}

/** What a register holds on a person; an empty list is a true "none". */
export type Register = (asked: Asked) => readonly RegisterRow[];

/** Who is asked about; age and year are those of the day. */
export function askAbout(person: Person, asOf: LegalDay, random: Random): Asked {
  const year = Number(asOf.slice(0, 4));
  return { person, asOf, anchor: '2014-04-28', random, ageYears: ageOn(person.birthDate, asOf), year };
}

/** Whole yuan. */
export function yuan(amount: number): Fen {
  return fen(amount * 100);
}
