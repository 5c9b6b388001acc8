import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Fen, Id, Month } from '../shapes.ts';

const service = 'payments';
const Level = Type.Union([
  Type.Literal('CENTRAL'),
  Type.Literal('PROVINCE'),
  Type.Literal('CITY'),
  Type.Literal('COUNTY'),
]);

/** A purse of one division, level and year with its purposes. */
export const Fund = Type.Object(
  {
    id: Id,
    fundCode: Type.String(),
    fundClass: Type.String({ description: 'FISCAL, LOTTERY, DONATION, INSURANCE' }),
    level: Level,
    divisionCode: DivisionCode,
    year: Type.Integer(),
    programmes: Type.Array(Type.String()),
    status: Type.String(),
    /** BANK_SPECIAL minus what is reserved. */
    coverFen: Fen,
  },
  { $id: 'Fund' },
);

export const openFund = defineOperation({
  id: 'funds.open',
  service,
  method: 'POST',
  path: '/v1/funds',
  summary: 'Open a fund for a year and its programmes',
  body: Type.Object(
    {
      fundCode: Type.String({ pattern: '^[A-Z0-9-]{3,40}$' }),
      fundClass: Type.Union([
        Type.Literal('FISCAL'),
        Type.Literal('LOTTERY'),
        Type.Literal('DONATION'),
        Type.Literal('INSURANCE'),
      ]),
      level: Level,
      divisionCode: DivisionCode,
      year: Type.Integer({ minimum: 2000, maximum: 2100 }),
      programmes: Type.Array(Type.String(), { minItems: 1 }),
      /** What the donor gave it for; needed for DONATION and for no other class. */
      donorPurpose: Type.Optional(
        Type.Union([
          Type.Literal('DIBAO'),
          Type.Literal('RELIEF'),
          Type.Literal('ELDERLY'),
          Type.Literal('DISABLED'),
          Type.Literal('ORPHANS'),
          Type.Literal('MEDICAL'),
        ]),
      ),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Fund },
  permission: 'funds:manage',
  idempotent: true,
  errors: ['PROGRAMME_UNKNOWN', 'FUND_PURPOSE_VIOLATION', 'FUND_DUPLICATE'],
});

export const receiveFunds = defineOperation({
  id: 'funds.receive',
  service,
  method: 'POST',
  path: '/v1/fund-receipts',
  summary: 'Record an appropriation received: money enters the special account',
  body: Type.Object(
    {
      fundId: Id,
      docNo: Type.String({ minLength: 1, maxLength: 80 }),
      fromLevel: Level,
      amountFen: Fen,
      appropriatedOn: Day,
      receivedOn: Day,
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Type.Object({ id: Id, journalId: Id, fund: Fund }) },
  permission: 'funds:manage',
  idempotent: true,
  errors: ['AMOUNT_INVALID', 'DOC_DUPLICATE', 'PERIOD_CLOSED', 'DATE_ORDER_INVALID', 'FUND_UNKNOWN'],
});

export const getFund = defineOperation({
  id: 'funds.get',
  service,
  method: 'GET',
  path: '/v1/funds/{id}',
  summary: 'A fund with its cover',
  params: Type.Object({ id: Id }),
  success: { status: 200, schema: Fund },
  permission: 'ledger:read',
});

/** Sum of one account of the ledger. */
export const LedgerBalance = Type.Object(
  {
    account: Type.String(),
    level: Type.Union([Type.String(), Type.Null()]),
    debitFen: Fen,
    creditFen: Fen,
    balanceFen: Fen,
  },
  { $id: 'LedgerBalance' },
);

export const ledgerBalances = defineOperation({
  id: 'ledger.balances',
  service,
  method: 'GET',
  path: '/v1/ledger/balances',
  summary: 'Balances by account of a county (and programme, fund, year), and whether the ledger balances',
  query: Type.Object({
    divisionCode: DivisionCode,
    programme: Type.Optional(Type.String()),
    fundId: Type.Optional(Id),
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
  }),
  success: {
    status: 200,
    schema: Type.Object({
      balances: Type.Array(LedgerBalance),
      debitFen: Fen,
      creditFen: Fen,
      balanced: Type.Boolean(),
    }),
  },
  permission: 'ledger:read',
});

export const closeMonth = defineOperation({
  id: 'ledger.closeMonth',
  service,
  method: 'POST',
  path: '/v1/ledger/months/{month}/close',
  summary: 'Close a month of a county: nothing is posted in it any more',
  params: Type.Object({ month: Month }),
  body: Type.Object({ divisionCode: DivisionCode }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ month: Month, divisionCode: DivisionCode, closedOn: Day }) },
  permission: 'funds:manage',
  idempotent: true,
  errors: ['PERIOD_CLOSED', 'PERIOD_INVALID'],
});

export const reverseJournal = defineOperation({
  id: 'ledger.reverse',
  service,
  method: 'POST',
  path: '/v1/ledger/journals/{id}/reversal',
  summary: 'Correct a journal by its mirror image in the open month',
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false }),
  success: { status: 201, schema: Type.Object({ journalId: Id, reverses: Id, month: Month }) },
  permission: 'funds:manage',
  idempotent: true,
  errors: ['LEDGER_IMMUTABLE', 'JOURNAL_UNKNOWN'],
});
