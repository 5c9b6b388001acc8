import { levels } from './ranks.ts';

/** The order of documents among which people are counted: by level, then people, then code (handbook §8.1). */
export interface Ranking {
  /** The place of each document in that order. */
  readonly ranks: Uint32Array;
  readonly people: Uint32Array;
  /** Of a level with people: the first document behind it; 0 for a level whose documents stand in their order. */
  readonly ends: Uint32Array;
}

interface Ranked {
  readonly ranking: Ranking | undefined;
  readonly levels: Uint8Array;
  readonly firstNames: Uint32Array;
}

/** Ranks documents that stand by level and code; undefined where nobody counted people. */
export function rankByPeople(documentLevels: Uint8Array, people: Uint32Array): Ranking | undefined {
  if (people.every((count) => count === 0)) return undefined;
  const ranks = new Uint32Array(people.length).map((_, document) => document);
  const ends = new Uint32Array(Object.keys(levels).length);
  let from = 0;
  while (from < people.length) {
    const level = documentLevels[from] ?? 0;
    let to = from + 1;
    while (to < people.length && documentLevels[to] === level) to += 1;
    if (people.subarray(from, to).some((count) => count > 0)) {
      ends[level] = to;
      rankLevel({ ranks, people }, from, to);
    }
    from = to;
  }
  return { ranks, people, ends };
}

function rankLevel({ ranks, people }: Omit<Ranking, 'ends'>, from: number, to: number): void {
  const order = ranks.slice(from, to).sort((one, other) => (people[other] ?? 0) - (people[one] ?? 0) || one - other);
  for (const [place, document] of order.entries()) ranks[document] = from + place;
}

/** The place of a document among those of its segment. */
export function placeInOrder({ ranking }: Pick<Ranked, 'ranking'>, document: number): number {
  return ranking?.ranks[document] ?? document;
}

/** 0 where nobody counted them. */
export function peopleOf({ ranking }: Pick<Ranked, 'ranking'>, document: number): number {
  return ranking?.people[document] ?? 0;
}

/** The name from which on all are of documents behind this one: in a level with people only those of the levels below it. */
export function firstBehind({ ranking, levels: known, firstNames }: Ranked, document: number): number {
  const end = ranking?.ends[known[document] ?? 0] ?? 0;
  return firstNames[end === 0 ? document : end] ?? 0;
}
