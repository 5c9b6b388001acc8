import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, strict } from '../shapes.ts';

/** What is counted by division and year. */
export const SeriesMeasure = Type.Union(
  [
    Type.Literal('NAMES'),
    Type.Literal('VILLAGES'),
    Type.Literal('SIGNS'),
    Type.Literal('DOOR_PLATES'),
    Type.Literal('CENSUS_RECORDS'),
  ],
  { $id: 'SeriesMeasure' },
);
/** The level of the divisions that a series counts by. */
export const SeriesLevel = Type.Union([Type.Literal('PREFECTURE'), Type.Literal('COUNTY')], { $id: 'SeriesLevel' });
/** As it was reported then, or on the ground of the divisions of one day (可比口径). */
export const SeriesKind = Type.Union([Type.Literal('AS_REPORTED'), Type.Literal('SAME_TERRITORY')], {
  $id: 'SeriesKind',
});

const Year = Type.Integer({ minimum: 2000, maximum: 2100, examples: [2014] });
const Count = Type.Integer({ minimum: 0 });

/** A division in a year, by both series. */
export const SeriesPoint = Type.Object(
  {
    year: Year,
    /** The last day of the year, or today. */
    reportedOn: Day,
    divisionCode: DivisionCode,
    divisionName: Type.String(),
    /** Under the divisions of that day; 0 for a unit that there was not. */
    asReported: Count,
    /** On the ground that the unit has on the base day; 0 for a unit that is gone by then. */
    sameTerritory: Count,
  },
  { $id: 'SeriesPoint' },
);

/** What lay in a unit whose ground is in several by the base day, with nothing to say in which: in no unit's series. */
export const SeriesResidual = Type.Object(
  { year: Year, divisionCode: DivisionCode, candidates: Type.Array(DivisionCode), count: Count },
  { $id: 'SeriesResidual' },
);

/** Both series of a measure (place-names.md §9.7): by year, then code. */
export const PlaceSeries = Type.Object(
  {
    measure: SeriesMeasure,
    title: Type.String(),
    titleEn: Type.String(),
    unit: Type.String(),
    divisionCode: DivisionCode,
    level: SeriesLevel,
    baseOn: Day,
    points: Type.Array(SeriesPoint),
    residual: Type.Array(SeriesResidual),
    historyIncomplete: Type.Boolean(),
  },
  { $id: 'PlaceSeries' },
);

/** A record behind a point. */
export const SeriesRow = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    /** Under which code it stood on the reporting day, down to the township. */
    reportedCode: DivisionCode,
    /** Under which it stands on the base day, as far as its own row says. */
    standingCode: DivisionCode,
  },
  { $id: 'SeriesRow' },
);

const common = { service: 'place-names', permission: 'placeIndicators:read', method: 'GET' } as const;
const params = strict({ measure: SeriesMeasure });
const query = {
  division: DivisionCode,
  from: Year,
  to: Year,
  level: Type.Optional(SeriesLevel),
  /** Not before the last reporting day; today unless given. */
  base: Type.Optional(Day),
};
const errors = ['SERIES_YEARS', 'SERIES_BASE', 'SCOPE_FORBIDDEN'];

export const getPlaceSeries = defineOperation({
  ...common,
  id: 'placeSeries.get',
  path: '/v1/statistics/{measure}',
  summary: 'What was counted by division and year, as reported and on the same territory (可比口径)',
  params,
  query: Type.Object(query),
  success: { status: 200, schema: PlaceSeries },
  errors,
});

export const downloadPlaceSeries = defineOperation({
  ...common,
  id: 'placeSeries.download',
  path: '/v1/statistics/{measure}/file',
  summary: 'The same as CSV, UTF-8 with a byte order mark, the residual behind the points',
  params,
  query: Type.Object(query),
  success: { status: 200, schema: Type.String(), stream: 'text/csv; charset=utf-8' },
  errors,
});

export const listSeriesRows = defineOperation({
  ...common,
  id: 'placeSeries.rows',
  path: '/v1/statistics/{measure}/rows',
  summary: 'The records behind one point of a series',
  params,
  query: Type.Object({
    division: DivisionCode,
    year: Year,
    series: SeriesKind,
    base: Type.Optional(Day),
    after: Type.Optional(Type.String({ maxLength: 500 })),
    first: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(SeriesRow), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  errors: [...errors, 'SERIES_LEVEL', 'CURSOR_INVALID'],
});
