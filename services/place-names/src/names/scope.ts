import type { LegalDay } from '@mz/domain';
import type { Subject } from './rules.ts';

/** The revised regulation (地名管理条例, Order 753) widened where a name may stand once only. */
export const revisedOn: LegalDay = '2022-05-01';

/** Where a name is to stand. */
export interface NamedIn {
  /** The division that the applicant gave, 12 digits. */
  readonly divisionCode: string;
  /** Its township is a subdistrict: it belongs to the built-up area. */
  readonly inBuiltUpArea: boolean;
  /** All subdistricts of the county: its built-up area. */
  readonly subdistricts: readonly string[];
}

/**
 * The divisions in which no second name of the kind may stand (place-names.md §5.3); empty for the whole country. Natural
 * features and stations have no scope in the text: the county is taken.
 */
export function duplicateScope(subject: Subject, place: NamedIn, on: LegalDay): string[] {
  const { divisionCode } = place;
  const county = `${divisionCode.slice(0, 6)}000000`;
  const township = `${divisionCode.slice(0, 9)}000`;
  switch (subject) {
    case 'COUNTY_OR_ABOVE':
      return [];
    case 'TOWNSHIP':
    case 'SUBDISTRICT':
      return [on < revisedOn ? county : '370000000000'];
    case 'VILLAGE':
      return [on < revisedOn ? township : county];
    case 'STREET':
    case 'ESTATE':
      return place.inBuiltUpArea ? [...place.subdistricts] : [township];
    case 'FEATURE':
    case 'STATION':
      return [county];
  }
}
