import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, Month, PageQuery } from '../shapes.ts';
import { PaymentLine } from './runs.ts';

const service = 'payments';
const OptionalDay = Type.Union([Day, Type.Null()]);
const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false });

/** What keeps a line back, with its owner and clock (payments.md §3.4). */
export const Hold = Type.Object(
  {
    id: Id,
    lineId: Id,
    runId: Id,
    enrolmentId: Id,
    programme: Type.String(),
    divisionCode: DivisionCode,
    benefitMonth: Month,
    amountFen: Fen,
    code: Type.String(),
    owner: Type.String({ description: 'role that works on it' }),
    state: Type.String({ description: 'OPEN, FLAGGED, RELEASED, LIFTED, CANCELLED' }),
    openedOn: Day,
    dueOn: Day,
    /** The day on which it was raised to the county because its clock had run out. */
    escalatedOn: OptionalDay,
    /** One person has proposed a release or an end; the second one is awaited. */
    proposed: Type.Boolean(),
  },
  { $id: 'Hold' },
);

export const listHolds = defineOperation({
  id: 'holds.list',
  service,
  method: 'GET',
  path: '/v1/holds',
  summary: 'Open holds of the caller’s division, the oldest due day first',
  query: Type.Object({
    ...PageQuery.properties,
    owner: Type.Optional(Type.String({ maxLength: 40 })),
    code: Type.Optional(Type.String({ maxLength: 40 })),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Hold), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'holds:read',
});

export const endHeldLine = defineOperation({
  id: 'holds.endLine',
  service,
  method: 'POST',
  path: '/v1/holds/{id}/line-end',
  summary: 'End a held line for good; the second person’s call takes effect',
  params: IdParams,
  body: Reason,
  success: { status: 200, schema: PaymentLine },
  permission: 'runs:release',
  idempotent: true,
  errors: ['TWO_PERSON_REQUIRED', 'HOLD_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

/** A notice to the old contact of a payee; its text has no number in it. */
export const AccountNotice = Type.Object(
  {
    id: Id,
    payeeId: Id,
    divisionCode: DivisionCode,
    kind: Type.String({ description: 'CHANGED, CLOSED' }),
    content: Type.String(),
    madeOn: Day,
    dueOn: Day,
    sentOn: OptionalDay,
  },
  { $id: 'AccountNotice' },
);

export const listAccountNotices = defineOperation({
  id: 'accountNotices.list',
  service,
  method: 'GET',
  path: '/v1/account-notices',
  summary: 'Notices that an account changed, which the county sends to the old contact',
  query: Type.Object({ ...PageQuery.properties, sent: Type.Optional(Type.Boolean()) }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(AccountNotice), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'payees:read',
});

export const markAccountNoticeSent = defineOperation({
  id: 'accountNotices.markSent',
  service,
  method: 'POST',
  path: '/v1/account-notices/{id}/sent',
  summary: 'The county told the old contact',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: AccountNotice },
  permission: 'payees:create',
  idempotent: true,
  errors: ['ACCOUNT_NOTICE_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

/** An institution's account that may be paid for many (payments.md §4 SHARED_ACCOUNT). */
export const WhiteListedAccount = Type.Object(
  {
    id: Id,
    title: Type.String(),
    bankCode: Type.Union([Type.String(), Type.Null()]),
    accountMasked: Type.Union([Type.String(), Type.Null()]),
    divisionCode: DivisionCode,
    state: Type.String({ description: 'PROPOSED, APPROVED' }),
    listedOn: Day,
    approvedOn: OptionalDay,
  },
  { $id: 'WhiteListedAccount' },
);

export const proposeWhiteListed = defineOperation({
  id: 'accountWhiteList.propose',
  service,
  method: 'POST',
  path: '/v1/account-white-list',
  summary: 'Propose an institution’s account for the white list (clerk)',
  body: Type.Object(
    {
      number: Type.String({ maxLength: 40 }),
      bankCode: Type.String({ pattern: '^[A-Z]{3,8}$' }),
      title: Type.String({ minLength: 2, maxLength: 80 }),
      divisionCode: DivisionCode,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: WhiteListedAccount },
  permission: 'accountWhiteList:propose',
  idempotent: true,
  errors: ['ACCOUNT_INVALID', 'WHITE_LIST_DUPLICATE', 'SCOPE_FORBIDDEN'],
});

export const approveWhiteListed = defineOperation({
  id: 'accountWhiteList.approve',
  service,
  method: 'POST',
  path: '/v1/account-white-list/{id}/approval',
  summary: 'Approve a proposed account (another person than the clerk): from now on it may be shared',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: WhiteListedAccount },
  permission: 'accountWhiteList:approve',
  idempotent: true,
  errors: ['TWO_PERSON_REQUIRED', 'WHITE_LIST_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const listWhiteListed = defineOperation({
  id: 'accountWhiteList.list',
  service,
  method: 'GET',
  path: '/v1/account-white-list',
  summary: 'White-listed and proposed accounts of the caller’s division, numbers masked',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(WhiteListedAccount), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'payees:read',
});
