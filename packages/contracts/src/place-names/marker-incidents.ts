import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Fen, Id, IdParams, PageQuery, strict } from '../shapes.ts';
import {
  Degrees,
  DocumentNo,
  Latitude,
  lineFields,
  OptionalDay,
  OptionalText,
  pageOfItems,
  Remark,
  recordEntry,
  recordStep,
  versionField,
} from './boundary-shapes.ts';

const service = 'place-names';

const IncidentState = Type.Union(
  [
    Type.Literal('REPORTED'),
    Type.Literal('VERIFIED'),
    Type.Literal('RESTORED'),
    Type.Literal('DISMISSED'),
    /** The province approved another change of the marker. */
    Type.Literal('CHANGED'),
  ],
  { $id: 'MarkerIncidentState' },
);
const Cause = Type.Union([
  Type.Literal('UNKNOWN'),
  Type.Literal('NATURAL'),
  Type.Literal('WILFUL_DAMAGE'),
  Type.Literal('UNILATERAL_MOVE'),
]);

/** A marker that is missing, moved or damaged, until it stands again in its old place. */
export const MarkerIncident = Type.Object(
  {
    id: Id,
    ...lineFields,
    markerId: Id,
    markerCode: Type.String(),
    kind: Type.Union([Type.Literal('MISSING'), Type.Literal('MOVED'), Type.Literal('DAMAGED')]),
    foundOn: Day,
    reportedOn: Day,
    description: Type.String(),
    cause: Cause,
    state: IncidentState,
    /** Both sides verify within ten working days. */
    verifyDueOn: Day,
    verifiedOnA: OptionalDay,
    verifiedOnB: OptionalDay,
    restoreDueOn: OptionalDay,
    restoredOn: OptionalDay,
    /** Millimetres between the old place and the new survey. */
    offsetMm: Type.Union([Type.Integer(), Type.Null()]),
    /** A unilateral move has no effect: the coordinates of the register stay. */
    moveVoid: Type.Boolean(),
    proposedFineFen: Type.Union([Fen, Type.Null()]),
    penaltyDoc: OptionalText,
    fineFen: Type.Union([Fen, Type.Null()]),
    overdue: Type.Boolean(),
    ...versionField,
  },
  { $id: 'MarkerIncident' },
);

export const reportMarkerIncident = recordEntry({
  id: 'markerIncidents.report',
  path: '/v1/marker-incidents',
  summary: 'A marker is missing, moved or damaged',
  permission: 'boundaries:report',
  body: strict({ markerId: Id, kind: MarkerIncident.properties.kind, foundOn: Day, description: Remark }),
  answer: MarkerIncident,
  errors: ['MARKER_UNKNOWN', 'MARKER_REMOVED', 'INCIDENT_OPEN', 'DATE_NOT_ALLOWED', 'SCOPE_FORBIDDEN'],
});

export const listMarkerIncidents = defineOperation({
  id: 'markerIncidents.list',
  service,
  method: 'GET',
  path: '/v1/marker-incidents',
  summary: 'Marker incidents of the caller’s lines, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(IncidentState),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: { status: 200, schema: pageOfItems(MarkerIncident) },
  permission: 'boundaries:read',
  errors: ['CURSOR_INVALID'],
});

export const getMarkerIncident = defineOperation({
  id: 'markerIncidents.get',
  service,
  method: 'GET',
  path: '/v1/marker-incidents/{id}',
  summary: 'A marker incident',
  params: IdParams,
  success: { status: 200, schema: MarkerIncident },
  permission: 'boundaries:read',
  errors: ['INCIDENT_UNKNOWN'],
});

const incidentStep = { answer: MarkerIncident };

export const verifyMarkerIncident = recordStep({
  ...incidentStep,
  id: 'markerIncidents.verify',
  path: '/v1/marker-incidents/{id}/verify',
  summary: 'A side has looked at the place; the second side makes the incident VERIFIED',
  permission: 'boundaries:write',
  body: strict({
    side: Type.Union([Type.Literal('A'), Type.Literal('B')]),
    verifiedOn: Day,
    cause: Cause,
    partnerDoc: Type.Optional(DocumentNo),
  }),
  errors: ['INCIDENT_UNKNOWN', 'SIDE_ACTED', 'BOTH_SIDES_ONE_PERSON', 'PARTNER_DOC_REQUIRED', 'DATE_NOT_ALLOWED'],
});

export const restoreBoundaryMarker = recordStep({
  ...incidentStep,
  id: 'markerIncidents.restore',
  path: '/v1/marker-incidents/{id}/restore',
  summary: 'The marker stands again on its old coordinates, by a new survey',
  permission: 'boundaries:write',
  body: strict({ restoredOn: Day, lon: Degrees, lat: Latitude, document: DocumentNo }),
  errors: ['INCIDENT_UNKNOWN', 'BOTH_SIDES_REQUIRED', 'RESET_TOLERANCE', 'LONLAT_SWAPPED', 'DATE_NOT_ALLOWED'],
});

export const dismissMarkerIncident = recordStep({
  ...incidentStep,
  id: 'markerIncidents.dismiss',
  path: '/v1/marker-incidents/{id}/dismiss',
  summary: 'Both sides found the marker in its place',
  permission: 'boundaries:write',
  body: strict({ document: DocumentNo }),
  errors: ['INCIDENT_UNKNOWN', 'BOTH_SIDES_REQUIRED'],
});

export const proposePenalty = recordStep({
  ...incidentStep,
  id: 'markerIncidents.proposePenalty',
  path: '/v1/marker-incidents/{id}/propose-penalty',
  summary: 'Wilful damage or an unlawful move becomes a penalty case',
  permission: 'boundaries:write',
  body: strict({ fineFen: Fen }),
  errors: ['INCIDENT_UNKNOWN', 'PENALTY_NOT_ALLOWED', 'FINE_TOO_HIGH', 'AMOUNT_INVALID'],
});

export const recordPenalty = recordStep({
  ...incidentStep,
  id: 'markerIncidents.recordPenalty',
  path: '/v1/marker-incidents/{id}/record-penalty',
  summary: 'The penalty was decided; somebody else than who proposed it enters the decision',
  permission: 'boundaries:decidePenalty',
  body: strict({ document: DocumentNo, fineFen: Fen }),
  errors: ['INCIDENT_UNKNOWN', 'PENALTY_NOT_ALLOWED', 'FINE_TOO_HIGH', 'AMOUNT_INVALID', 'SEPARATION_OF_DUTIES'],
});
