import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankOf } from '../../test/rank.ts';
import { type BaseCount, latticeOf, placeOf } from './lattice.ts';
import { type PublishedCell, publishable } from './suppress.ts';

const province = 'P';
const threshold = 5;

/** A month in three counties of two cities, by two purposes and two verdicts, from twelve figures. */
function monthOf(figures: readonly number[]): BaseCount[] {
  const places = [
    ['A1', 'A'],
    ['A2', 'A'],
    ['B1', 'B'],
  ] as const;
  return places.flatMap(([county, city], c) =>
    ['DIBAO', 'MEDICAL'].flatMap((purpose, p) =>
      ['CONSISTENT', 'INCOMPLETE'].map((verdict, v) => ({
        ...{ county, city, purpose, verdict, reports: figures[c * 4 + p * 2 + v] ?? 0 },
      })),
    ),
  );
}

const key = ({ divisionCode, purpose, verdict }: Omit<PublishedCell, 'reports'>) =>
  [divisionCode, purpose, verdict].join();

/** What somebody can know who has the publication: each figure as a sum of the twelve, and its value where it is shown. */
function knownOf(base: readonly BaseCount[]) {
  const shown = new Map(publishable(province, base, threshold).map((cell) => [key(cell), cell.reports]));
  const lattice = latticeOf(province, base);
  const { nodes, cityOf, firstCounty, purposes, verdicts } = lattice;
  return nodes.flatMap((divisionCode, node) =>
    [...purposes, 'ALL'].flatMap((purpose, p) =>
      [...verdicts, 'ALL'].map((verdict, v) => {
        const terms = base.map((one) => {
          const county = nodes.indexOf(one.county, firstCounty);
          const inside = node === 0 || node === county || cityOf[county] === node;
          const is = (wanted: string, own: string) => wanted === 'ALL' || wanted === own;
          return inside && is(purpose, one.purpose) && is(verdict, one.verdict) ? 1 : 0;
        });
        const name = key({ divisionCode, purpose, verdict });
        // What is not listed is nought.
        const value = shown.has(name) ? (shown.get(name) ?? null) : 0;
        return { name, terms, value, truth: lattice.counts[placeOf(lattice, node, p, v)] ?? 0 };
      }),
    ),
  );
}

type Known = ReturnType<typeof knownOf>[number];

/** Whether another table of whole numbers looks the same when published and has another figure at the target; found by trying. */
function hasTwin(target: Known, shown: readonly Known[], values: readonly number[]): boolean {
  const sums = shown.map(() => 0);
  const after = (row: number, at: number): number =>
    shown[row]?.terms.slice(at + 1).filter((term) => term === 1).length ?? 0;
  const place = (at: number, sum: number): boolean => {
    if (at === values.length) return sum !== 0;
    const touched = shown.flatMap(({ terms }, row) => (terms[at] === 1 ? [row] : []));
    return [0, 1, -1].some((change) => {
      if ((values[at] ?? 0) + change < 0) return false;
      for (const row of touched) sums[row] = (sums[row] ?? 0) + change;
      const possible = touched.every((row) => Math.abs(sums[row] ?? 0) <= after(row, at));
      const found = possible && place(at + 1, sum + change * (target.terms[at] ?? 0));
      for (const row of touched) sums[row] = (sums[row] ?? 0) - change;
      return found;
    });
  };
  return place(0, 0);
}

const figures = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 12 }), fc.constant(0), fc.constant(30)),
  { minLength: 12, maxLength: 12 },
);

describe('statistics with cells < 5 suppressed, also the complementary ones (§9)', () => {
  test('what is shown is true, and is nought or at least five; what is small is hidden', () => {
    fc.assert(
      fc.property(figures, (values) => {
        for (const { value, truth } of knownOf(monthOf(values))) {
          if (value !== null) expect(value).toBe(truth);
          if (value !== null) expect(value === 0 || value >= threshold).toBe(true);
          if (truth > 0 && truth < threshold) expect(value).toBeNull();
        }
      }),
    );
  });

  test('no hidden cell can be computed from what is published: it is no sum and no difference of shown cells', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const known = knownOf(monthOf(values));
        const shown = known.filter(({ value }) => value !== null).map(({ terms }) => terms);
        const rank = rankOf(shown);
        for (const { name, terms, value } of known)
          if (value === null) expect([name, rankOf([...shown, terms])]).toEqual([name, rank + 1]);
      }),
    );
  });

  test('nor by trying: another table of whole numbers looks the same when published and has another figure there', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const known = knownOf(monthOf(values));
        const shown = known.filter(({ value }) => value !== null);
        for (const target of known.filter(({ value }) => value === null))
          expect([target.name, hasTwin(target, shown, values)]).toEqual([target.name, true]);
      }),
      { numRuns: 40 },
    );
  });

  test('differencing: the counties of a city and the city, or the province and its cities, give no hidden cell away', () => {
    const known = knownOf(monthOf([40, 12, 30, 9, 25, 3, 20, 8, 50, 11, 22, 7]));
    const valueAt = (name: string) => known.find((one) => one.name === name)?.value;
    expect(valueAt('A2,DIBAO,INCOMPLETE')).toBeNull();
    // Had only the small cell been hidden, city less the other county would be it.
    expect([valueAt('A,DIBAO,INCOMPLETE'), valueAt('A1,DIBAO,INCOMPLETE')]).toContain(null);
    expect([valueAt('A2,DIBAO,ALL'), valueAt('A2,DIBAO,CONSISTENT')]).toContain(null);
    expect([valueAt('A2,ALL,INCOMPLETE'), valueAt('A2,MEDICAL,INCOMPLETE')]).toContain(null);
    // The totals stand, since others bear the cover.
    expect([valueAt('P,ALL,ALL'), valueAt('A,ALL,ALL')]).toEqual([237, 147]);
  });

  test('a month of one report shows nothing at all, not even its sum', () => {
    const base = [{ county: 'A1', city: 'A', purpose: 'DIBAO', verdict: 'CONSISTENT', reports: 1 }];
    expect(publishable(province, base, threshold).every(({ reports }) => reports === null)).toBe(true);
  });

  test('the same month gives the same publication', () => {
    fc.assert(
      fc.property(figures, (values) => {
        const base = monthOf(values);
        expect(publishable(province, base.toReversed(), threshold)).toEqual(publishable(province, base, threshold));
      }),
    );
  });
});
