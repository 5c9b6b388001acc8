import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, PageQuery, Version } from '../shapes.ts';

const service = 'social-assistance';
const Reason = Type.String({ minLength: 1, maxLength: 2000 });
const Office = Type.Union([Type.Literal('ASSISTANCE_STAFF'), Type.Literal('VILLAGE_COMMITTEE')]);

/** Kin that matching found and the family did not state (social-assistance.md §5.3). */
export const KinHit = Type.Object(
  {
    id: Id,
    applicationId: Id,
    enrolmentId: Type.Union([Id, Type.Null()]),
    /** The staff or committee member. */
    personId: Id,
    office: Type.String(),
    /** FROZEN, PROPOSED (one of the county would clear it), CLEARED. */
    state: Type.String(),
    foundOn: Day,
    version: Version,
  },
  { $id: 'KinHit' },
);

/** A case of the separate list: near relatives stated, or found. */
export const NearRelativeCase = Type.Object(
  {
    applicationId: Id,
    enrolmentId: Type.Union([Id, Type.Null()]),
    state: Type.String(),
    divisionCode: DivisionCode,
    /** How many kin the family stated. */
    stated: Type.Integer({ minimum: 0 }),
    hits: Type.Array(KinHit),
    countyVisited: Type.Boolean(),
  },
  { $id: 'NearRelativeCase' },
);

export const listNearRelatives = defineOperation({
  id: 'nearRelatives.list',
  service,
  method: 'GET',
  path: '/v1/near-relative-cases',
  summary: 'Cases of near relatives of staff and committee members in the caller’s division',
  query: Type.Object({ ...PageQuery.properties }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(NearRelativeCase), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'nearRelatives:list',
});

/** A member of assistance staff or of a village committee whose kin must be filed. */
export const RosterEntry = Type.Object(
  {
    id: Id,
    personId: Id,
    office: Office,
    divisionCode: DivisionCode,
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    version: Version,
  },
  { $id: 'RosterEntry' },
);

export const addToRoster = defineOperation({
  id: 'nearRelatives.addToRoster',
  service,
  method: 'POST',
  path: '/v1/kin-roster',
  summary: 'Add a member of staff or of a committee whose kin must be filed',
  body: Type.Object(
    { personId: Id, office: Office, divisionCode: DivisionCode, validFrom: Day },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: RosterEntry },
  permission: 'nearRelatives:roster',
  idempotent: true,
  errors: ['SCOPE_FORBIDDEN', 'DATE_NOT_ALLOWED', 'ROSTER_DUPLICATE'],
});

export const endRosterEntry = defineOperation({
  id: 'nearRelatives.endRosterEntry',
  service,
  method: 'POST',
  path: '/v1/kin-roster/{id}/end',
  summary: 'The person has left the office',
  params: IdParams,
  body: Type.Object({ validTo: Day }, { additionalProperties: false }),
  success: { status: 200, schema: RosterEntry },
  permission: 'nearRelatives:roster',
  idempotent: true,
  versioned: true,
  errors: ['SCOPE_FORBIDDEN', 'DATE_NOT_ALLOWED', 'STATE_TRANSITION_INVALID'],
});

export const recheckNearRelativesOfCase = defineOperation({
  id: 'nearRelatives.recheck',
  service,
  method: 'POST',
  path: '/v1/applications/{id}/near-relative-checks',
  summary: 'Match a case with staff and committee members again',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ checked: Type.Integer({ minimum: 0 }), hits: Type.Array(KinHit) }) },
  permission: 'nearRelatives:recheck',
  idempotent: true,
  errors: ['APPLICATION_UNKNOWN', 'CASE_REQUIRED'],
});

const clearErrors = ['KIN_HIT_UNKNOWN', 'STATE_TRANSITION_INVALID', 'SCOPE_FORBIDDEN'];

export const proposeKinClearing = defineOperation({
  id: 'nearRelatives.proposeClearing',
  service,
  method: 'POST',
  path: '/v1/kin-hits/{id}/clearing-proposal',
  summary: 'First of two: why a hit shall no longer freeze the case',
  params: IdParams,
  body: Type.Object({ reason: Reason }, { additionalProperties: false }),
  success: { status: 200, schema: KinHit },
  permission: 'nearRelatives:propose',
  idempotent: true,
  versioned: true,
  errors: clearErrors,
});

export const clearKinHit = defineOperation({
  id: 'nearRelatives.clear',
  service,
  method: 'POST',
  path: '/v1/kin-hits/{id}/clearing',
  summary: 'Second of two: the hit is filed and the case goes on',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: KinHit },
  permission: 'nearRelatives:clear',
  idempotent: true,
  versioned: true,
  errors: [...clearErrors, 'SEPARATION_OF_DUTIES'],
});
