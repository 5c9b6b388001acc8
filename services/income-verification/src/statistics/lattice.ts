/** How many reports a county has of one purpose and verdict. */
export interface BaseCount {
  readonly county: string;
  readonly city: string;
  readonly purpose: string;
  readonly verdict: string;
  readonly reports: number;
}

/** The word for the sum over all purposes or verdicts. */
export const all = 'ALL';

/**
 * All figures of a month: counties, their cities and the province, each by purpose and verdict and by the sums over them. A figure
 * has one place in `counts`; the sums follow from the figures of counties, purposes and verdicts.
 */
export interface Lattice {
  /** The province, the cities, the counties. */
  readonly nodes: readonly string[];
  /** First county in `nodes`. */
  readonly firstCounty: number;
  /** The node of the city of each node that is a county. */
  readonly cityOf: readonly number[];
  readonly purposes: readonly string[];
  readonly verdicts: readonly string[];
  readonly counts: Float64Array;
}

/** Where a figure stands; `purposes.length` and `verdicts.length` are the places of the sums. */
export function placeOf({ purposes, verdicts }: Lattice, node: number, purpose: number, verdict: number): number {
  return (node * (purposes.length + 1) + purpose) * (verdicts.length + 1) + verdict;
}

/** Sums a month up. */
export function latticeOf(province: string, base: readonly BaseCount[]): Lattice {
  const cities = unique(base.map(({ city }) => city));
  const counties = unique(base.map(({ county }) => county));
  const cityOfCounty = new Map(base.map(({ county, city }) => [county, city]));
  const purposes = unique(base.map(({ purpose }) => purpose));
  const verdicts = unique(base.map(({ verdict }) => verdict));
  const nodes = [province, ...cities, ...counties];
  const firstCounty = 1 + cities.length;
  const cityOf = nodes.map((code, node) => (node < firstCounty ? 0 : 1 + cities.indexOf(cityOfCounty.get(code) ?? '')));
  const size = nodes.length * (purposes.length + 1) * (verdicts.length + 1);
  const lattice = { nodes, firstCounty, cityOf, purposes, verdicts, counts: new Float64Array(size) };
  for (const one of base) addTo(lattice, one);
  return lattice;
}

function addTo(lattice: Lattice, { county, purpose, verdict, reports }: BaseCount): void {
  const { nodes, firstCounty, cityOf, purposes, verdicts, counts } = lattice;
  const node = nodes.indexOf(county, firstCounty);
  for (const at of [node, cityOf[node] ?? 0, 0])
    for (const p of [purposes.indexOf(purpose), purposes.length])
      for (const v of [verdicts.indexOf(verdict), verdicts.length]) {
        const place = placeOf(lattice, at, p, v);
        counts[place] = (counts[place] ?? 0) + reports;
      }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
