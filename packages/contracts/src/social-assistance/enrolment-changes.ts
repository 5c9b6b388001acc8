import { type TSchema, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery, strict, Version } from '../shapes.ts';
import { AssetItem, IncomeItem } from './declarations.ts';
import { declarationErrors } from './enrolment-reviews.ts';
import { MemberFacts } from './households.ts';

const service = 'social-assistance';
const stepErrors = ['NOT_FOUND', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN', 'CONFLICT_OF_INTEREST'];
const Text = Type.String({ minLength: 1, maxLength: 2000 });

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
