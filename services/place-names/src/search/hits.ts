import type { PlaceSearchHit } from '@mz/contracts';
import type { Static } from 'typebox';
import { distanceM, type Wanted } from './admit.ts';
import type { Found } from './collect.ts';
import { idOf } from './document-ids.ts';
import { textOf } from './pool.ts';
import { levels, roles } from './ranks.ts';
import { confidenceOf, reasonOf } from './rules.ts';
import { noPlace, type Segment } from './segment.ts';
import { unpackPinyin } from './spelling.ts';
import { unpackName } from './whole-characters.ts';

type Hit = Static<typeof PlaceSearchHit>;

/** What a hit is shown by. */
export interface Shown {
  readonly divisions: Segment;
  readonly wanted: Wanted;
  readonly parentIgnored: boolean;
  readonly language: 'zh-CN' | 'en';
  /** Of the query. */
  readonly length: number;
}

// The names of the levels in the order of their numbers.
const levelNames = Object.keys(levels) as (keyof typeof levels)[];

/** A found document as an answer. */
export function toHit(found: Found, shown: Shown): Hit {
  const { segment, document, tier, by } = found;
  const level = segment.levels[document] ?? levels.FEATURE;
  const isDivision = level <= levels.VILLAGE;
  const first = segment.firstNames[document] ?? 0;
  const name = nameAt(segment, first);
  const matched = nameAt(segment, found.name);
  return {
    id: idOf(segment, document),
    kind: isDivision ? 'DIVISION' : 'PLACE',
    code: codeText(segment.codes[document] ?? 0),
    level: levelNames[level] ?? 'FEATURE',
    name,
    label: labelOf(found, name, shown),
    pinyin: unpackPinyin(textOf(segment.pinyin, first)),
    categoryCode: isDivision ? null : String(segment.categories[document] ?? 0).padStart(5, '0'),
    ...placeOf(found, shown),
    matchedBy: by,
    tier,
    confidence: confidenceOf({ ...found, length: shown.length, parentIgnored: shown.parentIgnored }),
    reason: reasonOf({ by, tier, text: matched }, shown.language),
    former: by === 'EXTINCT' ? name : by === 'FORMER' ? formerOf(found, matched, shown.wanted) : null,
  };
}

function placeOf({ segment, document }: Found, { wanted }: Shown): Pick<Hit, 'lon' | 'lat' | 'distanceMetres'> {
  const [lon, lat] = [segment.lon[document] ?? noPlace, segment.lat[document] ?? noPlace];
  if (lon === noPlace || lat === noPlace) return { lon: null, lat: null, distanceMetres: null };
  const distance = wanted.near === undefined ? null : Math.round(distanceM(segment, document, wanted.near));
  return { lon: lon / 1e7, lat: lat / 1e7, distanceMetres: distance };
}

/** The whole former name behind a match by its short form. */
function formerOf({ segment, document }: Found, matched: string, { asOf }: Wanted): string {
  const end = segment.firstNames[document + 1] ?? 0;
  for (let name = segment.firstNames[document] ?? 0; name < end; name += 1) {
    const held = (segment.nameFrom[name] ?? 0) <= asOf && asOf < (segment.nameTo[name] ?? 0);
    if (segment.nameRoles[name] !== roles.FORMER || !held) continue;
    const text = nameAt(segment, name);
    if (text.startsWith(matched)) return text;
  }
  return matched;
}

/** The name behind the names of the prefecture, county and township above it; of what is gone, as on its last day. */
function labelOf({ segment, document }: Found, name: string, { divisions, wanted }: Shown): string {
  const code = segment.codes[document] ?? 0;
  const level = segment.levels[document] ?? 0;
  const isPlace = level > levels.VILLAGE;
  const day = Math.min(wanted.asOf, (segment.to[document] ?? 0) - 1);
  const above = [
    [levels.PREFECTURE, 1e8],
    [levels.COUNTY, 1e6],
    [levels.TOWNSHIP, 1e3],
    [levels.VILLAGE, 1],
  ] as const;
  const names = above.map(([own, width]) => {
    const parent = code - (code % width);
    const isAbove = isPlace ? own <= levelOf(code) : own < level;
    return isAbove ? (divisionName(divisions, { level: own, code: parent, day }) ?? '') : '';
  });
  return names.join('') + name;
}

function levelOf(code: number): number {
  if (code % 1e3 !== 0) return levels.VILLAGE;
  if (code % 1e6 !== 0) return levels.TOWNSHIP;
  if (code % 1e8 !== 0) return levels.COUNTY;
  return code % 1e10 !== 0 ? levels.PREFECTURE : levels.PROVINCE;
}

/** The name of the division that bore a code on a day; documents stand by level and code. */
function divisionName(
  segment: Segment,
  { level, code, day }: { readonly level: number; readonly code: number; readonly day: number },
): string | undefined {
  let [low, high] = [0, segment.levels.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBefore = ((segment.levels[middle] ?? 0) - level || (segment.codes[middle] ?? 0) - code) < 0;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  for (; segment.levels[low] === level && segment.codes[low] === code; low += 1)
    if ((segment.from[low] ?? 0) <= day && day < (segment.to[low] ?? 0))
      return nameAt(segment, segment.firstNames[low] ?? 0);
  return undefined;
}

function nameAt(segment: Segment, name: number): string {
  return unpackName(textOf(segment.texts.pool, name));
}

function codeText(code: number): string {
  return String(code).padStart(12, '0');
}
