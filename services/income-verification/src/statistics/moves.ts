import type { Lattice } from './lattice.ts';

/** A place along one direction of the table, and whether a move adds there or takes away. */
export interface Step {
  readonly at: number;
  readonly sign: 1 | -1;
}

/** How a move goes along one direction: `base` where reports are added or taken, `changed` where that shows in a figure. */
export interface Way {
  readonly base: readonly Step[];
  readonly changed: readonly Step[];
}

/** Ways along purposes or verdicts that change the figure at a place; the place behind the last one is the sum. */
export function waysAlong(target: number, size: number): Way[] {
  const places = Array.from({ length: size }, (_, at) => at);
  const alone = (at: number): Way => ({ base: [plus(at)], changed: [plus(at), plus(size)] });
  if (target === size) return places.map(alone);
  // What one gains the other loses: their sum stays.
  const exchanged = places.filter((at) => at !== target).map((at) => ofBoth([plus(target), minus(at)]));
  return [...exchanged, alone(target)];
}

/** Ways over divisions that change the figure of a county, a city or the province. */
export function waysOver({ nodes, firstCounty, cityOf }: Lattice, target: number): Way[] {
  const counties = nodes.map((_, node) => node).slice(firstCounty);
  const inside =
    target === 0 ? counties : target < firstCounty ? counties.filter((county) => cityOf[county] === target) : [target];
  const cityAt = (county: number): number => cityOf[county] ?? 0;
  const alone = (county: number): Way => {
    const changed = [plus(county), plus(cityAt(county)), plus(0)];
    return { base: [plus(county)], changed };
  };
  if (target === 0) return inside.map(alone);
  const exchanged = inside.flatMap((one) =>
    counties
      .filter((other) => other !== one && (target >= firstCounty || cityAt(other) !== target))
      .map((other): Way => {
        const base = [plus(one), minus(other)];
        const sameCity = cityAt(one) === cityAt(other);
        return { base, changed: sameCity ? base : [...base, plus(cityAt(one)), minus(cityAt(other))] };
      }),
  );
  return [...exchanged, ...inside.map(alone)];
}

function ofBoth(steps: readonly Step[]): Way {
  return { base: steps, changed: steps };
}

function plus(at: number): Step {
  return { at, sign: 1 };
}

function minus(at: number): Step {
  return { at, sign: -1 };
}
