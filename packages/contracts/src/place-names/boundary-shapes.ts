import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

/** Kilometres with at most three decimals, as exact text: counted in whole metres, never as a float. */
export const Kilometres = Type.String({ pattern: '^[0-9]{1,6}(\\.[0-9]{1,3})?$', examples: ['51.400'] });
/** Level of a line: that of the units on its sides. */
export const BoundaryLevel = Type.Union(
  [Type.Literal('PROVINCIAL'), Type.Literal('PREFECTURAL'), Type.Literal('COUNTY'), Type.Literal('TOWNSHIP')],
  { $id: 'BoundaryLevel' },
);
/** Number of a document of an office. */
export const DocumentNo = Type.String({ minLength: 1, maxLength: 80, examples: ['鲁民函〔2014〕12号'] });
/** A few sentences. */
export const Remark = Type.String({ minLength: 1, maxLength: 1_000 });
export const OptionalText = Type.Union([Type.String(), Type.Null()]);
export const OptionalDay = Type.Union([Day, Type.Null()]);
export const OptionalId = Type.Union([Id, Type.Null()]);
export const OptionalCount = Type.Union([Type.Integer(), Type.Null()]);
export const Count = Type.Integer({ minimum: 0, maximum: 10_000_000 });
/** A year of plans and of assessments. */
export const PlanYear = Type.Integer({ minimum: 2000, maximum: 2100, examples: [2014] });
/** Degrees; what cannot be a longitude or latitude of the province is told by LONLAT_SWAPPED or GEOM_INVALID. */
export const Degrees = Type.Number({ minimum: -180, maximum: 180, examples: [117.02] });
/** As Degrees: swapped ones are to be told, not refused by the form. */
export const Latitude = Type.Number({ minimum: -180, maximum: 180, examples: [36.67] });
/** The system that coordinates were measured in; WGS84 differs by less than 1 m and is accepted with a note. */
export const Datum = Type.Union([Type.Literal('CGCS2000'), Type.Literal('WGS84')]);

/** A line on the ground, GeoJSON, CGCS2000. */
export const LineGeometry = Type.Object(
  {
    type: Type.Literal('LineString'),
    coordinates: Type.Array(Type.Array(Degrees, { minItems: 2, maxItems: 2 }), {
      minItems: 2,
      maxItems: 2_000,
      examples: [
        [
          [117.5, 36.5],
          [117.6, 36.6],
        ],
      ],
    }),
  },
  { additionalProperties: false, $id: 'BoundaryLineGeometry' },
);

/** What every record of this feature says of its line. */
export const lineFields = {
  lineId: Id,
  lineCode: Type.String(),
  codeA: DivisionCode,
  codeB: DivisionCode,
};

/** A page of a listing. */
export function pageOfItems<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: OptionalText });
}

const service = 'place-names';

interface Entry<B extends TSchema, R extends TSchema> {
  readonly id: string;
  readonly path: `/${string}`;
  readonly summary: string;
  readonly permission: string;
  readonly body: B;
  readonly answer: R;
  readonly errors?: readonly string[];
}

/** A step on one record: the version that was seen is expected, the record as it stands then is answered. */
export function recordStep<B extends TSchema, R extends TSchema>({ answer, errors = [], ...step }: Entry<B, R>) {
  return defineOperation({
    ...step,
    service,
    method: 'POST',
    params: IdParams,
    success: { status: 200, schema: answer },
    versioned: true,
    errors: ['STATE_TRANSITION_INVALID', ...errors],
  });
}

/** A record is entered; the key makes a second sending harmless. */
export function recordEntry<B extends TSchema, R extends TSchema>({ answer, errors = [], ...entry }: Entry<B, R>) {
  return defineOperation({
    ...entry,
    service,
    method: 'POST',
    success: { status: 201, schema: answer },
    idempotent: true,
    errors: [...errors],
  });
}

/** The version by which a step is asked for. */
export const versionField = { version: Version };
