import type { NameSubject } from '@mz/contracts';
import type { Static } from 'typebox';
import { classOfGeneric, type NameKind } from '../pinyin/index.ts';

/** What is named. */
export type Subject = Static<typeof NameSubject>;

const groupsOfSubject: Readonly<Record<Subject, readonly string[]>> = {
  COUNTY_OR_ABOVE: ['21'],
  TOWNSHIP: ['21'],
  SUBDISTRICT: ['21'],
  VILLAGE: ['21', '22'],
  STREET: ['23'],
  ESTATE: ['22', '26'],
  FEATURE: ['11', '12', '13', '24', '25', '26'],
  STATION: ['23', '24', '25'],
};

/** Category groups of GB/T 18521 in which names of a subject stand. */
export function groupsOf(subject: Subject): readonly string[] {
  return groupsOfSubject[subject];
}

/** How a name of a category is written: streets with digits, villages in one word. */
export function kindOfName(categoryCode: string, generic: string): NameKind {
  const group = categoryCode.slice(0, 2);
  if (group === '21') return 'DIVISION';
  if (group === '22') return 'SETTLEMENT';
  const kind = classOfGeneric(generic);
  return group === '23' && (kind === 'ROAD' || kind === 'LANE') ? 'STREET' : 'FEATURE';
}

/** How a name of a subject is written, before its category is known. */
export function kindOfSubject(subject: Subject): NameKind {
  switch (subject) {
    case 'COUNTY_OR_ABOVE':
    case 'TOWNSHIP':
    case 'SUBDISTRICT':
      return 'DIVISION';
    case 'VILLAGE':
    case 'ESTATE':
      return 'SETTLEMENT';
    case 'STREET':
      return 'STREET';
    case 'FEATURE':
    case 'STATION':
      return 'FEATURE';
  }
}

/** County 6 and township segment 3: where a sequence of national codes is counted (民地办发〔2010〕1号). */
export function areaOf(divisionCode: string): string {
  return divisionCode.slice(0, 9);
}

/** The 20 digits of a name: county 6, township segment 3, category 5, sequence 6 (place-names.md §5.2). */
export function nationalCodeOf(divisionCode: string, categoryCode: string, sequence: number): string {
  if (sequence < 1 || sequence > 999_999)
    throw new Error(`${areaOf(divisionCode)}/${categoryCode}: no sequence is left`);
  return `${areaOf(divisionCode)}${categoryCode}${String(sequence).padStart(6, '0')}`;
}

const widths = [12, 9, 6, 4] as const;
const province = '370000000000';

/** The smallest division that holds all of the codes; the province for what reaches beyond it. */
export function containerOf(codes: readonly string[]): string {
  const [first = province] = codes;
  const width = widths.find((one) => codes.every((code) => code.startsWith(first.slice(0, one))));
  return width === undefined ? province : first.slice(0, width).padEnd(12, '0');
}

/** Whether a point lies beyond what the table of names takes: 70–140° east, 0–60° north. */
export function isOutside(lon: number, lat: number): boolean {
  return lon < 70 || lon > 140 || lat < 0 || lat > 60;
}

/** Whether longitude and latitude stand in each other's place, as far as a point of the province can tell. */
export function isSwapped(lon: number, lat: number): boolean {
  return Math.abs(lat) > 90 || (lon < 60 && lat > 60);
}
