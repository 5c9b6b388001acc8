import { divisionLevel, scopePrefix } from '@mz/domain';

/** A place of the register by a name that an address says. */
export interface NamedPlace {
  readonly placeId: string;
  readonly featureId: string;
  /** What the address says: a name that the place bears or bore. */
  readonly said: string;
  /** Its standard name on the day. */
  readonly name: string;
  readonly nationalCode: string | null;
  readonly divisionCode: string;
  /** All units of a place that lies in several. */
  readonly crosses: readonly string[];
  readonly lon: string | null;
  readonly lat: string | null;
}

/** Which place a name of an address is. */
export type PlaceChoice =
  | { readonly kind: 'NONE' }
  /** `before`: other places that bore the name which this one bears. */
  | { readonly kind: 'ONE'; readonly place: NamedPlace; readonly before: readonly NamedPlace[] }
  | { readonly kind: 'SEVERAL'; readonly places: readonly NamedPlace[] }
  | { readonly kind: 'ELSEWHERE'; readonly places: readonly NamedPlace[] };

/**
 * Chooses as divisions are chosen (place-names.md §8.2): a name of the day goes before the same name of another day, the
 * township of the address before the rest of its county; what is left of several is no choice, and what lies in other
 * townships alone contradicts the address.
 */
export function choosePlace(places: readonly NamedPlace[], said: string, code: string | null): PlaceChoice {
  const same = places.filter((place) => place.said === said);
  const township = townshipOf(code);
  const possible = township === undefined ? same : same.filter((place) => mayLieIn(place, township));
  const borne = possible.filter(({ name }) => name === said);
  const before = possible.filter(({ name }) => name !== said);
  const chosen = innermost(borne.length > 0 ? borne : before, township);
  const [place, ...others] = chosen;
  if (others.length > 0) return { kind: 'SEVERAL', places: chosen };
  if (place !== undefined) return { kind: 'ONE', place, before: borne.length > 0 ? before : [] };
  return same.length > 0 ? { kind: 'ELSEWHERE', places: same } : { kind: 'NONE' };
}

/** The township of an address, undefined for one that names none. */
function townshipOf(code: string | null): string | undefined {
  const level = code === null ? undefined : divisionLevel(code);
  return level === 'TOWNSHIP' || level === 'VILLAGE' ? code?.slice(0, 9) : undefined;
}

/** Of places in the township itself and such as run through it, those inside. */
function innermost(places: readonly NamedPlace[], township: string | undefined): readonly NamedPlace[] {
  if (township === undefined) return places;
  const inside = places.filter(({ divisionCode }) => divisionCode.startsWith(township));
  return inside.length > 0 ? inside : places;
}

/** A unit above the township may contain the place there, one beside it does not. */
function mayLieIn({ divisionCode, crosses }: NamedPlace, township: string): boolean {
  const units = crosses.length > 0 ? crosses : [divisionCode];
  return units.map(scopePrefix).some((unit) => unit.startsWith(township) || township.startsWith(unit));
}
