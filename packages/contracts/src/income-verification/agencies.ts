import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

/** Partner agencies and the items of each; how one is asked is its agreement's mode (income-verification.md §4). */
export const agencyItems = {
  PSB_HUKOU: ['HUKOU'],
  PSB_VEHICLE: ['VEHICLE'],
  PSB_EXIT: ['ABROAD'],
  HRSS_PENSION: ['PENSION', 'RESIDENT_PENSION'],
  HRSS_INSURANCE: ['CONTRIBUTION'],
  HRSS_EMPLOY: ['UNEMPLOYMENT', 'EMPLOYMENT_REG', 'PUBLIC_POST'],
  MEDICAL_INS: ['INSURED', 'SETTLEMENT'],
  TAX: ['IIT_WAGE', 'BUSINESS_TAX'],
  AIC: ['BUSINESS_REG'],
  HOUSING_REG: ['REAL_ESTATE', 'TRANSACTION'],
  HOUSING_SEC: ['PUBLIC_RENTAL', 'RENT_SUBSIDY'],
  HOUSING_FUND: ['FUND'],
  LAND: ['LAND_COMP', 'LAND_USE'],
  AGRI: ['LAND_CONTRACT', 'SUBSIDY'],
  MACHINERY: ['MACHINE'],
  DISABLED_FED: ['CERT'],
  BANK: ['DEPOSIT', 'INFLOW'],
  SECURITIES: ['HOLDING'],
  INSURANCE: ['CASH_VALUE'],
  FISCAL_PAY: ['PAYROLL'],
  EDU: ['ENROLMENT'],
  COURT: ['ALIMONY_JUDGMENT'],
  PRISON: ['SERVING'],
  CA_MARRIAGE: ['MARRIAGE'],
  CA_FUNERAL: ['CREMATION'],
  CA_BENEFIT: ['BENEFIT'],
  OTHER_PROVINCE: ['NOT_RECEIVING'],
} as const;
export type AgencyCode = keyof typeof agencyItems;
export const agencyCodes = Object.keys(agencyItems) as AgencyCode[];

/** The seven outcomes of an answer; NO_RECORD and NOT_COVERED are never merged (§3.2). */
export const Outcome = Type.Union([
  Type.Literal('HIT'),
  Type.Literal('NO_RECORD'),
  Type.Literal('NOT_COVERED'),
  Type.Literal('PARTIAL_COVERAGE'),
  Type.Literal('IDENTITY_MISMATCH'),
  Type.Literal('REFUSED'),
  Type.Literal('ERROR'),
]);
export type Outcome = Static<typeof Outcome>;

/** What leaves the building for one person and item: id, name, item, period, nothing else (§1 minimal request). */
export const AgencyQuery = Type.Object(
  {
    ref: Id,
    purpose: Type.String(),
    item: Type.String(),
    idNo: Type.String(),
    name: Type.String(),
    from: Day,
    to: Day,
  },
  { $id: 'AgencyQuery', additionalProperties: false },
);
export type AgencyQuery = Static<typeof AgencyQuery>;

/** An agency's answer. Rows are in the agency's own words; `mapping` turns them into findings. */
export const AgencyAnswer = Type.Object(
  {
    ref: Id,
    outcome: Outcome,
    rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 500 }),
    sourceAsOf: Day,
  },
  { $id: 'AgencyAnswer', additionalProperties: false },
);
export type AgencyAnswer = Static<typeof AgencyAnswer>;

/** Public half of a key for batch files (RFC 8037): who holds the private half can read them. */
export const ExchangeKey = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('X25519'),
    x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    kid: Type.String({ minLength: 1, maxLength: 80 }),
  },
  { $id: 'ExchangeKey', additionalProperties: false },
);
export type ExchangeKey = Static<typeof ExchangeKey>;

/** An agreement with an agency: a query outside a live one cannot be sent. */
export const AgencyAgreement = Type.Object(
  {
    id: Id,
    agencyCode: Type.String(),
    level: Type.String(),
    divisionCode: DivisionCode,
    docNo: Type.String(),
    items: Type.Array(Type.String()),
    mode: Type.String({ description: 'RT real time, DF daily encrypted file, ML letter' }),
    slaSeconds: Type.Integer({ minimum: 1 }),
    /** Key for which files to this agency are encrypted; null unless the mode is DF. */
    exchangeKeyId: Type.Union([Type.String(), Type.Null()]),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String(),
    version: Version,
  },
  { $id: 'AgencyAgreement' },
);

export const createAgreement = defineOperation({
  id: 'agreements.create',
  service: 'income-verification',
  method: 'POST',
  path: '/v1/agency-agreements',
  summary: 'Record an agreement with an agency for items, a division and a period',
  body: Type.Object(
    {
      agencyCode: Type.String({ maxLength: 40 }),
      level: Type.Union([Type.Literal('PROVINCE'), Type.Literal('CITY'), Type.Literal('COUNTY')]),
      divisionCode: DivisionCode,
      docNo: Type.String({ minLength: 1, maxLength: 80 }),
      items: Type.Array(Type.String(), { minItems: 1 }),
      mode: Type.Union([Type.Literal('RT'), Type.Literal('DF'), Type.Literal('ML')]),
      slaSeconds: Type.Integer({ minimum: 1, maximum: 5_184_000 }),
      /** DF: the agency's public key for files; X25519 (RFC 8037). */
      exchangeKey: Type.Optional(ExchangeKey),
      validFrom: Day,
      validTo: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: AgencyAgreement },
  permission: 'agreements:manage',
  idempotent: true,
  errors: ['AGENCY_UNKNOWN', 'ITEM_UNKNOWN', 'PERIOD_INVALID', 'DOC_DUPLICATE', 'EXCHANGE_KEY_MISSING'],
});

export const endAgreement = defineOperation({
  id: 'agreements.end',
  service: 'income-verification',
  method: 'POST',
  path: '/v1/agency-agreements/{id}/end',
  summary: 'End an agreement on a day',
  params: IdParams,
  body: Type.Object({ validTo: Day }, { additionalProperties: false }),
  success: { status: 200, schema: AgencyAgreement },
  permission: 'agreements:manage',
  idempotent: true,
  versioned: true,
});

export const listAgreements = defineOperation({
  id: 'agreements.list',
  service: 'income-verification',
  method: 'GET',
  path: '/v1/agency-agreements',
  summary: 'Agreements by agency and day',
  query: Type.Object({ agencyCode: Type.Optional(Type.String()), asOf: Type.Optional(Day) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(AgencyAgreement) }) },
  permission: 'agreements:read',
});
