import { type Static, type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict, Version } from '../shapes.ts';
import { recordVisit } from './application-steps.ts';
import { Declaration } from './declarations.ts';

const service = 'social-assistance';
const stepErrors = ['NOT_FOUND', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN', 'CONFLICT_OF_INTEREST'];
const Text = Type.String({ minLength: 1, maxLength: 2000 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** How a review may end (social-assistance.md §5.4). */
export const ReviewOutcome = Type.Union(
  [
    Type.Literal('KEEP'),
    Type.Literal('INCREASE'),
    Type.Literal('DECREASE'),
    Type.Literal('TAPER'),
    Type.Literal('SUSPEND'),
    Type.Literal('TERMINATE'),
  ],
  { $id: 'ReviewOutcome' },
);

/** Where a review stands; COVERED: the decision of another one, started later, stands for it. */
export const ReviewState = Type.Union(
  [
    Type.Literal('DUE'),
    Type.Literal('STARTED'),
    Type.Literal('PROPOSED'),
    Type.Literal('DECIDED'),
    Type.Literal('COVERED'),
  ],
  { $id: 'ReviewState' },
);

/** Why a household is suspended by hand, or ends otherwise than by the rules (§5.4). */
const ReasonCode = Type.Union([
  Type.Literal('DEAD_ACCOUNT'),
  Type.Literal('MISSING_CONTACT'),
  Type.Literal('UNDER_INVESTIGATION'),
  /** TERMINATE: the rules refuse; the household gives it up; it lets nobody review it. */
  Type.Literal('NOT_ELIGIBLE'),
  Type.Literal('RENOUNCED'),
  Type.Literal('REFUSES_REVIEW'),
]);

/** One review of an enrolled household, from the task to the decision. */
export const EnrolmentReview = Type.Object(
  {
    id: Id,
    enrolmentId: Id,
    /**
     * CYCLE, CHANGE_DETECTED, REPORT_SUPERSEDED, PERSON_MOVED, CUSTODY_CHANGED, AUTHORIZATION_RENEWAL, MEMBERS_CHANGED,
     * PAYMENT_SUSPENDED.
     */
    kind: Type.String(),
    /** The kind of a detected change: VEHICLE_NEW, EMPLOYED … */
    changeKind: Type.Union([Type.String(), Type.Null()]),
    personId: Type.Union([Id, Type.Null()]),
    state: ReviewState,
    openedOn: Day,
    dueOn: Day,
    startedOn: Type.Union([Day, Type.Null()]),
    verificationRequestId: Type.Union([Id, Type.Null()]),
    reportId: Type.Union([Id, Type.Null()]),
    verdict: Type.Union([Type.String(), Type.Null()]),
    visited: Type.Boolean(),
    proposedOutcome: Type.Union([ReviewOutcome, Type.Null()]),
    outcome: Type.Union([ReviewOutcome, Type.Null()]),
    reasonCode: Type.Union([Type.String(), Type.Null()]),
    decidedOn: Type.Union([Day, Type.Null()]),
    decisionId: Type.Union([Id, Type.Null()]),
    /** Since when the decrease or stop hangs out in public. */
    publishedOn: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'EnrolmentReview' },
);
export type EnrolmentReview = Static<typeof EnrolmentReview>;

export const listReviews = defineOperation({
  id: 'reviews.list',
  service,
  method: 'GET',
  path: '/v1/enrolment-reviews',
  summary: 'Reviews in the caller’s division, the earliest due day first',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(ReviewState),
    enrolmentId: Type.Optional(Id),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(EnrolmentReview), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'reviews:read',
  errors: ['CURSOR_INVALID'],
});

export const getReview = defineOperation({
  id: 'reviews.get',
  service,
  method: 'GET',
  path: '/v1/enrolment-reviews/{id}',
  summary: 'One review',
  params: IdParams,
  success: { status: 200, schema: EnrolmentReview },
  permission: 'reviews:read',
});

/** A step of a review: POST, versioned and idempotent, answers the review. */
function step<B extends TSchema>(verb: string, summary: string, given: { path: string; permission: string; body: B }) {
  return (...errors: string[]) =>
    defineOperation({
      id: `reviews.${verb}`,
      service,
      method: 'POST',
      path: `/v1/enrolment-reviews/{id}/${given.path}`,
      summary,
      params: IdParams,
      body: given.body,
      success: { status: 200, schema: EnrolmentReview },
      permission: `reviews:${given.permission}`,
      idempotent: true,
      versioned: true,
      errors: [...stepErrors, ...errors],
    });
}

/** What the household declares anew; what is left out stays as declared before. */
const Redeclared = Type.Optional(
  strict({
    incomes: Declaration.properties.incomes,
    assets: Declaration.properties.assets,
    supporters: Type.Optional(Declaration.properties.supporters),
    nearRelatives: Declaration.properties.nearRelatives,
  }),
);
/** What a new declaration of a household may be refused for. */
export const declarationErrors = [
  'AMOUNT_INVALID',
  'INCOME_PERIOD_INVALID',
  'INCOME_OVERLAP',
  'INCOME_TYPE_UNKNOWN',
  'PERSON_NOT_IN_HOUSEHOLD',
  'DOCUMENT_MISSING',
];

export const startReview = step('start', 'Start the review: the means are verified again', {
  path: 'start',
  permission: 'start',
  body: strict({ declaration: Redeclared }),
})(
  'REVIEW_RUNNING',
  'AUTHORIZATION_MISSING',
  'AUTHORIZATION_NOT_YET_VALID',
  'AUTHORIZATION_EXPIRED',
  'AUTHORIZATION_REVOKED',
  ...declarationErrors,
);
export const recordReviewVisit = step('recordVisit', 'Record the home visit of the review: two investigators, signed', {
  path: 'visits',
  permission: 'visit',
  body: recordVisit.body,
})('VISIT_TOO_FEW_INVESTIGATORS', 'SIGNATURE_MISSING', 'DOCUMENT_MISSING', 'DATE_NOT_ALLOWED');
export const proposeReview = step('propose', 'The township’s proposal with its reason', {
  path: 'proposals',
  permission: 'propose',
  body: strict({
    outcome: ReviewOutcome,
    /** SUSPEND and TERMINATE only. */
    reasonCode: Type.Optional(ReasonCode),
    /** Something was concealed: no gradual exit. */
    concealed: Type.Optional(Type.Boolean()),
    text: Text,
    declaration: Redeclared,
  }),
})('VISIT_MISSING', 'VERIFICATION_MISSING', 'REVIEW_REASON_INVALID', ...declarationErrors);
export const decideReview = step('decide', 'Decide: the rules compute, and the proposal must agree with them', {
  path: 'decision',
  permission: 'decide',
  body: strict({ text: Type.Optional(Text), overrideReason: Type.Optional(Text) }),
})(
  'SEPARATION_OF_DUTIES',
  'REVIEW_OUTCOME_MISMATCH',
  'TAPER_NOT_ALLOWED',
  'VERIFICATION_MISSING',
  'EVIDENCE_REASON_MISSING',
);
export const publishReview = step('recordPublicity', 'Record that a decrease or stop hangs out in public', {
  path: 'publicity',
  permission: 'publish',
  body: strict({
    postedOn: Day,
    places: Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 10 }),
    photoSha256: Sha256,
  }),
})('DATE_NOT_ALLOWED');
