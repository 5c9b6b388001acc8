import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import { AzimuthFeature } from './boundary-markers.ts';
import {
  Datum,
  Degrees,
  DocumentNo,
  Latitude,
  lineFields,
  OptionalDay,
  OptionalId,
  OptionalText,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';
const OptionalNumber = Type.Union([Type.Number(), Type.Null()]);

/** What becomes of a marker: a new one, one in another place, one that is lost for good, a new stone under the same code. */
const Kind = Type.Union([Type.Literal('SET'), Type.Literal('MOVE'), Type.Literal('REMOVE'), Type.Literal('REPLACE')], {
  $id: 'MarkerChangeKind',
});
const State = Type.Union(
  [
    Type.Literal('PROPOSED'),
    Type.Literal('CHECKED'),
    Type.Literal('RETURNED'),
    Type.Literal('APPROVED'),
    Type.Literal('REFUSED'),
  ],
  { $id: 'MarkerChangeState' },
);

/** A change of the register of markers: proposed, checked, approved by the province (place-names.md §12). */
export const BoundaryMarkerChange = Type.Object(
  {
    id: Id,
    ...lineFields,
    kind: Kind,
    markerCode: Type.String(),
    /** The marker that changes; null for a new one. */
    markerId: OptionalId,
    otherLineIds: Type.Array(Id),
    /** How the marker stands by the change; null when none does. */
    material: OptionalText,
    lon: OptionalNumber,
    lat: OptionalNumber,
    heightM: OptionalNumber,
    azimuthFeatures: Type.Array(AzimuthFeature),
    photoIds: Type.Array(Type.String()),
    offLineM: OptionalNumber,
    offLineReason: OptionalText,
    datumNote: OptionalText,
    warnings: Type.Array(Type.String()),
    effectiveOn: Day,
    protocolDoc: OptionalText,
    reason: OptionalText,
    state: State,
    proposedOn: Day,
    checkedOn: OptionalDay,
    decidedOn: OptionalDay,
    remark: OptionalText,
    /** The marker that stands by the approved change. */
    resultId: OptionalId,
    ...versionField,
  },
  { $id: 'BoundaryMarkerChange' },
);

/** One state of a marker in the register, half open. */
export const BoundaryMarkerVersion = Type.Object(
  {
    markerId: Id,
    no: Type.Integer({ minimum: 1 }),
    validFrom: Day,
    validTo: OptionalDay,
    material: Type.String(),
    lon: Type.Number(),
    lat: Type.Number(),
    heightM: OptionalNumber,
    azimuthFeatures: Type.Array(AzimuthFeature),
    photoIds: Type.Array(Type.String()),
    offLineM: OptionalNumber,
    offLineReason: OptionalText,
    /** Null for what stood before changes were approved. */
    changeId: OptionalId,
  },
  { $id: 'BoundaryMarkerVersion' },
);

const MarkerCode = Type.String({ minLength: 1, maxLength: 30, examples: ['370102370103012Q'] });
const place = {
  material: Type.String({ minLength: 1, maxLength: 40 }),
  lon: Degrees,
  lat: Latitude,
  datum: Type.Optional(Datum),
  heightM: Type.Optional(Type.Number({ minimum: -500, maximum: 5_000 })),
  azimuthFeatures: Type.Array(AzimuthFeature, { minItems: 3, maxItems: 8 }),
  photoIds: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 20 })),
};
const offLineReason = Type.Optional(Remark);

export const registerBoundaryMarker = recordEntry({
  id: 'boundaryMarkers.register',
  path: '/v1/boundary-markers',
  summary: 'Propose a new marker of a line in force; it stands in the register when the province has approved it',
  permission: 'boundaries:write',
  body: strict({
    lineId: Id,
    markerCode: MarkerCode,
    otherLineIds: Type.Optional(Type.Array(Id, { maxItems: 2 })),
    ...place,
    offLineReason,
    setOn: Day,
  }),
  answer: BoundaryMarkerChange,
  errors: [
    'BOUNDARY_LINE_UNKNOWN',
    'MARKER_CODE_FORMAT',
    'MARKER_CODE_ORDER',
    'MARKER_SERIAL',
    'MARKER_LINE_MISMATCH',
    'MARKER_LINES',
    'MARKER_POSITION_MIXED',
    'MARKER_EXISTS',
    'MARKER_CHANGE_OPEN',
    'GEOM_OFF_LINE',
    'GEOM_INVALID',
    'LONLAT_SWAPPED',
    'DATE_NOT_ALLOWED',
    'SCOPE_FORBIDDEN',
    'STATE_TRANSITION_INVALID',
  ],
});

const onMarker = ['MARKER_UNKNOWN', 'MARKER_REMOVED', 'MARKER_CHANGE_OPEN', 'BOTH_SIDES_REQUIRED', 'DATE_NOT_ALLOWED'];

export const moveBoundaryMarker = defineOperation({
  id: 'boundaryMarkers.move',
  service,
  method: 'POST',
  path: '/v1/boundary-markers/{id}/move',
  summary: 'Propose by agreement of both sides that a marker stands in another place',
  params: IdParams,
  body: strict({ protocolDoc: DocumentNo, reason: Remark, ...place, offLineReason, movedOn: Day }),
  success: { status: 201, schema: BoundaryMarkerChange },
  permission: 'boundaries:write',
  idempotent: true,
  versioned: true,
  errors: [...onMarker, 'GEOM_OFF_LINE', 'GEOM_INVALID', 'LONLAT_SWAPPED'],
});

export const removeBoundaryMarker = defineOperation({
  id: 'boundaryMarkers.remove',
  service,
  method: 'POST',
  path: '/v1/boundary-markers/{id}/remove',
  summary: 'Propose by agreement of both sides that a marker which is lost for good is struck off',
  params: IdParams,
  body: strict({ protocolDoc: DocumentNo, reason: Remark, removedOn: Day }),
  success: { status: 201, schema: BoundaryMarkerChange },
  permission: 'boundaries:write',
  idempotent: true,
  versioned: true,
  errors: onMarker,
});

export const replaceBoundaryMarker = defineOperation({
  id: 'boundaryMarkers.replace',
  service,
  method: 'POST',
  path: '/v1/boundary-markers/{id}/replace',
  summary:
    'Propose by agreement of both sides a new marker in the place of an old one: a new record under the same code',
  params: IdParams,
  body: strict({ protocolDoc: DocumentNo, ...place, offLineReason, setOn: Day }),
  success: { status: 201, schema: BoundaryMarkerChange },
  permission: 'boundaries:replace',
  idempotent: true,
  versioned: true,
  errors: [...onMarker, 'RESET_TOLERANCE', 'GEOM_INVALID', 'LONLAT_SWAPPED'],
});

export const listMarkerVersions = defineOperation({
  id: 'boundaryMarkers.versions',
  service,
  method: 'GET',
  path: '/v1/boundary-markers/{id}/versions',
  summary: 'How a marker stood in the register, the newest first',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(BoundaryMarkerVersion) }) },
  permission: 'boundaries:read',
  errors: ['MARKER_UNKNOWN'],
});

export const listMarkerChanges = defineOperation({
  id: 'markerChanges.list',
  service,
  method: 'GET',
  path: '/v1/marker-changes',
  summary: 'Changes of markers of the caller’s lines, the newest first',
  query: Type.Object({
    ...PageQuery.properties,
    lineId: Type.Optional(Id),
    markerId: Type.Optional(Id),
    state: Type.Optional(State),
  }),
  success: { status: 200, schema: pageOfItems(BoundaryMarkerChange) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});

export const getMarkerChange = defineOperation({
  id: 'markerChanges.get',
  service,
  method: 'GET',
  path: '/v1/marker-changes/{id}',
  summary: 'A change of a marker',
  params: IdParams,
  success: { status: 200, schema: BoundaryMarkerChange },
  permission: 'boundaries:read',
  errors: ['MARKER_CHANGE_UNKNOWN'],
});

const decision = strict({ accept: Type.Boolean(), remark: Type.Optional(Remark) });

export const checkMarkerChange = recordStep({
  id: 'markerChanges.check',
  path: '/v1/marker-changes/{id}/check',
  summary: 'Another person than the proposer passes the change on to the province or returns it',
  permission: 'boundaries:check',
  body: decision,
  answer: BoundaryMarkerChange,
  errors: ['MARKER_CHANGE_UNKNOWN', 'SEPARATION_OF_DUTIES', 'MARKER_REMARK_REQUIRED'],
});

export const decideMarkerChange = recordStep({
  id: 'markerChanges.decide',
  path: '/v1/marker-changes/{id}/decide',
  summary: 'The province approves a checked change, by which the register changes, or refuses it',
  permission: 'boundaries:approve',
  body: decision,
  answer: BoundaryMarkerChange,
  errors: [
    'MARKER_CHANGE_UNKNOWN',
    'SEPARATION_OF_DUTIES',
    'MARKER_REMARK_REQUIRED',
    'MARKER_EXISTS',
    'MARKER_POSITION_MIXED',
    'MARKER_REMOVED',
    'BOTH_SIDES_REQUIRED',
    'LINE_NOT_IN_FORCE',
  ],
});
