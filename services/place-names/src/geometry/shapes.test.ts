import { describe, expect, it } from 'vitest';
import { sideOf } from './containment.ts';
import { fromGcj02, toGcj02 } from './gcj02.ts';
import { innerPoint, isSwapped } from './locate.ts';
import { areaMeetsBox } from './meets.ts';
import { cellsAround, nearest } from './nearby.ts';
import { type Area, areaBox, metresBetween, metresToLine, type Position, squareKilometres } from './shapes.ts';

const square = (west: number, south: number, size = 1): Area => [
  [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
];

const withHole: Area = [
  [
    [
      [116, 36],
      [118, 36],
      [118, 38],
      [116, 38],
      [116, 36],
    ],
    [
      [116.5, 36.5],
      [116.5, 37.5],
      [117.5, 37.5],
      [117.5, 36.5],
      [116.5, 36.5],
    ],
  ],
];

describe('place-names §1 coordinates: GCJ-02 at the edge', () => {
  const points: Position[] = [
    [117, 36.65],
    [120.38, 36.07],
    [114.81, 34.41],
    [122.7, 37.4],
    [118.6, 38.35],
  ];

  it.each(points)('§1 GCJ-02 of %d, %d leads back to within a millimetre', (lon, lat) => {
    const back = fromGcj02(toGcj02([lon, lat]));
    expect(metresBetween(back, [lon, lat])).toBeLessThan(0.001);
  });

  it.each(points)('§1 GCJ-02 of %d, %d lies some hundred metres off', (lon, lat) => {
    const metres = metresBetween(toGcj02([lon, lat]), [lon, lat]);
    expect(metres).toBeGreaterThan(300);
    expect(metres).toBeLessThan(900);
  });

  it('§1 the published value: 116.404, 39.915 (WGS 84) is 116.41024, 39.91640 (GCJ-02)', () => {
    const [lon, lat] = toGcj02([116.404, 39.915]);
    expect([lon.toFixed(5), lat.toFixed(5)]).toEqual(['116.41024', '39.91640']);
  });
});

describe('place-names §8.2 a point and an area', () => {
  it.each<[string, Position, string]>([
    ['in the middle', [116.2, 36.2], 'INSIDE'],
    ['on an edge', [117, 36], 'BOUNDARY'],
    ['on a corner', [116, 36], 'BOUNDARY'],
    ['on the edge of the hole', [116.5, 37], 'BOUNDARY'],
    ['in the hole', [117, 37], 'OUTSIDE'],
    ['beside', [115.9, 36.5], 'OUTSIDE'],
    ['level with a corner, outside', [118.1, 38], 'OUTSIDE'],
    ['level with a corner of the hole, inside', [116.2, 36.5], 'INSIDE'],
  ])('§8.2 %s', (_, point, side) => {
    expect(sideOf(point, withHole)).toBe(side);
  });

  it('§8.2 a point of a slanted edge that has no exact binary form counts by its exact side', () => {
    const slanted: Area = [
      [
        [
          [0, 0],
          [3, 1],
          [0, 1],
          [0, 0],
        ],
      ],
    ];
    expect([sideOf([1.5, 0.5], slanted), sideOf([1.5, 0.4999999999999999], slanted)]).toEqual(['BOUNDARY', 'OUTSIDE']);
  });

  it('§8.2 lon and lat swapped is told from a point outside the province', () => {
    const box = [114.8, 34.4, 122.7, 38.4] as const;
    expect([isSwapped([36.65, 117], box), isSwapped([121, 31], box), isSwapped([117, 36.65], box)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('§8.2 the inner point of an area with a hole lies on its ground', () => {
    const point = innerPoint({ area: withHole, box: areaBox(withHole) });
    expect(sideOf(point, withHole)).toBe('INSIDE');
  });

  it.each<[string, readonly [number, number, number, number], boolean]>([
    ['a box in the hole', [116.8, 36.8, 117.2, 37.2], false],
    ['a box over an edge of the hole', [116.4, 36.8, 116.6, 37.2], true],
    ['a box all around', [115, 35, 119, 39], true],
    ['a box inside the ground', [116.1, 36.1, 116.2, 36.2], true],
    ['a box beside', [118.1, 36, 119, 38], false],
    ['a box that touches', [118, 36, 119, 38], true],
  ])('§8.2 %s meets the area: %s', (_, box, meets) => {
    expect(areaMeetsBox(withHole, box)).toBe(meets);
  });
});

describe('place-names §8.2 distances', () => {
  it('§8.2 a degree of latitude is 110.95 km, of longitude at 36.65° 89.3 km', () => {
    expect(Math.round(metresBetween([117, 36], [117, 37]))).toBe(110_950);
    expect(Math.round(metresBetween([117, 36.65], [118, 36.65]) / 100)).toBe(893);
  });

  it('§8.2 to a line it is the foot of the perpendicular, beyond its end the end', () => {
    const street: Position[] = [
      [117, 36.65],
      [117.01, 36.65],
    ];
    expect(Math.round(metresToLine([117.005, 36.6514], street))).toBe(155);
    expect(Math.round(metresToLine([117.011, 36.65], street))).toBe(89);
  });

  it('§8.2 a square of a degree at 36° has about 9,900 km²', () => {
    expect(Math.round(squareKilometres(square(117, 36)) / 100)).toBe(99);
  });

  const place = (placeId: string, categoryCode: string, lon: number, geometry: unknown = null) => ({
    placeId,
    featureId: placeId,
    name: placeId,
    pinyin: placeId,
    categoryCode,
    divisionCode: '370102000000',
    lon: String(lon),
    lat: '36.65',
    geometry,
  });
  const limits = { streetMetres: 200, featureMetres: 1_000, featureCount: 5 };

  it('§8.2 nearest street ≤ 200 m and features ≤ 1 km, five of them, by distance', () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [117, 36.6517],
        [117.02, 36.6517],
      ],
    };
    const features = [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.02].map((east, index) =>
      place(`f${index}`, '13100', 117 + east),
    );
    const found = nearest([117, 36.65], [place('s1', '23100', 117.01, line), ...features.reverse()], limits);
    expect([found.street?.placeId, found.street?.metres]).toEqual(['s1', 189]);
    expect(found.features.map(({ placeId }) => placeId)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
  });

  it('§8.2 a street at 201 m is none', () => {
    const far = place('s2', '23100', 117 + 201 / 89_316);
    expect(nearest([117, 36.65], [far], limits).street).toBeNull();
  });

  it('§8.2 the cells around a point hold everything within the distance', () => {
    const cells = cellsAround([117.0001, 36.6599], 1_000);
    expect(cells).toContain(11_700 * 100_000 + 3_665);
    expect(cells).toContain(11_698 * 100_000 + 3_666);
    expect(cells.length).toBeLessThan(20);
  });
});
