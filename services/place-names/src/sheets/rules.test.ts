import { describe, expect, it } from 'vitest';
import type { Area } from '../geometry/index.ts';
import { sheetsOver } from './grid.ts';
import { decideOpening, decideSecrecy, decideStep, readBox, readReviewNo, sharePermille } from './rules.ts';

const rectangle = (west: number, south: number, east: number, north: number): Area => [
  [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
];

describe('place-names §8.3 sheets over an area', () => {
  it('§8.3 an area inside one sheet has that sheet', () => {
    expect(sheetsOver([rectangle(117.01, 36.63, 117.02, 36.64)], 'G').map(({ sheetNo }) => sheetNo)).toEqual([
      'J50G081049',
    ]);
  });

  it('§8.3 an area across a corner of four sheets has the four', () => {
    const sheets = sheetsOver([rectangle(117.06, 36.62, 117.07, 36.63)], 'G').map(({ sheetNo }) => sheetNo);
    expect(sheets).toEqual(['J50G082049', 'J50G082050', 'J50G081049', 'J50G081050']);
  });

  it('§8.3 a large area has its inner sheets too: 3 × 3', () => {
    expect(sheetsOver([rectangle(117.01, 36.63, 117.15, 36.74)], 'G')).toHaveLength(9);
  });

  it('§8.3 a hole that swallows a sheet leaves it out', () => {
    const [outer] = rectangle(116.95, 36.55, 117.2, 36.8)[0] ?? [];
    const [hole] = rectangle(116.999, 36.62, 117.07, 36.67)[0] ?? [];
    if (outer === undefined || hole === undefined) throw new Error('rings');
    const sheets = sheetsOver([[[outer, hole]]], 'G').map(({ sheetNo }) => sheetNo);
    expect(sheets).not.toContain('J50G081049');
    expect(sheets).toContain('J50G081050');
  });

  it('§8.3 a slanted sliver has every sheet that it runs through', () => {
    const sliver: Area = [
      [
        [
          [117.001, 36.626],
          [117.18, 36.74],
          [117.18, 36.741],
          [117.001, 36.626],
        ],
      ],
    ];
    expect(sheetsOver([sliver], 'G').map(({ sheetNo }) => sheetNo)).toEqual([
      'J50G081049',
      'J50G081050',
      'J50G080050',
      'J50G080051',
      'J50G079051',
    ]);
  });
});

describe('place-names §8.3 secrecy', () => {
  it.each([
    [10_000, 'DLG', 'PUBLIC', false],
    [10_000, 'DLG', 'SECRET', true],
    [10_000, 'DLG', 'INTERNAL', true],
    [5_000, 'DOM', 'PUBLIC', false],
    [10_000, 'REDUCED', 'PUBLIC', true],
    [25_000, 'DLG', 'PUBLIC', true],
  ] as const)('§8.3 1:%d %s as %s is registered: %s', (denominator, format, secrecy, ok) => {
    expect(decideSecrecy({ denominator, format, secrecy }, 10_000).ok).toBe(ok);
  });

  it.each([
    ['SECRET', 'PLACE_COUNTY_CLERK', undefined, false],
    ['SECRET', 'PLACE_COUNTY_CLERK', '         x', false],
    ['SECRET', 'PLACE_COUNTY_CHECKER', '勘界外业核对界桩位置用', true],
    ['INTERNAL', 'PLACE_COUNTY_CLERK', undefined, false],
    ['PUBLIC', 'PLACE_COUNTY_CLERK', undefined, true],
    ['SECRET', 'PLACE_CITY_OFFICER', undefined, true],
    ['SECRET', 'PLACE_PROVINCE_OFFICER', undefined, true],
  ] as const)('§12 need-to-know: %s for %s with %s', (secrecy, role, need, ok) => {
    expect(decideOpening(secrecy, role, need).ok).toBe(ok);
  });

  it.each([
    ['鲁S（2014）012号', '鲁S（2014）012号'],
    ['鲁S(2014) 012号', '鲁S（2014）012号'],
    ['GS（2014）1234号', 'GS（2014）1234号'],
    ['GS2014-1234', undefined],
    ['S（2014）012号', undefined],
    ['鲁S（14）012号', undefined],
  ])('§8.3 review number %s', (text, expected) => {
    const decision = readReviewNo(text);
    expect(decision.ok ? decision.value : undefined).toBe(expected);
  });
});

describe('place-names §8.3 steps', () => {
  it.each([
    ['REGISTERED', 'check', 'PLACE_PROVINCE_CHECKER', 'CHECKED'],
    ['REGISTERED', 'check', 'PLACE_PROVINCE_OFFICER', 'ROLE_NOT_PERMITTED'],
    ['REGISTERED', 'publish', 'PLACE_PROVINCE_OFFICER', 'STATE_TRANSITION_INVALID'],
    ['CHECKED', 'publish', 'PLACE_PROVINCE_OFFICER', 'PUBLISHED'],
    ['PUBLISHED', 'publish', 'PLACE_PROVINCE_OFFICER', 'STATE_TRANSITION_INVALID'],
    ['PUBLISHED', 'release', 'PLACE_PROVINCE_CHECKER', 'PUBLISHED'],
    ['CHECKED', 'release', 'PLACE_PROVINCE_CHECKER', 'STATE_TRANSITION_INVALID'],
    ['WITHDRAWN', 'withdraw', 'PLACE_PROVINCE_OFFICER', 'STATE_TRANSITION_INVALID'],
    ['SUPERSEDED', 'release', 'PLACE_PROVINCE_OFFICER', 'STATE_TRANSITION_INVALID'],
  ] as const)('%s: %s by %s → %s', (state, action, role, expected) => {
    const decision = decideStep(state, action, role);
    expect(decision.ok ? decision.value.to : decision.code).toBe(expected);
  });

  it.each([
    [0, 0, 0],
    [6_499, 6_500, 999],
    [6_500, 6_500, 1000],
    [1, 3, 333],
  ])('§8.3 coverage %d of %d is %d ‰: compare the totals, not the share', (reached, target, share) => {
    expect(sharePermille(reached, target)).toBe(share);
  });

  it.each([
    ['117,36,118,37', true],
    ['117,36,0,118,37,100', true],
    ['118,36,117,37', 'BBOX_INVALID'],
    ['117,36,118', 'BBOX_INVALID'],
    ['36,117,37,118', 'LONLAT_SWAPPED'],
    ['117,36,118,x', 'BBOX_INVALID'],
    ['181,36,182,37', 'BBOX_INVALID'],
  ])('§14 box %s → %s', (text, expected) => {
    const decision = readBox(text);
    expect(decision.ok || decision.code).toBe(expected);
  });
});
