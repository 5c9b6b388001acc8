import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { roles } from '../roles.ts';
import { Day, DivisionCode, Id, IdParams } from '../shapes.ts';

const RoleName = Type.Union(Object.keys(roles).map((role) => Type.Literal(role)));

/** A role held in a division for a time; two administrators make it. */
export const RoleGrantRecord = Type.Object(
  {
    id: Id,
    role: Type.String(),
    divisionCode: DivisionCode,
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED' }),
    /** The division was abolished: the holder may look at what stands under its code, and do nothing more. */
    readOnly: Type.Boolean(),
  },
  { $id: 'RoleGrantRecord' },
);

/** A staff account; its subject is the one natural person behind it. */
export const StaffAccount = Type.Object(
  {
    id: Id,
    accountName: Type.String(),
    subject: Type.String(),
    personId: Type.Union([Id, Type.Null()]),
    status: Type.String({ description: 'ACTIVE, LOCKED, CLOSED' }),
    grants: Type.Array(RoleGrantRecord),
  },
  { $id: 'StaffAccount' },
);

const service = 'identity';

export const createAccount = defineOperation({
  id: 'accounts.create',
  service,
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Create a staff account without any role',
  body: Type.Object(
    {
      accountName: Type.String({ pattern: '^[a-z][a-z0-9-]{2,60}$' }),
      password: Type.String({ maxLength: 200 }),
      personId: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: StaffAccount },
  permission: 'accounts:manage',
  idempotent: true,
  errors: ['PASSWORD_TOO_WEAK', 'ACCOUNT_EXISTS'],
});

export const getAccount = defineOperation({
  id: 'accounts.get',
  service,
  method: 'GET',
  path: '/v1/accounts/{id}',
  summary: 'An account with its grants',
  params: IdParams,
  success: { status: 200, schema: StaffAccount },
  permission: 'accounts:manage',
});

export const proposeGrant = defineOperation({
  id: 'grants.propose',
  service,
  method: 'POST',
  path: '/v1/accounts/{id}/grants',
  summary: 'Propose a role in a division (first administrator)',
  params: IdParams,
  body: Type.Object(
    { role: RoleName, divisionCode: DivisionCode, validFrom: Day, validTo: Type.Optional(Day) },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: RoleGrantRecord },
  permission: 'accounts:manage',
  idempotent: true,
  errors: ['ROLES_INCOMPATIBLE', 'ACCOUNT_UNKNOWN', 'DIVISION_NOT_VALID', 'GRANT_TO_SELF', 'DATE_ORDER_INVALID'],
});

export const approveGrant = defineOperation({
  id: 'grants.approve',
  service,
  method: 'POST',
  path: '/v1/grants/{id}/approval',
  summary: 'Approve a proposed role (second administrator, neither the proposer nor the holder)',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: RoleGrantRecord },
  permission: 'accounts:manage',
  idempotent: true,
  errors: ['TWO_PERSON_REQUIRED', 'GRANT_TO_SELF', 'GRANT_UNKNOWN', 'ROLES_INCOMPATIBLE', 'STATE_TRANSITION_INVALID'],
});

export const endGrant = defineOperation({
  id: 'grants.end',
  service,
  method: 'POST',
  path: '/v1/grants/{id}/end',
  summary: 'End a role on a day',
  params: IdParams,
  body: Type.Object({ validTo: Day }, { additionalProperties: false }),
  success: { status: 200, schema: RoleGrantRecord },
  permission: 'accounts:manage',
  idempotent: true,
  errors: ['GRANT_UNKNOWN', 'STATE_TRANSITION_INVALID', 'DATE_ORDER_INVALID'],
});
