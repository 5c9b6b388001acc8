import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams } from '../shapes.ts';

/** What a case remembers of its checks: departures from a verdict, and partners whose wrong data made one. */
export const VerificationNote = Type.Object(
  {
    kind: Type.String({ description: 'VERDICT_OVERRIDE, AGENCY_ERROR' }),
    reportId: Id,
    fromVerdict: Type.String(),
    toVerdict: Type.String(),
    agencyCodes: Type.Array(Type.String()),
    /** The household was refused, or its benefit cut, on the wrong report. */
    wrongCut: Type.Boolean(),
    notedOn: Day,
  },
  { $id: 'VerificationNote' },
);

export const listVerificationNotes = defineOperation({
  id: 'applications.verificationNotes',
  service: 'social-assistance',
  method: 'GET',
  path: '/v1/applications/{id}/verification-notes',
  summary: 'Departures from the verdict of a case’s reports, and verdicts that a partner’s wrong data made',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ items: Type.Array(VerificationNote) }) },
  permission: 'applications:read',
  errors: ['APPLICATION_UNKNOWN'],
});
