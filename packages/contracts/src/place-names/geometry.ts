import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, strict, Version } from '../shapes.ts';
import { DivisionLevel } from './division-shapes.ts';

const callers = ['public', 'user', 'service', 'partner'] as const;
const Nullable = Type.Union([Type.String(), Type.Null()]);
const Degrees = Type.Number({ minimum: -180, maximum: 180 });

/** Where the polygons behind an answer come from, and how far they fit the asked day. */
export const PolygonNote = Type.Object(
  {
    /** A day on which all codes of the polygons were in force. */
    vintageOn: Day,
    source: Type.String(),
    licence: Type.String(),
    /** False when a part change between the vintage and the asked day touches the division: its ground is then known by whole counties of the vintage only. */
    exact: Type.Boolean(),
    /** What to bear in mind, in Chinese. */
    note: Type.String(),
  },
  { $id: 'PolygonNote' },
);

/** A division that contains a point. */
export const ContainingDivision = Type.Object(
  { code: Type.String(), name: Type.String(), level: DivisionLevel },
  { $id: 'ContainingDivision' },
);

/** A name near a point. */
export const NearbyPlace = Type.Object(
  {
    placeId: Type.String(),
    name: Type.String(),
    pinyin: Type.String(),
    categoryCode: Type.String(),
    divisionCode: Type.String(),
    metres: Type.Integer({ minimum: 0 }),
  },
  { $id: 'NearbyPlace' },
);

/** What is at a point. */
export const ReverseGeocode = Type.Object(
  {
    lon: Type.Number(),
    lat: Type.Number(),
    asOf: Day,
    /** From the finest polygon to the province. */
    divisions: Type.Array(ContainingDivision),
    /** The point stands exactly on a line; `divisions` are then those of the smaller code. */
    onBoundary: Type.Boolean(),
    /** Other divisions of the finest level that may hold the point: beyond the line, or after a part change. */
    others: Type.Array(ContainingDivision),
    street: Type.Union([NearbyPlace, Type.Null()]),
    features: Type.Array(NearbyPlace),
    polygons: PolygonNote,
    version: Version,
    historyIncomplete: Type.Boolean(),
  },
  { $id: 'ReverseGeocode' },
);

export const reverseGeocode = defineOperation({
  id: 'geocoding.reverse',
  service: 'place-names',
  method: 'GET',
  path: '/v1/reverse-geocode',
  summary: 'The divisions that contain a point, down to the finest polygon, with the nearest street and named features',
  query: Type.Object({ lon: Degrees, lat: Degrees, asOf: Type.Optional(Day) }),
  success: { status: 200, schema: ReverseGeocode },
  permission: 'geometries:read',
  callers,
  errors: ['OUT_OF_PROVINCE', 'LONLAT_SWAPPED', 'GEOMETRY_NOT_LOADED'],
});

/** GeoJSON of RFC 7946 as far as boundaries and places use it. */
const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 3 });
const Line = Type.Array(Position);
export const GeoJsonGeometry = Type.Union([
  strict({ type: Type.Literal('Point'), coordinates: Position }),
  strict({ type: Type.Literal('LineString'), coordinates: Line }),
  strict({ type: Type.Literal('MultiLineString'), coordinates: Type.Array(Line) }),
  strict({ type: Type.Literal('Polygon'), coordinates: Type.Array(Line) }),
  strict({ type: Type.Literal('MultiPolygon'), coordinates: Type.Array(Type.Array(Line)) }),
]);

export const checkGeometry = defineOperation({
  id: 'geometries.check',
  service: 'place-names',
  method: 'POST',
  path: '/v1/geometries:check',
  summary: 'Whether a geometry may be stored: valid, not crossing itself, in the right order of longitude and latitude',
  body: strict({
    geometry: GeoJsonGeometry,
    /** As the sender declares it. */
    system: Type.Union([Type.Literal('CGCS2000'), Type.Literal('WGS84'), Type.Literal('GCJ02')]),
  }),
  success: {
    status: 200,
    schema: Type.Object({
      /** What to store: CGCS2000, 7 decimals. */
      geometry: GeoJsonGeometry,
      notes: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
    }),
  },
  permission: 'geometries:check',
  maxBodyBytes: 4_194_304,
  errors: ['GEOM_INVALID', 'LONLAT_SWAPPED'],
});

/** A gap or an overlap between divisions of one level. */
export const TopologyFinding = Type.Object(
  {
    kind: Type.Union([Type.Literal('OVERLAP'), Type.Literal('GAP'), Type.Literal('GEOM_INVALID')]),
    codes: Type.Array(Type.String()),
    areaKm2: Type.Number(),
    /** A point of it. */
    lon: Type.Number(),
    lat: Type.Number(),
  },
  { $id: 'TopologyFinding' },
);

export const readTopology = defineOperation({
  id: 'geometries.topology',
  service: 'place-names',
  method: 'GET',
  path: '/v1/geometries/topology',
  summary: 'Gaps and overlaps between the county polygons inside a division, and polygons that cross themselves',
  query: Type.Object({ division: Type.String({ minLength: 6, maxLength: 12 }), asOf: Type.Optional(Day) }),
  success: {
    status: 200,
    schema: Type.Object({
      division: Type.String(),
      asOf: Day,
      checked: Type.Integer(),
      findings: Type.Array(TopologyFinding),
      polygons: PolygonNote,
    }),
  },
  permission: 'geometries:check',
  errors: [
    'CODE_FORMAT',
    'CODE_RANGE',
    'CODE_GAP',
    'CODE_UNKNOWN',
    'CODE_NOT_VALID_ON',
    'CODE_LEVEL',
    'SCOPE_FORBIDDEN',
  ],
});

export const getOutline = defineOperation({
  id: 'divisions.outline',
  service: 'place-names',
  method: 'GET',
  path: '/v1/divisions/{code}/outline',
  summary: 'The public outline of a province, prefecture or county on a day, as a GeoJSON feature',
  params: Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false }),
  query: Type.Object({ asOf: Type.Optional(Day) }),
  success: {
    status: 200,
    schema: Type.Object({
      type: Type.Literal('Feature'),
      id: Type.String(),
      geometry: GeoJsonGeometry,
      properties: Type.Object({
        code: Type.String(),
        name: Type.String(),
        level: DivisionLevel,
        asOf: Day,
        /** Not a survey result: 示意图. */
        sketch: Type.Literal(true),
        reviewNo: Nullable,
      }),
      polygons: PolygonNote,
      version: Version,
    }),
  },
  permission: 'divisions:read',
  callers,
  errors: [
    'CODE_FORMAT',
    'CODE_RANGE',
    'CODE_GAP',
    'OUT_OF_PROVINCE',
    'CODE_UNKNOWN',
    'CODE_NOT_VALID_ON',
    'OUTLINE_UNKNOWN',
  ],
});
