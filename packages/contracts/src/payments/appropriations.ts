import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, IdParams, PageQuery, Version } from '../shapes.ts';
import { Fund } from './funds.ts';

const service = 'payments';
const OptionalDay = Type.Union([Day, Type.Null()]);

/** Money on its way from an upper fund to a lower division (payments.md §2, §6). */
export const Appropriation = Type.Object(
  {
    id: Id,
    docNo: Type.String(),
    fromFundId: Id,
    fromLevel: Type.String(),
    fromDivisionCode: DivisionCode,
    fundClass: Type.String(),
    programmes: Type.Array(Type.String()),
    toLevel: Type.String(),
    toDivisionCode: DivisionCode,
    year: Type.Integer(),
    amountFen: Fen,
    state: Type.String({ description: 'SENT, RECEIVED' }),
    sentOn: Day,
    receivedOn: OptionalDay,
    toFundId: Type.Union([Id, Type.Null()]),
    /** Days between sending and receipt, or until today. */
    daysInTransit: Type.Integer({ minimum: 0 }),
    /** Sent longer ago than the parameter allows and not received. */
    overdue: Type.Boolean(),
    version: Version,
  },
  { $id: 'Appropriation' },
);

export const sendAppropriation = defineOperation({
  id: 'appropriations.send',
  service,
  method: 'POST',
  path: '/v1/appropriations',
  summary: 'Send money of a fund to the next level of the fiscal chain; it leaves the special account',
  body: Type.Object(
    {
      fromFundId: Id,
      toDivisionCode: DivisionCode,
      docNo: Type.String({ minLength: 1, maxLength: 80 }),
      /** All programmes of the fund unless told. */
      programmes: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
      amountFen: Fen,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Appropriation },
  permission: 'funds:manage',
  idempotent: true,
  errors: [
    'AMOUNT_INVALID',
    'FUND_UNKNOWN',
    'FISCAL_CHAIN_BROKEN',
    'FUND_PURPOSE_VIOLATION',
    'FUND_INSUFFICIENT',
    'DOC_DUPLICATE',
    'PERIOD_CLOSED',
  ],
});

export const receiveAppropriation = defineOperation({
  id: 'appropriations.receive',
  service,
  method: 'POST',
  path: '/v1/appropriations/{id}/receipt',
  summary: 'Receive an appropriation into a fund of the division: money enters the special account',
  params: IdParams,
  body: Type.Object({ fundId: Id, receivedOn: Day }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ appropriation: Appropriation, journalId: Id, fund: Fund }) },
  permission: 'funds:manage',
  idempotent: true,
  errors: [
    'APPROPRIATION_UNKNOWN',
    'FUND_UNKNOWN',
    'FUND_PURPOSE_VIOLATION',
    'DATE_ORDER_INVALID',
    'DATE_NOT_ALLOWED',
    'DOC_DUPLICATE',
    'PERIOD_CLOSED',
  ],
});

export const listAppropriations = defineOperation({
  id: 'appropriations.list',
  service,
  method: 'GET',
  path: '/v1/appropriations',
  summary: 'Appropriations of the caller’s division, the oldest first; those that are overdue alone when asked',
  query: Type.Object({
    ...PageQuery.properties,
    state: Type.Optional(Type.Union([Type.Literal('SENT'), Type.Literal('RECEIVED')])),
    overdue: Type.Optional(Type.Boolean()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Appropriation), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'ledger:read',
});

/** received = allocated down + paid + returned on hand + on hand, of one fund on one day (payments.md §6). */
export const FundBalanceCheck = Type.Object(
  {
    id: Id,
    fundId: Id,
    level: Type.String(),
    year: Type.Integer(),
    checkedOn: Day,
    receivedFen: Fen,
    allocatedFen: Fen,
    paidFen: Fen,
    returnedOnHandFen: Fen,
    onHandFen: Fen,
    differenceFen: Fen,
    /** The stop that the fund is under now, null when it may start runs. */
    stopId: Type.Union([Id, Type.Null()]),
  },
  { $id: 'FundBalanceCheck' },
);

export const runBalanceChecks = defineOperation({
  id: 'balanceChecks.run',
  service,
  method: 'POST',
  path: '/v1/fund-balance-checks',
  summary: 'Check the balance identity of the funds of a division now; a difference stops the fund',
  body: Type.Object({ divisionCode: DivisionCode }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(FundBalanceCheck) }) },
  permission: 'balanceChecks:run',
  idempotent: true,
  errors: ['SCOPE_FORBIDDEN'],
});

export const listBalanceChecks = defineOperation({
  id: 'balanceChecks.list',
  service,
  method: 'GET',
  path: '/v1/fund-balance-checks',
  summary: 'Balance checks of the caller’s division, newest first',
  query: Type.Object({
    ...PageQuery.properties,
    fundId: Type.Optional(Id),
    broken: Type.Optional(Type.Boolean()),
  }),
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(FundBalanceCheck), next: Type.Union([Type.String(), Type.Null()]) }),
  },
  permission: 'ledger:read',
});

/** Why a fund starts no run. */
export const FundStop = Type.Object(
  {
    id: Id,
    fundId: Id,
    differenceFen: Fen,
    state: Type.String({ description: 'OPEN, LIFTED' }),
    openedOn: Day,
    proposed: Type.Boolean(),
    liftedOn: OptionalDay,
  },
  { $id: 'FundStop' },
);

export const liftFundStop = defineOperation({
  id: 'fundStops.lift',
  service,
  method: 'POST',
  path: '/v1/fund-stops/{id}/lift',
  summary: 'Let a fund pay again once its newest check is even; the second person’s call takes effect',
  params: IdParams,
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
  success: { status: 200, schema: FundStop },
  permission: 'fundStops:lift',
  idempotent: true,
  errors: ['FUND_STOP_UNKNOWN', 'FUND_BALANCE_BROKEN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

/** What a fund has left at the end of its year, and what of it went on. */
export const YearEndFund = Type.Object(
  {
    fundId: Id,
    fundCode: Type.String(),
    receivedFen: Fen,
    onHandFen: Fen,
    /** Kept for lines that are not settled yet. */
    reservedFen: Fen,
    carriedFen: Fen,
    nextFundId: Type.Union([Id, Type.Null()]),
    /** Carried of received, in basis points; null when nothing was received. */
    surplusBp: Type.Union([Type.Integer(), Type.Null()]),
    /** 1000 for living allowance, 1500 for medical assistance; null where no limit is known. */
    limitBp: Type.Union([Type.Integer(), Type.Null()]),
    aboveLimit: Type.Boolean(),
  },
  { $id: 'YearEndFund' },
);

export const closeYear = defineOperation({
  id: 'ledger.closeYear',
  service,
  method: 'POST',
  path: '/v1/ledger/years/{year}/close',
  summary: 'Close a year of a division whose months are closed: surplus reported and carried over',
  params: Type.Object({ year: Type.Integer({ minimum: 2000, maximum: 2100 }) }),
  body: Type.Object({ divisionCode: DivisionCode }, { additionalProperties: false }),
  success: {
    status: 200,
    schema: Type.Object({
      year: Type.Integer(),
      divisionCode: DivisionCode,
      closedOn: Day,
      funds: Type.Array(YearEndFund),
    }),
  },
  permission: 'funds:manage',
  idempotent: true,
  errors: ['PERIOD_CLOSED', 'PERIOD_INVALID', 'MONTHS_OPEN', 'FUND_BALANCE_BROKEN'],
});
