import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { strict } from '../shapes.ts';

const code = Type.String({ pattern: '^PN-[0-9]{2}$' });
const Year = Type.Integer({ minimum: 2000, maximum: 2100 });

/** An indicator of the year's plan, counted from live rows (place-names.md §11). */
export const PlaceIndicator = Type.Object(
  {
    code: Type.String(),
    title: Type.String(),
    titleEn: Type.String(),
    unit: Type.String(),
    reached: Type.Number(),
    target: Type.Number(),
    /** Whether the target is a floor (>=) or a ceiling (<=). */
    comparator: Type.String(),
    /** For people, one digit after the point; `done` compares the totals. */
    percent: Type.Union([Type.Number(), Type.Null()]),
    done: Type.Boolean(),
    /** The line of the plan that asks for it. */
    planItem: Type.String(),
    rowCount: Type.Integer(),
  },
  { $id: 'PlaceIndicator' },
);

/** A row behind an indicator. */
export const PlaceIndicatorRow = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    divisionCode: Type.String(),
    state: Type.String(),
    counted: Type.Boolean(),
    amount: Type.Number(),
  },
  { $id: 'PlaceIndicatorRow' },
);

const common = { service: 'place-names', permission: 'placeIndicators:read', method: 'GET' } as const;

export const listPlaceIndicators = defineOperation({
  ...common,
  id: 'placeIndicators.list',
  path: '/v1/indicators',
  summary: 'Indicators of a year’s plan as the rows stand now',
  query: Type.Object({ year: Year }),
  success: { status: 200, schema: Type.Object({ year: Type.Integer(), items: Type.Array(PlaceIndicator) }) },
  errors: ['INDICATOR_YEAR_UNKNOWN'],
});

export const getPlaceIndicator = defineOperation({
  ...common,
  id: 'placeIndicators.get',
  path: '/v1/indicators/{code}',
  summary: 'One indicator with the rows behind it, those not counted too',
  params: strict({ code }),
  query: Type.Object({ year: Year, division: Type.Optional(Type.String({ pattern: '^[0-9]{12}$' })) }),
  success: {
    status: 200,
    schema: Type.Object({ ...PlaceIndicator.properties, year: Type.Integer(), rows: Type.Array(PlaceIndicatorRow) }),
  },
  errors: ['INDICATOR_YEAR_UNKNOWN', 'INDICATOR_UNKNOWN'],
});
