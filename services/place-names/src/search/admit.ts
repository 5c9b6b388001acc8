import { levels, roles } from './ranks.ts';
import { noPlace, type Segment } from './segment.ts';

/** Codes from `low` to before `high`: what lies inside a division. */
export interface CodeRange {
  readonly low: number;
  readonly high: number;
  /** Whether the division itself is inside. */
  readonly itself: boolean;
}

/** What a hit must be, whatever its name. */
export interface Wanted {
  /** A day as a number, 20140428. */
  readonly asOf: number;
  readonly includeFormer: boolean;
  /** Inside one of them; undefined admits all. */
  readonly within: readonly CodeRange[] | undefined;
  /** Categories from `low` to before `high`. */
  readonly category: { readonly low: number; readonly high: number } | undefined;
  readonly near: Near | undefined;
}

/** A point, and how far from it a hit may be. */
export interface Near {
  readonly lon: number;
  readonly lat: number;
  readonly radiusM: number | undefined;
}

/** Whether a name of one of the roles held on the day, and its document is wanted. */
export function isInForce(segment: Segment, name: number, wanted: Wanted, asked: number): boolean {
  if (((segment.nameRoles[name] ?? 0) & asked) === 0) return false;
  if ((segment.nameFrom[name] ?? 0) > wanted.asOf || (segment.nameTo[name] ?? 0) <= wanted.asOf) return false;
  return isWanted(segment, segment.nameDocuments[name] ?? 0, wanted);
}

/** Whether a name is that of a unit that is gone on the day and in no way lives on. */
export function isExtinct(segment: Segment, name: number, wanted: Wanted): boolean {
  if (!wanted.includeFormer || segment.nameRoles[name] === roles.FORMER) return false;
  const document = segment.nameDocuments[name] ?? 0;
  return (segment.extinctFrom[document] ?? 0) <= wanted.asOf && isWanted(segment, document, wanted);
}

function isWanted(segment: Segment, document: number, wanted: Wanted): boolean {
  if (segment.gone[document] === 1) return false;
  if (wanted.within !== undefined && !isInside(segment, document, wanted.within)) return false;
  if (wanted.category !== undefined) {
    const category = segment.categories[document] ?? 0;
    if (category < wanted.category.low || category >= wanted.category.high) return false;
  }
  const { near } = wanted;
  return near?.radiusM === undefined || distanceM(segment, document, near) <= near.radiusM;
}

function isInside(segment: Segment, document: number, ranges: readonly CodeRange[]): boolean {
  const code = segment.codes[document] ?? 0;
  const isPlace = (segment.levels[document] ?? 0) > levels.VILLAGE;
  return ranges.some(({ low, high, itself }) => code >= low && code < high && (itself || isPlace || code !== low));
}

const earthM = 6_371_008.8;
const perDegree = Math.PI / 180;

/** Metres from the point to the document along a great circle; infinite for one without a place. */
export function distanceM(segment: Segment, document: number, near: Near): number {
  const [lon, lat] = [segment.lon[document] ?? noPlace, segment.lat[document] ?? noPlace];
  if (lon === noPlace || lat === noPlace) return Number.POSITIVE_INFINITY;
  const [from, to] = [near.lat * perDegree, (lat / 1e7) * perDegree];
  const across = Math.sin(((lon / 1e7 - near.lon) * perDegree) / 2) ** 2;
  const along = Math.sin((to - from) / 2) ** 2;
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(along + Math.cos(from) * Math.cos(to) * across)));
}
