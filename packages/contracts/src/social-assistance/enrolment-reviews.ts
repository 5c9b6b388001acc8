import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery, Version } from '../shapes.ts';
import { recordVisit } from './application-steps.ts';
import { AssetItem, Declaration, IncomeItem } from './declarations.ts';
import { MemberFacts } from './households.ts';

const service = 'social-assistance';
const stepErrors = ['NOT_FOUND', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN', 'CONFLICT_OF_INTEREST'];
const Text = Type.String({ minLength: 1, maxLength: 2000 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

function strict<P extends Record<string, TSchema>>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

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
    /** CYCLE, CHANGE_DETECTED, REPORT_SUPERSEDED, PERSON_MOVED, CUSTODY_CHANGED, AUTHORIZATION_RENEWAL, MEMBERS_CHANGED. */
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
const declarationErrors = [
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

/** What a change of an enrolment led to. */
export const EnrolmentChange = Type.Object(
  {
    enrolmentId: Id,
    state: Type.String(),
    decisionId: Id,
    fromMonth: Month,
    amountFen: Fen,
    supplementFen: Fen,
    overpaidFen: Fen,
    /** A change told later than the term for it. */
    late: Type.Boolean(),
    version: Version,
  },
  { $id: 'EnrolmentChange' },
);

/** A change of an enrolment: POST, versioned by the enrolment and idempotent. */
function change<B extends TSchema>(
  verb: string,
  summary: string,
  given: { path: string; permission: string; body: B; errors?: readonly string[] },
) {
  return defineOperation({
    id: `enrolments.${verb}`,
    service,
    method: 'POST',
    path: `/v1/enrolments/{id}/${given.path}`,
    summary,
    params: IdParams,
    body: given.body,
    success: { status: 200, schema: EnrolmentChange },
    permission: `enrolments:${given.permission}`,
    idempotent: true,
    versioned: true,
    errors: [...stepErrors, ...(given.errors ?? [])],
  });
}

export const suspendEnrolment = change('suspend', 'Suspend the payments of a household from the next month', {
  path: 'suspension',
  permission: 'suspend',
  body: strict({
    reason: Type.Union([
      Type.Literal('REVIEW_OVERDUE'),
      Type.Literal('DEAD_ACCOUNT'),
      Type.Literal('MISSING_CONTACT'),
      Type.Literal('UNDER_INVESTIGATION'),
    ]),
    text: Text,
  }),
});
export const resumeEnrolment = change('resume', 'End a suspension: what was kept back is owed', {
  path: 'resumption',
  permission: 'suspend',
  body: strict({ reason: suspendEnrolment.body.properties.reason, text: Text }),
});

/** An open suspension. */
export const Suspension = Type.Object(
  {
    enrolmentId: Id,
    divisionCode: DivisionCode,
    reason: Type.String(),
    fromMonth: Month,
    endsBy: Day,
    /** Its limit has passed. */
    overdue: Type.Boolean(),
  },
  { $id: 'Suspension' },
);

export const listSuspensions = defineOperation({
  id: 'suspensions.list',
  service,
  method: 'GET',
  path: '/v1/suspensions',
  summary: 'Open suspensions in the caller’s division, the one that must end first at the top',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Suspension), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'reviews:read',
  errors: ['CURSOR_INVALID'],
});

const told = { happenedOn: Day, reportedOn: Day };
/** The relations of those who stay, when the head is another one by now. */
const heading = {
  headPersonId: Type.Optional(Id),
  relations: Type.Optional(
    Type.Array(strict({ personId: Id, relationToHead: Type.String({ pattern: '^[0-9]{2}$' }) }), { maxItems: 30 }),
  ),
};
const memberErrors = ['HOUSEHOLD_STRUCTURE_INVALID', 'DATE_NOT_ALLOWED', 'DATE_ORDER_INVALID'];

export const addMember = change('addMember', 'Somebody joins an enrolled household', {
  path: 'members',
  permission: 'changeMembers',
  body: strict({
    ...told,
    reason: Type.Union([
      Type.Literal('BIRTH'),
      Type.Literal('MARRIAGE'),
      Type.Literal('ADOPTION'),
      Type.Literal('RETURNED'),
      Type.Literal('MOVED_IN'),
    ]),
    member: MemberFacts,
    incomes: Type.Optional(Type.Array(IncomeItem, { maxItems: 50 })),
    assets: Type.Optional(Type.Array(AssetItem, { maxItems: 20 })),
    ...heading,
  }),
  errors: [...memberErrors, 'PERSON_ALREADY_IN_HOUSEHOLD', 'PERSON_UNKNOWN', ...declarationErrors],
});
export const removeMember = change('removeMember', 'Somebody leaves an enrolled household, or counts no longer', {
  path: 'member-removals',
  permission: 'changeMembers',
  body: strict({
    ...told,
    personId: Id,
    reason: Type.Union([
      Type.Literal('MARRIED_OUT'),
      Type.Literal('DIVORCED'),
      Type.Literal('MOVED_OUT'),
      Type.Literal('ADOPTED_AWAY'),
      /** These stay members and do not count. */
      Type.Literal('SERVING_SENTENCE'),
      Type.Literal('CONSCRIPT'),
      Type.Literal('DECLARED_MISSING'),
    ]),
    ...heading,
  }),
  errors: [...memberErrors, 'PERSON_NOT_IN_HOUSEHOLD'],
});

export const recordWorkRefusal = defineOperation({
  id: 'enrolments.recordWorkRefusal',
  service,
  method: 'POST',
  path: '/v1/enrolments/{id}/work-offers',
  summary: 'Record a suitable job that was offered to a member, and the answer',
  params: IdParams,
  body: strict({
    personId: Id,
    offeredOn: Day,
    answer: Type.Union([Type.Literal('ACCEPTED'), Type.Literal('REFUSED')]),
    /** A good reason for a refusal: such a refusal does not count. */
    reasonCode: Type.Optional(
      Type.Union([
        Type.Literal('ILLNESS'),
        Type.Literal('CARING'),
        Type.Literal('TRAINING'),
        Type.Literal('NOT_SUITABLE'),
      ]),
    ),
  }),
  success: {
    status: 200,
    schema: Type.Object({
      enrolmentId: Id,
      personId: Id,
      /** Refusals in a row without a reason, this one included. */
      refusals: Type.Integer({ minimum: 0 }),
      /** The row is long enough to decide. */
      decidable: Type.Boolean(),
      version: Version,
    }),
  },
  permission: 'enrolments:offerWork',
  idempotent: true,
  versioned: true,
  errors: [...stepErrors, 'PERSON_NOT_IN_HOUSEHOLD', 'DATE_NOT_ALLOWED', 'REVIEW_REASON_INVALID'],
});
export const decideWorkRefusal = change('decideWorkRefusal', 'Stop the part of a member who refused work three times', {
  path: 'work-refusal',
  permission: 'stopPart',
  body: strict({ personId: Id, text: Text }),
  errors: ['WORK_REFUSAL_TOO_FEW', 'SEPARATION_OF_DUTIES', 'PERSON_NOT_IN_HOUSEHOLD'],
});
