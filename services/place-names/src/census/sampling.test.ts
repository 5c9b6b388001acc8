import { describe, expect, it } from 'vitest';
import { decideInspection, drawSample, rateText, sampleSize } from './sampling.ts';

const limits = { requiredPercent: 2, otherPercent: 5 };
const records = (count: number, strata: readonly string[]) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, stratum: strata[index % strata.length] ?? '' }));

describe('sampling of a census batch (place-names.md §7)', () => {
  it.each([
    [1_001, 251],
    [1_000, 250],
    [4, 1],
    [5, 2],
    [1, 1],
    [0, 0],
  ])('sampling ≥ 25% of records per batch: batch of %i → %i', (population, size) => {
    expect(sampleSize(population, 25)).toBe(size);
    expect(drawSample(records(population, ['a', 'b', 'c']), 'seed-1', 25)).toHaveLength(size);
  });

  it('the same seed draws the same records in whatever order they come; another seed draws others', () => {
    const all = records(400, ['a', 'b']);
    const drawn = drawSample(all, 'seed-1', 25);
    expect(new Set(drawSample(all.toReversed(), 'seed-1', 25))).toEqual(new Set(drawn));
    expect(new Set(drawSample(all, 'seed-2', 25))).not.toEqual(new Set(drawn));
    expect(new Set(drawn).size).toBe(100);
  });

  it('each stratum gives its share by the largest remainders', () => {
    const all = [
      ...Array.from({ length: 10 }, (_, index) => ({ id: `a${index}`, stratum: 'a' })),
      ...Array.from({ length: 7 }, (_, index) => ({ id: `b${index}`, stratum: 'b' })),
      ...Array.from({ length: 3 }, (_, index) => ({ id: `c${index}`, stratum: 'c' })),
    ];
    const drawn = drawSample(all, 'seed', 25);
    const of = (stratum: string): number => drawn.filter((id) => id.startsWith(stratum)).length;
    // 5 of 20: exact shares 2.5, 1.75 and 0.75; the two largest remainders are those of b and c.
    expect([of('a'), of('b'), of('c')]).toEqual([2, 2, 1]);
  });

  it('251 sampled, 6 wrong → 2.39% → return', () => {
    expect(rateText(6, 251)).toBe('2.39');
    expect(decideInspection({ sampled: 251, requiredWrong: 6, otherWrong: 0 }, limits)).toBe('RETURN');
  });

  it.each([
    {
      name: '5 of 251 required (1.99%) → accept',
      found: { sampled: 251, requiredWrong: 5, otherWrong: 0 },
      is: 'ACCEPT',
    },
    {
      name: '2 of 100 required (exactly 2%) → accept',
      found: { sampled: 100, requiredWrong: 2, otherWrong: 0 },
      is: 'ACCEPT',
    },
    {
      name: '5 of 100 others (exactly 5%) → accept',
      found: { sampled: 100, requiredWrong: 0, otherWrong: 5 },
      is: 'ACCEPT',
    },
    { name: '6 of 100 others → return', found: { sampled: 100, requiredWrong: 0, otherWrong: 6 }, is: 'RETURN' },
    // 201 of 10,049 is shown as 2.00 and is more than 2%.
    {
      name: 'the exact share counts, not what is shown',
      found: { sampled: 10_049, requiredWrong: 201, otherWrong: 0 },
      is: 'RETURN',
    },
  ])('accept ≤ 2% for required fields, ≤ 5% others: $name', ({ found, is }) => {
    expect(decideInspection(found, limits)).toBe(is);
  });
});
