import { isExtinct, isInForce, type Wanted } from './admit.ts';
import { visitContaining } from './grams.ts';
import { visitNearNames } from './near-names.ts';
import { visitNearSpellings } from './near-spellings.ts';
import { lengthOf, textOf } from './pool.ts';
import type { MatchedBy, SearchText } from './rules.ts';
import { roles, type Segment } from './segment.ts';
import { equalPart, type Range, type SortedTable, startingWith } from './sorted-table.ts';
import { closedUp, tonesAgree, unpackPinyin } from './spelling.ts';

/** A text and where it stands in the tables of a segment: found once, used by all tiers. */
export interface Sought {
  readonly segment: Segment;
  readonly text: SearchText;
  readonly wanted: Wanted;
  readonly starting: Range;
  readonly equal: Range;
  /** One a variant of a Latin query. */
  readonly plainStarting: readonly Range[];
  readonly plainEqual: readonly Range[];
  readonly initials: Range;
}

/** Takes a name that matches; answers whether names of a lower rank are of no use any more. */
export type Offer = (name: number, edits: number) => boolean;

/** One tier of the ranking. */
export interface Tier {
  readonly value: number;
  readonly ways: readonly Way[];
}

/** How names come into a tier, and what that is called. */
export interface Way {
  readonly by: MatchedBy;
  find(sought: Sought, offer: Offer): void;
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
    ...{ segment, text, wanted, starting, plainStarting },
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
  { value: 550, ways: [{ by: 'PINYIN', find: (sought, offer) => withTones(sought, offer, true) }] },
  { value: 545, ways: [{ by: 'PINYIN', find: (sought, offer) => withTones(sought, offer, false) }] },
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
type Walk = (sought: Sought, visit: Visit) => void;

function inForce(walk: Walk, asked: number): Way['find'] {
  return (sought, offer) =>
    walk(sought, (name) => {
      if (isInForce(sought.segment, name, sought.wanted, asked)) offer(name, 0);
    });
}

function extinct(walk: Walk): Way['find'] {
  return (sought, offer) => {
    if (!sought.wanted.includeFormer) return;
    walk(sought, (name) => {
      if (isExtinct(sought.segment, name, sought.wanted)) offer(name, 0);
    });
  };
}

function textEqual({ segment, equal }: Sought, visit: Visit): void {
  eachOf(segment.texts, equal, visit);
}

function textStarting({ segment, starting }: Sought, visit: Visit): void {
  eachOf(segment.texts, starting, visit);
}

function plainEqual(sought: Sought, visit: Visit): void {
  for (const range of sought.plainEqual) eachOf(sought.segment.plain, range, visit);
}

function plainStarting(sought: Sought, visit: Visit): void {
  for (const range of sought.plainStarting) eachOf(sought.segment.plain, range, visit);
}

function initialsEqual({ segment, initials }: Sought, visit: Visit): void {
  eachOf(segment.initials, initials, visit);
}

function eachOf({ order }: SortedTable, { start, end }: Range, visit: Visit): void {
  for (let place = start; place < end; place += 1) visit(order[place] ?? 0);
}

/** The lists of characters are in the order of rank: what comes later cannot be better. */
function containing({ segment, text, wanted }: Sought, offer: Offer): void {
  visitContaining(
    segment.grams,
    { pool: segment.texts.pool, query: text.text },
    (name) => isInForce(segment, name, wanted, roles.FULL | roles.ALIAS) && offer(name, 0),
  );
}

function withTones(sought: Sought, offer: Offer, agree: boolean): void {
  const { toned } = sought.text;
  if (toned === undefined && !agree) return;
  inForce(plainEqual, current)(sought, (name, edits) => {
    if (toned === undefined) return offer(name, edits);
    const known = closedUp(unpackPinyin(textOf(sought.segment.pinyin, name)));
    return tonesAgree(toned, known) === agree && offer(name, edits);
  });
}

function near({ segment, text, wanted }: Sought, offer: Offer): void {
  const take = (name: number, edits: number): void => {
    if (isInForce(segment, name, wanted, current)) offer(name, edits);
  };
  if (text.latin) visitNearSpellings(segment.nearPlain, text.plain(), take);
  else visitNearNames(segment, text.text, take);
}

/** One character is another that sounds alike: the whole sounds alike, and one place differs. */
function homophones({ segment, text, wanted }: Sought, offer: Offer): void {
  if (text.latin) return;
  const plain = text.plain();
  if (plain === '') return;
  const { texts } = segment;
  const equal = equalPart(segment.plain, startingWith(segment.plain, plain), plain.length);
  eachOf(segment.plain, equal, (name) => {
    if (lengthOf(texts.pool, name) !== text.text.length) return;
    const known = textOf(texts.pool, name);
    const differing = [...known].filter((character, at) => character !== text.text[at]).length;
    if (differing === 1 && isInForce(segment, name, wanted, current)) offer(name, 1);
  });
}
