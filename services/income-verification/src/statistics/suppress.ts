import { all, type BaseCount, type Lattice, latticeOf, placeOf } from './lattice.ts';
import { type Way, waysAlong, waysOver } from './moves.ts';

/** A figure as it is published: null where it is hidden. */
export interface PublishedCell {
  readonly divisionCode: string;
  readonly purpose: string;
  readonly verdict: string;
  readonly reports: number | null;
}

/**
 * What may be published of a month (income-verification.md §9 [A]): figures from one to below the threshold are hidden, and so are
 * as many others as it takes that none of the hidden can be computed from what is shown. A figure that is not listed is nought.
 */
export function publishable(province: string, base: readonly BaseCount[], threshold: number): PublishedCell[] {
  const lattice = latticeOf(province, base);
  const hidden = hide(lattice, threshold);
  const { nodes, purposes, verdicts, counts } = lattice;
  return nodes.flatMap((divisionCode, node) =>
    [...purposes, all].flatMap((purpose, p) =>
      [...verdicts, all].flatMap((verdict, v) => {
        const place = placeOf(lattice, node, p, v);
        const reports = hidden[place] === 1 ? null : (counts[place] ?? 0);
        return reports === 0 ? [] : [{ divisionCode, purpose, verdict, reports }];
      }),
    ),
  );
}

/**
 * Hides what is small, then covers each of them by a move: reports that pass between counties, purposes and verdicts so that every
 * figure that is shown stays as it is. Who sees what is shown cannot tell the table from the moved one. Each move has room for
 * as many reports as there are small figures, so that none is narrowed down to fewer (the hypercube method).
 */
function hide(lattice: Lattice, threshold: number): Uint8Array {
  const { counts } = lattice;
  const hidden = Uint8Array.from(counts, (count) => (count > 0 && count < threshold ? 1 : 0));
  const perNode = (lattice.purposes.length + 1) * (lattice.verdicts.length + 1);
  for (let node = 0; node < lattice.nodes.length; node += 1) {
    const small = Array.from({ length: perNode }, (_, at) => node * perNode + at).filter(
      (place) => hidden[place] === 1,
    );
    if (small.length === 0) continue;
    const divisions = waysOver(lattice, node);
    for (const place of small)
      cover({ lattice, hidden, room: threshold - 1 }, { place: place - node * perNode, divisions });
  }
  return hidden;
}

interface Hiding {
  readonly lattice: Lattice;
  readonly hidden: Uint8Array;
  readonly room: number;
}

/** Takes the move that hides the least; the one that changes every sum above always has room. */
function cover(
  hiding: Hiding,
  { place, divisions }: { readonly place: number; readonly divisions: readonly Way[] },
): void {
  const { purposes, verdicts } = hiding.lattice;
  const width = verdicts.length + 1;
  const byPurpose = waysAlong(Math.floor(place / width), purposes.length);
  const byVerdict = waysAlong(place % width, verdicts.length);
  let best: Cost = { cost: Number.POSITIVE_INFINITY, places: [] };
  for (const division of divisions)
    for (const purpose of byPurpose)
      for (const verdict of byVerdict) {
        const move = [division, purpose, verdict] as const;
        if (roomOf(hiding.lattice, move) < hiding.room) continue;
        best = costOf(hiding, move, best.cost) ?? best;
        if (best.cost === 0) return;
      }
  for (const hiddenNow of best.places) hiding.hidden[hiddenNow] = 1;
}

type Move = readonly [division: Way, purpose: Way, verdict: Way];
interface Cost {
  readonly cost: number;
  readonly places: readonly number[];
}

/** How many reports a move can pass in one direction and in the other together, until a figure would fall below nought. */
function roomOf(lattice: Lattice, [division, purpose, verdict]: Move): number {
  let [up, down] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const d of division.base)
    for (const p of purpose.base)
      for (const v of verdict.base) {
        const count = lattice.counts[placeOf(lattice, d.at, p.at, v.at)] ?? 0;
        if (d.sign * p.sign * v.sign === 1) down = Math.min(down, count);
        else up = Math.min(up, count);
      }
  return up + down;
}

/** The figures that a move would hide beside those that are; undefined once it costs as much as another. */
function costOf({ lattice, hidden }: Hiding, [division, purpose, verdict]: Move, limit: number): Cost | undefined {
  const places: number[] = [];
  let cost = 0;
  for (const d of division.changed)
    for (const p of purpose.changed)
      for (const v of verdict.changed) {
        const place = placeOf(lattice, d.at, p.at, v.at);
        if (hidden[place] === 1) continue;
        cost += 1 + (lattice.counts[place] ?? 0);
        if (cost >= limit) return undefined;
        places.push(place);
      }
  return { cost, places };
}
