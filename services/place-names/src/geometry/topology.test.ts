import { describe, expect, it } from 'vitest';
import { findCrossing } from './crossing.ts';
import { toGcj02 } from './gcj02.ts';
import { type GeoJson, settleGeometry } from './rules.ts';
import { type Area, squareKilometres } from './shapes.ts';
import { findFaults, union } from './topology.ts';

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

describe('place-names §14 geometry', () => {
  const bowTie: GeoJson = {
    type: 'Polygon',
    coordinates: [
      [
        [117, 36],
        [118, 37],
        [118, 36],
        [117, 37],
        [117, 36],
      ],
    ],
  };

  it('§14 geometry self-crossing → GEOM_INVALID', () => {
    expect(settleGeometry(bowTie, 'CGCS2000')).toMatchObject({
      ok: false,
      code: 'GEOM_INVALID',
      detail: 'self-crossing',
    });
  });

  it.each<[string, GeoJson]>([
    [
      'a line that crosses itself',
      {
        type: 'LineString',
        coordinates: [
          [117, 36],
          [118, 37],
          [118, 36],
          [117, 37],
        ],
      },
    ],
    [
      'a line that runs back along itself',
      {
        type: 'LineString',
        coordinates: [
          [117, 36],
          [118, 36],
          [117.5, 36],
        ],
      },
    ],
    [
      'an open ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [117, 36],
            [118, 36],
            [118, 37],
            [117, 37],
          ],
        ],
      },
    ],
    [
      'a ring of three positions',
      {
        type: 'Polygon',
        coordinates: [
          [
            [117, 36],
            [118, 36],
            [117, 36],
          ],
        ],
      },
    ],
    [
      'a ring without ground',
      {
        type: 'Polygon',
        coordinates: [
          [
            [117, 36],
            [117, 36],
            [117, 36],
            [117, 36],
          ],
        ],
      },
    ],
    ['no position', { type: 'MultiPolygon', coordinates: [] }],
    ['a point outside the country', { type: 'Point', coordinates: [10, 50] }],
  ])('§14 %s → GEOM_INVALID', (_, geometry) => {
    expect(settleGeometry(geometry, 'CGCS2000')).toMatchObject({ ok: false, code: 'GEOM_INVALID' });
  });

  it.each<[string, GeoJson]>([
    ['a point', { type: 'Point', coordinates: [36.65, 117] }],
    [
      'a line',
      {
        type: 'LineString',
        coordinates: [
          [36.65, 117],
          [36.66, 117.1],
        ],
      },
    ],
    [
      'an area',
      {
        type: 'Polygon',
        coordinates: [
          [
            [36, 117],
            [36, 118],
            [37, 118],
            [36, 117],
          ],
        ],
      },
    ],
  ])('§14 lon/lat swapped in %s → LONLAT_SWAPPED', (_, geometry) => {
    expect(settleGeometry(geometry, 'CGCS2000')).toMatchObject({ ok: false, code: 'LONLAT_SWAPPED' });
  });

  it('§14 WGS84 flagged as CGCS2000 is accepted (difference < 1 m) with a note', () => {
    const decision = settleGeometry({ type: 'Point', coordinates: [117.123456789, 36.65] }, 'WGS84');
    expect(decision).toMatchObject({
      ok: true,
      value: { geometry: { type: 'Point', coordinates: [117.1234568, 36.65] }, notes: [{ code: 'WGS84_AS_CGCS2000' }] },
    });
  });

  it('§1 GCJ-02 is converted at the edge, with a note', () => {
    const shown = toGcj02([117, 36.65]);
    const decision = settleGeometry({ type: 'Point', coordinates: [...shown] }, 'GCJ02');
    expect(decision).toMatchObject({
      ok: true,
      value: { geometry: { coordinates: [117, 36.65] }, notes: [{ code: 'GCJ02_CONVERTED' }] },
    });
  });

  it('§14 rings that touch in a point do not cross', () => {
    const touching = [
      [
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 2],
        [0, 0],
      ],
      [
        [2, 2],
        [3, 2],
        [3, 3],
        [2, 2],
      ],
    ] as const;
    expect(findCrossing(touching)).toBeUndefined();
  });
});

describe('place-names §4 topology of neighbours', () => {
  it('neighbours that tile have no faults, also with corners that only one of them has', async () => {
    const left: Area = [
      [
        [
          [117, 36],
          [118, 36],
          [118, 36.5],
          [118, 37],
          [117, 37],
          [117, 36],
        ],
      ],
    ];
    expect(
      await findFaults(
        [
          { code: 'a', area: left },
          { code: 'b', area: square(118, 36) },
        ],
        0.01,
      ),
    ).toEqual([]);
  });

  it('an overlap is listed with both codes and its ground', async () => {
    const [fault, ...others] = await findFaults(
      [
        { code: 'b', area: square(117.9, 36) },
        { code: 'a', area: square(117, 36) },
      ],
      0.01,
    );
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ kind: 'OVERLAP', codes: ['a', 'b'] });
    expect(Math.round(fault?.areaKm2 ?? 0)).toBe(
      Math.round(
        squareKilometres([
          [
            [
              [117.9, 36],
              [118, 36],
              [118, 37],
              [117.9, 37],
              [117.9, 36],
            ],
          ],
        ]),
      ),
    );
  });

  it('a gap between neighbours is listed with those around it', async () => {
    const ring = [
      square(117, 36),
      square(118, 36),
      square(119, 36),
      square(117, 37),
      square(119, 37),
      square(117, 38),
      square(118, 38),
      square(119, 38),
    ];
    const faults = await findFaults(
      ring.map((area, index) => ({ code: String(index), area })),
      0.01,
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ kind: 'GAP', codes: ['0', '1', '2', '3', '4', '5', '6', '7'], lon: 118.5 });
  });

  it('an area that crosses itself is listed', async () => {
    const bow: Area = [
      [
        [
          [117, 36],
          [118, 37],
          [118, 36],
          [117, 37],
          [117, 36],
        ],
      ],
    ];
    expect((await findFaults([{ code: 'x', area: bow }], 0.01))[0]).toMatchObject({
      kind: 'GEOM_INVALID',
      codes: ['x'],
      lon: 117.5,
    });
  });

  it('the union of neighbours has no line between them', () => {
    expect(union([square(117, 36), square(118, 36)])).toHaveLength(1);
    expect(Math.round(squareKilometres(union([square(117, 36), square(118, 36)])))).toBe(
      Math.round(2 * squareKilometres(square(117, 36))),
    );
  });
});
