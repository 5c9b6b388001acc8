import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  lineFields,
  OptionalDay,
  OptionalId,
  OptionalText,
  pageOfItems,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';

/** An object by which the place of a marker is found again (方位物). */
export const AzimuthFeature = strict({
  name: Type.String({ minLength: 1, maxLength: 60, examples: ['大槐树'] }),
  bearingDeg: Type.Number({ minimum: 0, maximum: 360 }),
  distanceM: Type.Number({ minimum: 0, maximum: 10_000 }),
});
const Condition = Type.Union(
  [
    Type.Literal('INTACT'),
    Type.Literal('DAMAGED'),
    Type.Literal('MISSING'),
    Type.Literal('MOVED'),
    Type.Literal('REPLACED'),
  ],
  { $id: 'MarkerCondition' },
);

/** A boundary marker (界桩); the custodian is shown masked. */
export const BoundaryMarker = Type.Object(
  {
    id: Id,
    ...lineFields,
    markerCode: Type.String(),
    kind: Type.Union([Type.Literal('SINGLE'), Type.Literal('DOUBLE'), Type.Literal('TRIPLE')]),
    otherLineIds: Type.Array(Id),
    material: Type.String(),
    lon: Type.Number(),
    lat: Type.Number(),
    heightM: Type.Union([Type.Number(), Type.Null()]),
    azimuthFeatures: Type.Array(AzimuthFeature),
    photoIds: Type.Array(Type.String()),
    custodianName: OptionalText,
    custodianPhone: OptionalText,
    condition: Condition,
    /** Metres from the line where it is farther off than allowed, with the reason. */
    offLineM: Type.Union([Type.Number(), Type.Null()]),
    offLineReason: OptionalText,
    datumNote: OptionalText,
    warnings: Type.Array(Type.String()),
    setOn: Day,
    lastCheckedOn: OptionalDay,
    removedOn: OptionalDay,
    replacedById: OptionalId,
    ...versionField,
  },
  { $id: 'BoundaryMarker' },
);

const Phone = Type.String({ minLength: 1, maxLength: 20, examples: ['13800000000'] });

export const listBoundaryMarkers = defineOperation({
  id: 'boundaryMarkers.list',
  service,
  method: 'GET',
  path: '/v1/boundary-markers',
  summary: 'Markers of the caller’s lines, by code',
  query: Type.Object({
    ...PageQuery.properties,
    lineId: Type.Optional(Id),
    condition: Type.Optional(Condition),
    includeRemoved: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, schema: pageOfItems(BoundaryMarker) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});

export const getBoundaryMarker = defineOperation({
  id: 'boundaryMarkers.get',
  service,
  method: 'GET',
  path: '/v1/boundary-markers/{id}',
  summary: 'A marker',
  params: IdParams,
  success: { status: 200, schema: BoundaryMarker },
  permission: 'boundaries:read',
  errors: ['MARKER_UNKNOWN'],
});

export const assignCustodian = recordStep({
  id: 'boundaryMarkers.assignCustodian',
  path: '/v1/boundary-markers/{id}/custodian',
  summary: 'Who looks after the marker; name and phone are stored encrypted',
  permission: 'boundaries:write',
  body: strict({ name: Type.String({ minLength: 1, maxLength: 50 }), phone: Phone }),
  answer: BoundaryMarker,
  errors: ['MARKER_UNKNOWN', 'NAME_INVALID', 'PHONE_INVALID'],
});

export const checkBoundaryMarker = recordStep({
  id: 'boundaryMarkers.check',
  path: '/v1/boundary-markers/{id}/check',
  summary: 'The marker was looked at and stands as it should',
  permission: 'boundaries:write',
  body: strict({ checkedOn: Day }),
  answer: BoundaryMarker,
  errors: ['MARKER_UNKNOWN', 'DATE_NOT_ALLOWED', 'MARKER_NOT_STANDING'],
});
