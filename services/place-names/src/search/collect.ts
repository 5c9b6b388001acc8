import { distanceM, type Near, type Wanted } from './admit.ts';
import { type Best, type BestDocuments, keepBest, type Taker } from './best.ts';
import { idOf } from './document-ids.ts';
import { firstBehind, peopleOf, placeInOrder } from './ranking.ts';
import type { SearchText } from './rules.ts';
import type { Segment } from './segment.ts';
import { type Sought, seek, type Tier, tiers } from './tiers.ts';

/** What a query may mean: a text, among what is wanted. */
export interface Reading {
  readonly text: SearchText;
  readonly wanted: Wanted;
}

/** A document in the order of the answer. */
export interface Found extends Best {
  readonly segment: Segment;
  readonly tier: number;
}

/**
 * The first `most` documents over all segments and all readings of a query: by tier, then level, distance when there is a
 * point, people, code. Lower tiers are not looked at once there are enough.
 */
export function collect(
  segments: readonly Segment[],
  readings: readonly Reading[],
  { most, above = 0 }: { readonly most: number; readonly above?: number },
): Found[] {
  const places = segments.map((segment) => ({
    segment,
    seen: new Set<number>(),
    sought: readings.map(({ text, wanted }) => seek(segment, text, wanted)),
  }));
  const found: Found[] = [];
  for (const tier of tiers) {
    if (found.length >= most || tier.value < above) break;
    const left = most - found.length;
    const hits = places.flatMap((place) => findIn(place, tier, left));
    if (segments.length > 1) hits.sort(compareFound);
    for (const hit of hits.slice(0, left)) found.push(hit);
    for (const { segment, seen } of places) for (const hit of hits) if (hit.segment === segment) seen.add(hit.document);
  }
  return found;
}

interface Place {
  readonly segment: Segment;
  /** Documents of higher tiers. */
  readonly seen: ReadonlySet<number>;
  readonly sought: readonly Sought[];
}

function findIn({ segment, seen, sought }: Place, tier: Tier, limit: number): Found[] {
  const best = keepBest(limit);
  for (const way of tier.ways)
    for (const one of sought) way.find(one, takerOf({ segment, seen, best, one, by: way.by }));
  return best.list().map((hit) => ({ ...hit, segment, tier: tier.value }));
}

function takerOf({
  segment,
  seen,
  best,
  one,
  by,
}: {
  readonly segment: Segment;
  readonly seen: ReadonlySet<number>;
  readonly best: BestDocuments;
  readonly one: Sought;
  readonly by: Best['by'];
}): Taker {
  const { near } = one.wanted;
  // Names of a lower rank are of no use only where rank is the order of the documents.
  const boundNow = (): number => {
    const last = near === undefined ? best.last() : undefined;
    return last === undefined ? Number.POSITIVE_INFINITY : firstBehind(segment, last.document);
  };
  const taker = {
    bound: boundNow(),
    take(name: number, edits: number): void {
      const document = segment.nameDocuments[name] ?? 0;
      if (seen.has(document)) return;
      const key = near === undefined ? placeInOrder(segment, document) : keyNear(segment, document, near);
      best.offer({ document, name, by, edits, key });
      taker.bound = boundNow();
    },
  };
  return taker;
}

// Level, metres and document fit into the 53 bits of a whole number: 3, 22 and 25.
const farthestM = 2 ** 21 - 1;
const perLevel = 2 ** 22;
const documents = 2 ** 25;

/** Level, then whole metres, then the place in the order, in one number. */
function keyNear(segment: Segment, document: number, near: Near): number {
  const metres = Math.min(farthestM, Math.round(distanceM(segment, document, near)));
  return ((segment.levels[document] ?? 0) * perLevel + metres) * documents + placeInOrder(segment, document);
}

function compareFound(one: Found, other: Found): number {
  return (
    rankOf(one) - rankOf(other) ||
    peopleOf(other.segment, other.document) - peopleOf(one.segment, one.document) ||
    (one.segment.codes[one.document] ?? 0) - (other.segment.codes[other.document] ?? 0) ||
    (idOf(one.segment, one.document) < idOf(other.segment, other.document) ? -1 : 1)
  );
}

/** Level and, where a point was given, metres. */
function rankOf({ segment, document, key }: Found): number {
  const level = segment.levels[document] ?? 0;
  return key < documents ? level * perLevel : Math.floor(key / documents);
}
