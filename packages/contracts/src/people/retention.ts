import { Type } from 'typebox';
import { RetentionClass } from '../bureau/retention.ts';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, PageQuery, strict } from '../shapes.ts';

const Text = Type.String({ minLength: 4, maxLength: 400 });
/** People state why, in at least 10 characters. */
const Reason = Type.String({ minLength: 10, maxLength: 400 });
const Instant = Type.Union([Type.String(), Type.Null()]);

/** A person whose every class of records is over. */
export const DuePerson = Type.Object(
  {
    personId: Id,
    /** The first day on which the person may be erased. */
    dueOn: Day,
    classes: Type.Array(RetentionClass),
  },
  { $id: 'DuePerson' },
);

/** An erasure: proposed by one, approved by another (people.md §4). */
export const Erasure = Type.Object(
  {
    id: Id,
    personId: Id,
    state: Type.Union([Type.Literal('PROPOSED'), Type.Literal('ERASED')]),
    dueOn: Day,
    classes: Type.Array(Type.String()),
    basis: Type.String(),
    proposedBy: Type.String(),
    proposedAt: Type.String(),
    approvedBy: Type.Union([Type.String(), Type.Null()]),
    approvedAt: Instant,
  },
  { $id: 'Erasure' },
);

/** What stops the erasure of a person. */
export const RetentionHold = Type.Object(
  {
    id: Id,
    personId: Id,
    state: Type.Union([Type.Literal('STANDS'), Type.Literal('LIFTED')]),
    reason: Type.String(),
    legalBasis: Type.String(),
    placedBy: Type.String(),
    placedAt: Type.String(),
    liftedBy: Type.Union([Type.String(), Type.Null()]),
    liftedAt: Instant,
  },
  { $id: 'RetentionHold' },
);

export const listDuePersons = defineOperation({
  id: 'retention.list',
  service: 'people',
  method: 'GET',
  path: '/v1/retention/due-persons',
  summary: 'Persons who may be erased today, ids only; a page may be short or empty and still have a next one',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(DuePerson), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'retention:list',
  errors: ['HOLDINGS_INCOMPLETE'],
});

export const proposeErasure = defineOperation({
  id: 'retention.propose',
  service: 'people',
  method: 'POST',
  path: '/v1/retention/erasures',
  summary: 'Propose to erase a person whose every class of records is over; another person approves',
  body: strict({ personId: Id, basis: Text }),
  success: { status: 200, schema: Erasure },
  permission: 'retention:propose',
  idempotent: true,
  errors: ['PERSON_UNKNOWN', 'PERSON_ERASED', 'LEGAL_HOLD', 'RETENTION_NOT_DUE', 'HOLDINGS_INCOMPLETE'],
});

export const approveErasure = defineOperation({
  id: 'retention.approve',
  service: 'people',
  method: 'POST',
  path: '/v1/retention/erasures/{id}/approval',
  summary: 'Erase: the person’s data key is destroyed and nothing finds the person any more; cannot be undone',
  params: IdParams,
  success: { status: 200, schema: Erasure },
  permission: 'retention:approve',
  idempotent: true,
  errors: [
    'ERASURE_UNKNOWN',
    'SEPARATION_OF_DUTIES',
    'STATE_TRANSITION_INVALID',
    'LEGAL_HOLD',
    'RETENTION_NOT_DUE',
    'HOLDINGS_INCOMPLETE',
    'CONCURRENT_CHANGE',
  ],
});

export const placeHold = defineOperation({
  id: 'retention.hold',
  service: 'people',
  method: 'POST',
  path: '/v1/retention/holds',
  summary: 'Stop the erasure of a person: a court, an inspection, a recovery',
  body: strict({ personId: Id, reason: Reason, legalBasis: Text }),
  success: { status: 200, schema: RetentionHold },
  permission: 'retention:hold',
  idempotent: true,
  errors: ['PERSON_UNKNOWN', 'PERSON_ERASED'],
});

export const liftHold = defineOperation({
  id: 'retention.lift',
  service: 'people',
  method: 'POST',
  path: '/v1/retention/holds/{id}/lifting',
  summary: 'End a hold; another person than the one who placed it',
  params: IdParams,
  body: strict({ reason: Reason }),
  success: { status: 200, schema: RetentionHold },
  permission: 'retention:lift',
  idempotent: true,
  errors: ['LEGAL_HOLD_UNKNOWN', 'SEPARATION_OF_DUTIES', 'STATE_TRANSITION_INVALID'],
});
