import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, strict } from '../shapes.ts';
import { Application } from './application.ts';

const service = 'social-assistance';
const stepErrors = [
  'STATE_TRANSITION_INVALID',
  'SCOPE_FORBIDDEN',
  'SEPARATION_OF_DUTIES',
  'CONFLICT_OF_INTEREST',
  'DATE_NOT_ALLOWED',
];

/** A step of the case: POST, versioned and idempotent, answers the application. */
function step<B extends TSchema>(
  verb: string,
  path: string,
  summary: string,
  permission: string,
  body: B,
  errors: string[] = [],
) {
  return defineOperation({
    id: `applications.${verb}`,
    service,
    method: 'POST',
    path: `/v1/applications/{id}/${path}`,
    summary,
    params: IdParams,
    body,
    success: { status: 200, schema: Application },
    permission: `applications:${permission}`,
    idempotent: true,
    versioned: true,
    errors: [...stepErrors, ...errors],
  });
}

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Text = Type.String({ minLength: 1, maxLength: 2000 });

export const submitApplication = step(
  'submit',
  'submission',
  'Submit the draft',
  'draft',
  strict({ submittedOn: Day }),
  ['HOUSEHOLD_STRUCTURE_INVALID', 'DECLARATION_MISSING', 'PERSON_NOT_IN_HOUSEHOLD', 'DOCUMENT_MISSING'],
);
export const requestSupplement = step(
  'requestSupplement',
  'supplement-requests',
  'Ask once, with one complete list, for what is missing',
  'accept',
  strict({ items: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 50 }) }),
  ['SUPPLEMENT_ALREADY_REQUESTED'],
);
export const acceptApplication = step(
  'accept',
  'acceptance',
  'Accept: papers, declaration and all authorizations are there',
  'accept',
  strict({}),
  [
    'AUTHORIZATION_MISSING',
    'AUTHORIZATION_NOT_YET_VALID',
    'AUTHORIZATION_EXPIRED',
    'AUTHORIZATION_REVOKED',
    'NEAR_RELATIVE_STATEMENT_MISSING',
    'DOCUMENT_MISSING',
    'PROGRAM_EXCLUSIVE',
  ],
);
export const rejectByTownship = step(
  'rejectByTownship',
  'township-rejection',
  'Reject in writing when the verification shows a breach',
  'accept',
  strict({ text: Text }),
  ['VERIFICATION_MISSING', 'REFUSAL_GROUND_MISSING'],
);
export const recordVisit = step(
  'recordVisit',
  'visits',
  'Record the home visit of the township: two investigators, signed',
  'visit',
  strict({
    visitedOn: Day,
    /** Accounts and persons of the investigators. */
    investigators: Type.Array(strict({ subject: Type.String({ maxLength: 80 }), personId: Id }), { maxItems: 10 }),
    signedByApplicant: Type.Boolean(),
    signedByInvestigators: Type.Boolean(),
    photoSha256s: Type.Array(Sha256, { maxItems: 50 }),
    neighboursVisited: Type.Integer({ minimum: 0, maximum: 50 }),
    dwellingObserved: Type.Boolean(),
    findings: Text,
  }),
  ['VISIT_TOO_FEW_INVESTIGATORS', 'DOCUMENT_MISSING', 'SIGNATURE_MISSING'],
);
export const completeInvestigation = step(
  'completeInvestigation',
  'investigation-result',
  'Close the investigation: visit and verification report are there',
  'visit',
  strict({ text: Text }),
  ['VERIFICATION_MISSING', 'VISIT_MISSING', 'EVIDENCE_REASON_MISSING'],
);
export const recordReview = step(
  'recordReview',
  'reviews',
  'Record the democratic review',
  'review',
  strict({
    heldOn: Day,
    chairSubject: Type.String({ maxLength: 80 }),
    attendees: Type.Array(
      strict({
        role: Type.Union([
          Type.Literal('TOWNSHIP_STAFF'),
          Type.Literal('VILLAGE_COMMITTEE'),
          Type.Literal('PARTY_REPRESENTATIVE'),
          Type.Literal('VILLAGER_REPRESENTATIVE'),
        ]),
        nearRelative: Type.Boolean(),
        vote: Type.Union([Type.Literal('YES'), Type.Literal('NO'), Type.Literal('ABSTAIN')]),
        signed: Type.Boolean(),
      }),
      { maxItems: 200 },
    ),
    disputed: Type.Boolean(),
    minutesSha256: Sha256,
    conclusion: Text,
  }),
  ['REVIEW_QUORUM_NOT_MET', 'CONFLICT_OF_INTEREST'],
);
export const giveOpinion = step(
  'giveOpinion',
  'township-opinion',
  'The township’s opinion',
  'opinion',
  strict({ opinion: Type.Union([Type.Literal('GRANT'), Type.Literal('REFUSE')]), text: Text }),
);
export const postNotice = step(
  'postNotice',
  'notices',
  'Post the first (township) or second (county) public notice',
  'notice',
  strict({
    round: Type.Union([Type.Literal(1), Type.Literal(2)]),
    postedOn: Day,
    places: Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 10 }),
    photoSha256: Sha256,
  }),
);
export const sendToCounty = step(
  'sendToCounty',
  'county-transfer',
  'End the first notice and send the file to the county',
  'opinion',
  strict({ endPhotoSha256: Sha256 }),
  ['PUBLICITY_TOO_SHORT'],
);
export const recordSpotCheck = step(
  'recordSpotCheck',
  'spot-checks',
  'Record the county’s own visit',
  'countyReview',
  strict({ visitedOn: Day, findings: Text, confirmed: Type.Boolean() }),
);
export const countyOpinion = step(
  'countyOpinion',
  'county-opinion',
  'The county reviewer’s opinion',
  'countyReview',
  strict({ opinion: Type.Union([Type.Literal('GRANT'), Type.Literal('REFUSE')]), text: Text }),
);
export const approveApplication = step(
  'approve',
  'approval',
  'Approve: the decision is computed, sealed as a capsule, and the household enrolled',
  'approve',
  strict({
    text: Type.Optional(Text),
    /** Written reason and evidence when the verdict is departed from. */ overrideReason: Type.Optional(Text),
  }),
  [
    'SPOT_CHECK_INSUFFICIENT',
    'PUBLICITY_TOO_SHORT',
    'PROGRAM_EXCLUSIVE',
    'DECISION_IS_REFUSAL',
    'VERIFICATION_MISSING',
    'EVIDENCE_REASON_MISSING',
  ],
);
export const refuseApplication = step(
  'refuse',
  'refusal',
  'Refuse in writing with every reason, legal basis, appeal and counterfactual',
  'approve',
  strict({ text: Type.Optional(Text) }),
  ['DECISION_IS_APPROVAL', 'REFUSAL_GROUND_MISSING'],
);
export const objectToApplication = step(
  'object',
  'objections',
  'An objection of the applicant or of anybody during a public notice',
  'object',
  strict({ by: Type.Union([Type.Literal('APPLICANT'), Type.Literal('PUBLIC')]), receivedOn: Day, text: Text }),
);
export const resolveObjection = step(
  'resolveObjection',
  'objection-results',
  'Upheld (the rejection stays), revised (back to investigation), or settled after re-check by the county',
  'resolveObjection',
  strict({
    result: Type.Union([Type.Literal('UPHELD'), Type.Literal('REVISED'), Type.Literal('SETTLED')]),
    text: Text,
  }),
);
export const withdrawApplication = step(
  'withdraw',
  'withdrawal',
  'Withdraw the application',
  'draft',
  strict({ text: Text }),
);
