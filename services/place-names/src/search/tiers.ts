import { isExtinct, isInForce, type Wanted } from './admit.ts';
import type { Taker } from './best.ts';
import { visitContaining } from './grams.ts';
import { visitNearNames } from './near-names.ts';
import { visitNearSpellings } from './near-spellings.ts';
import { lengthOf, type Pool, textOf } from './pool.ts';
import { roles } from './ranks.ts';
import type { MatchedBy, SearchText } from './rules.ts';
import type { Segment } from './segment.ts';
import { equalPart, type Range, type SortedTable, startingWith } from './sorted-table.ts';
import { isInSpans, type Spans, spansOf } from './spans.ts';
import { closedUp, tonesAgree, unpackPinyin } from './spelling.ts';

/** A text and where it stands in the tables of a segment: found once, used by all tiers. */
export interface Sought {
  readonly segment: Segment;
  readonly text: SearchText;
  readonly wanted: Wanted;
  /** The names that may be wanted. */
  readonly spans: Spans;
  readonly starting: Range;
  readonly equal: Range;
  /** One a variant of a Latin query. */
  readonly plainStarting: readonly Range[];
  readonly plainEqual: readonly Range[];
  readonly initials: Range;
}

/** One tier of the ranking. */
export interface Tier {
  readonly value: number;
  readonly ways: readonly Way[];
}

/** How names come into a tier, and what that is called. */
export interface Way {
  readonly by: MatchedBy;
  find(sought: Sought, taker: Taker): void;
}

const nothing: Range = { start: 0, end: 0 };
const current = roles.FULL | roles.SHORT | roles.ALIAS;

/** Finds where a text stands. */
export function seek(segment: Segment, text: SearchText, wanted: Wanted): Sought {
  const starting = startingWith(segment.texts, text.text);
  const plainStarting = text.variants.map((variant) => startingWith(segment.plain, variant));
  const equalOf = (range: Range, at: number): Range => equalPart(segment.plain, range, text.variants[at]?.length ?? 0);
  const plain = text.variants[0] ?? '';
  return {
    ...{ segment, text, wanted, starting, plainStarting, spans: spansOf(segment, wanted) },
    equal: equalPart(segment.texts, starting, text.text.length),
    plainEqual: plainStarting.map(equalOf),
    initials: text.latin ? equalPart(segment.initials, startingWith(segment.initials, plain), plain.length) : nothing,
  };
}

/** The tiers of handbook §8.1 and §16 readings 3 and 4, the highest first. */
export const tiers: readonly Tier[] = [
  { value: 1_000, ways: [{ by: 'FULL', find: inForce(textEqual, roles.FULL) }] },
  {
    value: 950,
    ways: [
      { by: 'SHORT', find: inForce(textEqual, roles.SHORT) },
      { by: 'ALIAS', find: inForce(textEqual, roles.ALIAS) },
    ],
  },
  { value: 900, ways: [{ by: 'FORMER', find: inForce(textEqual, roles.FORMER) }] },
  { value: 890, ways: [{ by: 'EXTINCT', find: extinct(textEqual) }] },
  { value: 800, ways: [{ by: 'PREFIX', find: inForce(textStarting, roles.FULL | roles.ALIAS) }] },
  {
    value: 750,
    ways: [
      { by: 'FORMER', find: inForce(textStarting, roles.FORMER) },
      { by: 'EXTINCT', find: extinct(textStarting) },
    ],
  },
  { value: 650, ways: [{ by: 'CONTAINS', find: containing }] },
  { value: 550, ways: [{ by: 'PINYIN', find: (sought, taker) => withTones(sought, taker, true) }] },
  { value: 545, ways: [{ by: 'PINYIN', find: (sought, taker) => withTones(sought, taker, false) }] },
  {
    value: 540,
    ways: [
      { by: 'FORMER', find: inForce(plainEqual, roles.FORMER) },
      { by: 'EXTINCT', find: extinct(plainEqual) },
    ],
  },
  { value: 500, ways: [{ by: 'INITIALS', find: inForce(initialsEqual, current) }] },
  { value: 450, ways: [{ by: 'PINYIN_PREFIX', find: inForce(plainStarting, current) }] },
  {
    value: 300,
    ways: [
      { by: 'HOMOPHONE', find: homophones },
      { by: 'EDIT', find: near },
    ],
  },
];

type Visit = (name: number) => void;
/** Visits names of the spans below the taker's bound. */
type Walk = (sought: Sought, taker: Taker, visit: Visit) => void;

function inForce(walk: Walk, asked: number): Way['find'] {
  return (sought, taker) =>
    walk(sought, taker, (name) => {
      if (isInForce(sought.segment, name, sought.wanted, asked)) taker.take(name, 0);
    });
}

function extinct(walk: Walk): Way['find'] {
  return (sought, taker) => {
    if (!sought.wanted.includeFormer) return;
    walk(sought, taker, (name) => {
      if (isExtinct(sought.segment, name, sought.wanted)) taker.take(name, 0);
    });
  };
}

function textEqual(sought: Sought, taker: Taker, visit: Visit): void {
  eachOf(sought.segment.texts, sought.equal, { sought, taker, visit });
}

function textStarting(sought: Sought, taker: Taker, visit: Visit): void {
  eachOf(sought.segment.texts, sought.starting, { sought, taker, visit });
}

function plainEqual(sought: Sought, taker: Taker, visit: Visit): void {
  for (const range of sought.plainEqual) eachOf(sought.segment.plain, range, { sought, taker, visit });
}

function plainStarting(sought: Sought, taker: Taker, visit: Visit): void {
  for (const range of sought.plainStarting) eachOf(sought.segment.plain, range, { sought, taker, visit });
}

function initialsEqual(sought: Sought, taker: Taker, visit: Visit): void {
  eachOf(sought.segment.initials, sought.initials, { sought, taker, visit });
}

interface Walking {
  readonly sought: Sought;
  readonly taker: Taker;
  readonly visit: Visit;
}

function eachOf({ order }: SortedTable, { start, end }: Range, { sought, taker, visit }: Walking): void {
  const { spans } = sought;
  for (let place = start; place < end; place += 1) {
    const name = order[place] ?? 0;
    if (name < taker.bound && isInSpans(spans, name)) visit(name);
  }
}

/** The lists of characters are in the order of rank: what comes later cannot be better. */
function containing({ segment, text, wanted, spans }: Sought, taker: Taker): void {
  const { pool } = segment.texts;
  visitContaining(segment.grams, { pool, query: text.text, spans }, (name) => {
    if (name >= taker.bound) return true;
    if (isInForce(segment, name, wanted, roles.FULL | roles.ALIAS)) taker.take(name, 0);
    return false;
  });
}

function withTones(sought: Sought, taker: Taker, agree: boolean): void {
  const { toned } = sought.text;
  if (toned === undefined && !agree) return;
  const { segment, wanted } = sought;
  plainEqual(sought, taker, (name) => {
    if (!isInForce(segment, name, wanted, current)) return;
    const known = toned === undefined ? '' : closedUp(unpackPinyin(textOf(segment.pinyin, name)));
    if (toned === undefined || tonesAgree(toned, known) === agree) taker.take(name, 0);
  });
}

function near({ segment, text, wanted, spans }: Sought, taker: Taker): void {
  const inForceOnly: Taker = {
    get bound() {
      return taker.bound;
    },
    take(name, edits) {
      if (isInSpans(spans, name) && isInForce(segment, name, wanted, current)) taker.take(name, edits);
    },
  };
  if (text.latin) visitNearSpellings(segment.nearPlain, text.plain(), inForceOnly);
  else visitNearNames(segment, { query: text.text, spans }, inForceOnly);
}

/** One character is another that sounds alike: the whole sounds alike, and one place differs. */
function homophones(sought: Sought, taker: Taker): void {
  const { segment, text, wanted } = sought;
  const plain = text.latin ? '' : text.plain();
  if (plain === '') return;
  const { pool } = segment.texts;
  const equal = equalPart(segment.plain, startingWith(segment.plain, plain), plain.length);
  const visit = (name: number): void => {
    if (lengthOf(pool, name) !== text.text.length || differing(pool, name, text.text) !== 1) return;
    if (isInForce(segment, name, wanted, current)) taker.take(name, 1);
  };
  eachOf(segment.plain, equal, { sought, taker, visit });
}

/** In how many places a text differs from another of the same length. */
function differing({ units, starts }: Pool, name: number, text: string): number {
  const start = starts[name] ?? 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (units[start + at] !== text.charCodeAt(at)) count += 1;
  return count;
}
