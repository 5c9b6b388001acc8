import { Type } from 'typebox';
import { defineEvent } from '../event.ts';
import { Day, DivisionCode, Fen, Id } from '../shapes.ts';

const line = { lineCode: Type.String(), sides: Type.Array(DivisionCode) };

/** A joint inspection is filed: its line counts (place-names.md §10). */
export const boundaryInspectionFiled = defineEvent({
  name: 'boundary.inspection-filed',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A joint inspection of a boundary line was filed',
  payload: Type.Object({
    inspectionId: Id,
    ...line,
    planYear: Type.Integer(),
    kind: Type.String(),
    /** Metres, exact. */
    inspectedM: Type.Integer(),
    filedOn: Day,
  }),
});

/** A marker is missing, moved or damaged, or a penalty case begins or ends (place-names.md §5.1, §10). */
export const boundaryMarkerIncident = defineEvent({
  name: 'boundary.marker-incident',
  version: 1,
  kind: 'STATE',
  producer: 'place-names',
  summary: 'A boundary marker is missing, moved or damaged',
  payload: Type.Object({
    incidentId: Id,
    ...line,
    markerCode: Type.String(),
    kind: Type.String(),
    /** REPORTED, VERIFIED, RESTORED, DISMISSED. */
    state: Type.String(),
    cause: Type.String(),
    /** Set while a penalty is proposed: oversight opens its case by it. */
    proposedFineFen: Type.Union([Fen, Type.Null()]),
  }),
});

/** A dispute about a line began (place-names.md §10). */
export const boundaryDisputeOpened = defineEvent({
  name: 'boundary.dispute-opened',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A dispute about a boundary line was reported',
  payload: Type.Object({ disputeId: Id, ...line, kind: Type.String(), reportedLate: Type.Boolean() }),
});

/** A dispute about a line ended (place-names.md §10). */
export const boundaryDisputeClosed = defineEvent({
  name: 'boundary.dispute-closed',
  version: 1,
  kind: 'FACT',
  producer: 'place-names',
  summary: 'A dispute about a boundary line was closed',
  payload: Type.Object({ disputeId: Id, ...line, kind: Type.String(), result: Type.String(), closedOn: Day }),
});
