import { describe, expect, it } from 'vitest';
import { checkLine, checkPosition, metresBetween, metresFromLine, outlineOf } from './survey.ts';

const line = (...coordinates: number[][]) => ({ type: 'LineString' as const, coordinates });

describe('distances on the ground', () => {
  it.each([
    ['a degree of latitude at 36.5° N', [117, 36], [117, 37], 110_968, 1],
    ['a degree of longitude at 36.5° N', [117, 36.5], [118, 36.5], 89_591, 2],
    ['0.0000009° of latitude are 0.1 m', [117, 36.5], [117, 36.5000009], 0.1, 0.001],
    ['nothing', [117, 36.5], [117, 36.5], 0, 0],
  ] as const)('%s', (_, from, to, metres, within) => {
    expect(Math.abs(metresBetween(from, to) - metres)).toBeLessThanOrEqual(within);
  });

  it('from a line: to its nearest piece, and past its end to the end', () => {
    const level = line([117, 36.5], [117.1, 36.5], [117.1, 36.6]);
    expect(metresFromLine([117.05, 36.5], level)).toBeCloseTo(0, 6);
    expect(metresFromLine([117.05, 36.5005], level)).toBeCloseTo(55.49, 1);
    expect(metresFromLine([116.999, 36.5], level)).toBeCloseTo(89.59, 1);
    expect(metresFromLine([117, 36.5], line([117, 36.5], [117, 36.5]))).toBe(0);
  });
});

describe('coordinates that cannot be (handbook §14)', () => {
  it.each([
    ['lon/lat swapped', [36.65, 117.0], 'LONLAT_SWAPPED'],
    ['in another country', [2.35, 48.85], 'GEOM_INVALID'],
    ['at nought', [0, 0], 'GEOM_INVALID'],
  ] as const)('%s: %s', (_, position, code) => {
    expect(checkPosition(position)).toEqual({ ok: false, code });
  });

  it('a place in the province', () => {
    expect(checkPosition([117, 36.65])).toEqual({ ok: true, value: [117, 36.65] });
  });

  it.each([
    ['geometry self-crossing', line([117, 36], [118, 37], [118, 36], [117, 37]), 'GEOM_INVALID'],
    ['a line that touches itself', line([117, 36], [118, 36], [118, 37], [117.5, 36]), 'GEOM_INVALID'],
    ['a point twice', line([117, 36], [117, 36], [118, 37]), 'GEOM_INVALID'],
    ['a point that is swapped', line([117, 36], [36, 117]), 'LONLAT_SWAPPED'],
    ['half a point', line([117], [118, 37]), 'GEOM_INVALID'],
  ])('%s', (_, geometry, code) => {
    expect(checkLine(geometry)).toEqual({ ok: false, code });
  });

  it('a line that winds', () => {
    expect(checkLine(line([117, 36], [118, 36], [118, 37], [117, 37])).ok).toBe(true);
  });
});

it('the outline for the public has rounded points, none of them twice in a row, and keeps both ends', () => {
  const survey = line([117.12345, 36.1], [117.12346, 36.10001], [117.2, 36.2], [117.20001, 36.2]);
  expect(outlineOf(survey, 3).coordinates).toEqual([
    [117.123, 36.1],
    [117.2, 36.2],
    [117.2, 36.2],
  ]);
});
