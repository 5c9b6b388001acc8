import { Type } from 'typebox';
import { Day, Fen, Id, strict } from '../shapes.ts';
import { BoundaryInspection, InspectionFinding } from './boundary-inspections.ts';
import { DocumentNo, Kilometres, Remark, recordEntry, recordStep } from './boundary-shapes.ts';

const step = { answer: BoundaryInspection };
const unknown = 'INSPECTION_UNKNOWN';
const path = '/v1/boundary-inspections/{id}';
const Side = Type.Union([Type.Literal('A'), Type.Literal('B')]);
const sideErrors = [unknown, 'SIDE_ACTED', 'BOTH_SIDES_ONE_PERSON', 'PARTNER_DOC_REQUIRED', 'SCOPE_FORBIDDEN'];

export const notifyBoundaryInspection = recordStep({
  ...step,
  id: 'boundaryInspections.notify',
  path: `${path}/notify`,
  summary: 'The sides are told',
  permission: 'boundaryInspections:plan',
  body: strict({ noticeDoc: DocumentNo }),
  errors: [unknown],
});

export const prepareBoundaryInspection = recordStep({
  ...step,
  id: 'boundaryInspections.prepare',
  path: `${path}/prepare`,
  summary: 'A side has its part of the joint group, its crew and its money; the second one makes it PREPARED',
  permission: 'boundaryInspections:work',
  body: strict({
    side: Side,
    jointGroup: Remark,
    crew: Type.Integer({ minimum: 1, maximum: 500 }),
    budgetFen: Fen,
    partnerDoc: Type.Optional(DocumentNo),
  }),
  errors: [...sideErrors, 'AMOUNT_INVALID'],
});

export const startBoundaryInspection = recordStep({
  ...step,
  id: 'boundaryInspections.start',
  path: `${path}/start`,
  summary: 'The lead side begins the field work',
  permission: 'boundaryInspections:work',
  body: strict({ startedOn: Day }),
  errors: [unknown, 'DATE_NOT_ALLOWED', 'LEAD_SIDE_ONLY'],
});

export const addFinding = recordEntry({
  id: 'boundaryInspections.addFinding',
  path: '/v1/inspection-findings',
  summary: 'Something was found in the field',
  permission: 'boundaryInspections:work',
  body: strict({
    inspectionId: Id,
    kind: InspectionFinding.properties.kind,
    markerId: Type.Optional(Id),
    description: Remark,
  }),
  answer: BoundaryInspection,
  errors: [unknown, 'MARKER_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const handleFinding = recordStep({
  ...step,
  id: 'boundaryInspections.handleFinding',
  path: `${path}/handle-finding`,
  summary: 'What was found is dealt with',
  permission: 'boundaryInspections:work',
  body: strict({ findingId: Id, handling: Remark, handledOn: Day }),
  errors: [unknown, 'FINDING_UNKNOWN', 'DATE_NOT_ALLOWED'],
});

export const endField = recordStep({
  ...step,
  id: 'boundaryInspections.endField',
  path: `${path}/end-field`,
  summary: 'The field work ends: from now on its kilometres count',
  permission: 'boundaryInspections:work',
  body: strict({
    endedOn: Day,
    inspectedKm: Kilometres,
    photoIds: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 100 })),
  }),
  errors: [unknown, 'DATE_NOT_ALLOWED', 'LENGTH_ZERO', 'UNIT_SUSPECT', 'LEAD_SIDE_ONLY'],
});

export const closeFindings = recordStep({
  ...step,
  id: 'boundaryInspections.closeFindings',
  path: `${path}/close-findings`,
  summary: 'Everything that was found is dealt with',
  permission: 'boundaryInspections:work',
  body: strict({}),
  errors: [unknown, 'FIELD_NOT_ENDED', 'FINDINGS_OPEN', 'LEAD_SIDE_ONLY'],
});

export const signProtocol = recordStep({
  ...step,
  id: 'boundaryInspections.sign',
  path: `${path}/sign`,
  summary: 'A side signs the protocol; the second signature makes it PROTOCOL_SIGNED',
  permission: 'boundaryInspections:sign',
  body: strict({ side: Side, protocolDoc: DocumentNo, partnerDoc: Type.Optional(DocumentNo) }),
  errors: [...sideErrors, 'PROTOCOL_DIFFERS'],
});

export const submitInspectionReport = recordStep({
  ...step,
  id: 'boundaryInspections.submitReport',
  path: `${path}/submit-report`,
  summary: 'The lead side hands the report to the approving authority',
  permission: 'boundaryInspections:work',
  body: strict({ reportDoc: DocumentNo }),
  errors: [unknown, 'LEAD_SIDE_ONLY'],
});

export const fileBoundaryInspection = recordStep({
  ...step,
  id: 'boundaryInspections.file',
  path: `${path}/file`,
  summary: 'The approving authority has filed the result: the line counts',
  permission: 'boundaryInspections:file',
  body: strict({ filingDoc: DocumentNo, filedOn: Day }),
  errors: [unknown, 'DATE_NOT_ALLOWED', 'SEPARATION_OF_DUTIES'],
});
