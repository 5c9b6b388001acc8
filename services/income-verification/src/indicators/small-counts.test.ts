import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankOf } from '../../test/rank.ts';
import { type CountyCount, hideCounts, hideObjections, hideTogether, type ObjectionCount } from './small-counts.ts';

const province = 'P';
const threshold = 5;
const places = [
  { county: 'A1', city: 'A' },
  { county: 'A2', city: 'A' },
  { county: 'B1', city: 'B' },
  { county: 'C1', city: 'C' },
] as const;
const divisions = [province, 'A', 'B', 'C', ...places.map(({ county }) => county)];

/** Whether a county counts in a division. */
const isIn = (division: string, { county, city }: (typeof places)[number]): boolean =>
  division === province || division === city || division === county;

/** Two figures a county: what counted, and what did not. */
function countsOf(values: readonly number[]): CountyCount[] {
  return places.map((place, index) => {
    const [reached = 0, other = 0] = values.slice(index * 2);
    return { ...place, reached, of: reached + other };
  });
}

interface Known {
  readonly name: string;
  /** Which of the figures it is the sum of. */
  readonly terms: readonly number[];
  readonly value: number | null;
  readonly truth: number;
}

/** What somebody knows who sees every division: each count as a sum of the counties' figures. */
function knownOf(counts: readonly CountyCount[]): Known[] {
  const shown = hideCounts(province, counts, threshold);
  return divisions.flatMap((division) => {
    const figure = shown.get(division) ?? { reached: 0, of: 0 };
    const both = ([reached, other]: readonly [number, number]) =>
      places.flatMap((place) => (isIn(division, place) ? [reached, other] : [0, 0]));
    const sum = (terms: readonly number[]) =>
      terms.reduce((total, term, at) => {
        const { reached = 0, of = 0 } = counts[Math.floor(at / 2)] ?? {};
        return total + term * (at % 2 === 0 ? reached : of - reached);
      }, 0);
    const [reached, of] = [both([1, 0]), both([1, 1])];
    return [
      { name: `${division} reached`, terms: reached, value: figure.reached, truth: sum(reached) },
      { name: `${division} of`, terms: of, value: figure.of, truth: sum(of) },
    ];
  });
}

const figure = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 12 }),
  fc.constant(0),
  fc.constant(40),
);
const values = fc.array(figure, { minLength: 8, maxLength: 8 });

describe('IV-07 and IV-09 hide small counts, the complementary ones as well (§9)', () => {
  test('what is shown is true, and nought or at least five; what is small is hidden', () => {
    fc.assert(
      fc.property(values, (some) => {
        for (const { name, value, truth } of knownOf(countsOf(some))) {
          if (value !== null) expect([name, value]).toEqual([name, truth]);
          if (truth > 0 && truth < threshold) expect([name, value]).toEqual([name, null]);
        }
      }),
    );
  });

  test('no hidden count is a sum or a difference of shown ones, nor is one of what did not count', () => {
    fc.assert(
      fc.property(values, (some) => {
        const known = knownOf(countsOf(some));
        const shown = known.filter(({ value }) => value !== null).map(({ terms }) => terms);
        const rank = rankOf(shown);
        const isSecret = (terms: readonly number[]) => rankOf([...shown, terms]) === rank + 1;
        for (const { name, terms, value } of known)
          if (value === null) expect([name, isSecret(terms)]).toEqual([name, true]);
        for (let at = 0; at < known.length; at += 2) {
          const [reached, of] = [known[at], known[at + 1]];
          if (reached === undefined || of === undefined) throw new Error('two counts a division');
          const other = of.truth - reached.truth;
          const terms = of.terms.map((term, index) => term - (reached.terms[index] ?? 0));
          if (other > 0 && other < threshold) expect([of.name, isSecret(terms)]).toEqual([of.name, true]);
        }
      }),
    );
  });

  test('two in one county are told neither there nor by the county beside it', () => {
    const counts = [
      { county: 'A1', city: 'A', reached: 2, of: 60 },
      { county: 'A2', city: 'A', reached: 30, of: 90 },
      { county: 'B1', city: 'B', reached: 20, of: 80 },
    ];
    const shown = hideCounts(province, counts, threshold);
    expect(shown.get('A1')?.reached).toBeNull();
    expect([shown.get('A2')?.reached, shown.get('A')?.reached]).toContain(null);
    expect(shown.get(province)?.of).toBe(230);
  });

  test('a single report shows nothing of itself, wherever one looks', () => {
    const shown = hideCounts(province, [{ county: 'A1', city: 'A', reached: 1, of: 1 }], threshold);
    for (const division of [province, 'A', 'A1']) expect(shown.get(division)).toEqual({ reached: null, of: null });
  });
});

describe('objections beside the reports that they are against', () => {
  const objection = (change: Partial<ObjectionCount>): ObjectionCount => ({
    ...{ county: 'A1', city: 'A', revised: false, agencyError: false, count: 40, ...change },
  });
  const counts = [
    objection({}),
    objection({ revised: true, agencyError: true, count: 2 }),
    objection({ county: 'A2', count: 50 }),
    objection({ county: 'A2', revised: true, agencyError: true, count: 20 }),
    objection({ county: 'B1', city: 'B', count: 60 }),
    objection({ county: 'B1', city: 'B', revised: true, agencyError: true, count: 30 }),
  ];

  test('two that were revised are hidden where they are, and no county beside gives them away', () => {
    const shown = hideObjections(province, counts, threshold);
    expect(shown.get('A1')).toMatchObject({ revised: null, agencyErrors: null });
    expect([shown.get('A2')?.revised, shown.get('A')?.revised]).toContain(null);
    expect(shown.get(province)?.objected).toBe(202);
  });

  test('where the objected reports of a division are hidden its objections are, and the other way about', () => {
    const few = [
      { county: 'A1', city: 'A', reached: 3, of: 60 },
      { county: 'B1', city: 'B', reached: 40, of: 90 },
    ];
    const together = hideTogether(hideCounts(province, few, threshold), hideObjections(province, counts, threshold));
    expect(together.reports.get('A1')?.reached).toBeNull();
    expect(together.objections.get('A1')?.objected).toBeNull();
    const reports = new Map([['A1', { reached: 42, of: 100 }]]);
    const one = new Map([['A1', { objected: null, revised: null, agencyErrors: null }]]);
    expect(hideTogether(reports, one).reports.get('A1')).toEqual({ reached: null, of: 100 });
  });

  test('none at all is nought', () => {
    expect(hideObjections(province, [], threshold).get(province)).toEqual({ objected: 0, revised: 0, agencyErrors: 0 });
  });
});
