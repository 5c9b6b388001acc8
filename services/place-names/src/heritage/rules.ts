import type { HeritageKind } from '@mz/contracts';
import type { Static } from 'typebox';

export type Kind = Static<typeof HeritageKind>;

/** The project of the thousand-year counties (千年古县) asks this many years of the county and of its name. */
const thousandYears = 1000;

/** A time in which a county bore another name and got its own back. */
export interface Interruption {
  readonly fromYear: number;
  readonly toYear: number;
}

/** What a proposal says of the age of a name. */
export interface Ages {
  readonly kind: Kind;
  readonly establishedYear?: number | undefined;
  readonly nameSinceYear?: number | undefined;
  readonly interruptions: readonly Interruption[];
}

/** Years from a year to another: a year before Christ is negative and there is no year 0 (place-names.md §5.3). */
export function yearsSince(year: number, inYear: number): number {
  return year > 0 ? inYear - year : inYear + Math.abs(year) - 1;
}

/** Whether a year can be one of the past: no year 0, none after the current. */
export function isYear(year: number, currentYear: number): boolean {
  return Number.isInteger(year) && year !== 0 && year <= currentYear;
}

export type HeritageRefusal = 'YEAR_INVALID' | 'HERITAGE_YEARS_MISSING' | 'HERITAGE_TOO_YOUNG';

/** All reasons against the years of a proposal; a thousand-year county is a thousand years old and so is its name. */
export function faultsOfAges(
  ages: Ages,
  { currentYear, briefYears }: { readonly currentYear: number; readonly briefYears: number },
): HeritageRefusal[] {
  if (!yearsOf(ages).every((year) => isYear(year, currentYear)) || !isInOrder(ages)) return ['YEAR_INVALID'];
  if (ages.kind !== 'THOUSAND_YEAR_COUNTY') return [];
  const { establishedYear, nameSinceYear } = ages;
  if (establishedYear === undefined || nameSinceYear === undefined) return ['HERITAGE_YEARS_MISSING'];
  const old = yearsSince(establishedYear, currentYear) >= thousandYears;
  const named = yearsSince(nameSinceYear, currentYear) >= thousandYears;
  const restored = ages.interruptions.every(({ fromYear, toYear }) => span(fromYear, toYear) <= briefYears);
  return old && named && restored ? [] : ['HERITAGE_TOO_YOUNG'];
}

function yearsOf({ establishedYear, nameSinceYear, interruptions }: Ages): number[] {
  const given = [
    establishedYear,
    nameSinceYear,
    ...interruptions.flatMap(({ fromYear, toYear }) => [fromYear, toYear]),
  ];
  return given.filter((year) => year !== undefined);
}

/** An interruption has an end not before its start and lies after the name began. */
function isInOrder({ nameSinceYear, interruptions }: Ages): boolean {
  return interruptions.every(
    ({ fromYear, toYear }) => fromYear <= toYear && (nameSinceYear === undefined || fromYear >= nameSinceYear),
  );
}

/** Years from one year to a later one. */
function span(fromYear: number, toYear: number): number {
  return yearsSince(fromYear, toYear > 0 ? toYear : toYear + 1);
}

const groups: Readonly<Record<Kind, readonly string[]>> = {
  THOUSAND_YEAR_COUNTY: ['21'],
  TOWN: ['21', '22'],
  VILLAGE: ['21', '22'],
  STREET: ['23'],
  FEATURE: ['11', '12', '13', '24', '25', '26'],
};

/** Whether a name of a category can be heritage of a kind. */
export function suitsKind(kind: Kind, categoryCode: string): boolean {
  return groups[kind].includes(categoryCode.slice(0, 2));
}
