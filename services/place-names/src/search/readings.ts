import type { CodeRange, Wanted } from './admit.ts';
import { isInForce } from './admit.ts';
import { collect, type Found, type Reading } from './collect.ts';
import { levels, roles } from './ranks.ts';
import { isAddress, type SearchText, searchText } from './rules.ts';
import type { Segment } from './segment.ts';
import { equalPart, startingWith } from './sorted-table.ts';

/** What was found for a query, and how the query was understood. */
export interface Understood {
  readonly found: readonly Found[];
  /** `ADDRESS`: the query is a written address; nothing was searched. */
  readonly parsedAs: 'NAME' | 'ADDRESS';
  /** A parent was written before the name, and nothing inside it matches. */
  readonly parentIgnored: boolean;
}

/** The segments of an index; divisions are also what a parent is sought in. */
export interface Segments {
  readonly divisions: Segment;
  readonly all: readonly Segment[];
}

const shortestParent = 2;
const shortestRest = 2;
const mostReadings = 12;
/** Names of the whole query from this tier on leave no room for a parent (§8.1: 890 and above are exact). */
const exact = 890;

/**
 * Searches a text: as a whole when a name is equal to it, else with the parents that it begins with taken off, which filter
 * what the rest finds; when they leave nothing, they are ignored (handbook §16 reading 1).
 */
export function searchReadings(
  segments: Segments,
  text: SearchText,
  {
    wanted,
    most,
  }: {
    readonly wanted: Wanted;
    readonly most: number;
  },
): Understood {
  const whole: Reading = { text, wanted };
  const name = (found: readonly Found[], parentIgnored = false): Understood => ({
    ...{ found, parentIgnored, parsedAs: 'NAME' },
  });
  const splits = text.latin ? [] : splitParents(segments.divisions, text.text, wanted);
  if (splits.length === 0) return name(collect(segments.all, [whole], { most }));
  if (collect(segments.all, [whole], { most: 1, above: exact }).length > 0)
    return name(collect(segments.all, [whole], { most }));
  if (splits.some(({ parents, rest }) => isAddress(parents, rest)))
    return { found: [], parsedAs: 'ADDRESS', parentIgnored: false };
  const inside = splits.map(({ rest, within }) => ({ text: searchText(rest), wanted: { ...wanted, within } }));
  const found = collect(segments.all, inside, { most });
  if (found.length > 0) return name(found);
  const anywhere = inside.map((reading) => ({ ...reading, wanted }));
  return name(collect(segments.all, anywhere, { most }), true);
}

/** A beginning of the query that names divisions, one inside the other, and what follows it. */
export interface Split {
  readonly parents: number;
  readonly rest: string;
  readonly within: readonly CodeRange[];
}

/** All ways to take parents off the beginning of a text; a parent has at least two characters, and so has the rest. */
export function splitParents(divisions: Segment, text: string, wanted: Wanted): Split[] {
  const splits: Split[] = [];
  const take = (rest: string, parents: number, outer: readonly CodeRange[] | undefined): void => {
    for (let at = rest.length - shortestRest; at >= shortestParent && splits.length < mostReadings; at -= 1) {
      const named = rangesOf(divisions, rest.slice(0, at), wanted);
      const within = outer === undefined ? named : named.filter((one) => outer.some((other) => holds(other, one)));
      if (within.length === 0) continue;
      splits.push({ parents: parents + 1, rest: rest.slice(at), within });
      take(rest.slice(at), parents + 1, within);
    }
  };
  take(text, 0, wanted.within);
  return splits;
}

/** What lies inside the divisions, province to township, that bear a name on the day, or bore it before. */
function rangesOf(divisions: Segment, name: string, wanted: Wanted): CodeRange[] {
  const { start, end } = equalPart(divisions.texts, startingWith(divisions.texts, name), name.length);
  const anywhere: Wanted = { ...wanted, within: undefined, category: undefined, near: undefined };
  const ranges: CodeRange[] = [];
  for (let place = start; place < end; place += 1) {
    const found = divisions.texts.order[place] ?? 0;
    const document = divisions.nameDocuments[found] ?? 0;
    if ((divisions.levels[document] ?? 0) >= levels.VILLAGE) continue;
    if (!isInForce(divisions, found, anywhere, roles.FULL | roles.SHORT | roles.ALIAS | roles.FORMER)) continue;
    ranges.push(insideOf(divisions.codes[document] ?? 0, false));
  }
  return ranges;
}

/** The codes inside a division, by the zeros at its end (handbook §2). */
export function insideOf(code: number, itself: boolean): CodeRange {
  const width = code % 1e10 === 0 ? 1e10 : code % 1e8 === 0 ? 1e8 : code % 1e6 === 0 ? 1e6 : code % 1e3 === 0 ? 1e3 : 1;
  return { low: code, high: code + width, itself };
}

function holds(outer: CodeRange, inner: CodeRange): boolean {
  return inner.low >= outer.low && inner.high <= outer.high && (outer.itself || inner.low !== outer.low);
}
