import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, DivisionCode, Id, IdParams, Version } from '../shapes.ts';

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
    /**
     * Whose record the rows are from: SHA-256 of `<ref> <identity number on the record>`; another person's is not believed, and
     * where the agreement demands it rows without it are not either.
     */
    subject: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
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

/** How a batch file travels: over the exchange, through a folder that both sides reach, by SFTP; a disc is carried (mode OD). */
export const FileRoute = Type.Union([Type.Literal('HTTP'), Type.Literal('FOLDER'), Type.Literal('SFTP')]);
export type FileRoute = Static<typeof FileRoute>;

/** Who at the agency is told of a leak or a lost key; kept encrypted. */
export const SecurityContact = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 50 }),
    phone: Type.String({ pattern: '^[0-9+ -]{5,20}$' }),
  },
  { $id: 'SecurityContact', additionalProperties: false },
);

/** An agreement with an agency: a query outside a live one cannot be sent. */
export const AgencyAgreement = Type.Object(
  {
    id: Id,
    agencyCode: Type.String(),
    level: Type.String(),
    divisionCode: DivisionCode,
    docNo: Type.String(),
    items: Type.Array(Type.String()),
    mode: Type.String({ description: 'RT real time, DF daily encrypted file, ML letter, OD encrypted disc' }),
    slaSeconds: Type.Integer({ minimum: 1 }),
    /** Term in working days of everything but a real-time call. */
    slaWorkingDays: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    /** DF: how its files travel. */
    route: Type.Union([FileRoute, Type.Null()]),
    /** DF and OD: the agreement's key for files to this agency; null where the partner's registered one is used. */
    exchangeKeyId: Type.Union([Type.String(), Type.Null()]),
    hasSecurityContact: Type.Boolean(),
    /** From this day on rows must say whose record they are from (`subject`); null: the agency cannot say it. */
    subjectFrom: Type.Union([Day, Type.Null()]),
    /** From when the agency can be asked; null while it is recorded only. */
    connectedOn: Type.Union([Day, Type.Null()]),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String({ description: 'PLANNED, RECORDED, LIVE, ENDED' }),
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
      mode: Type.Union([Type.Literal('RT'), Type.Literal('DF'), Type.Literal('ML'), Type.Literal('OD')]),
      /** The deadline of a real-time call. */
      slaSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_184_000 })),
      /** The term of files, discs and letters. */
      slaWorkingDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
      /** DF: over the exchange unless told. */
      route: Type.Optional(FileRoute),
      /** DF and OD: the agency's public key for files, X25519 (RFC 8037); not needed where one of its FILE keys is registered. */
      exchangeKey: Type.Optional(ExchangeKey),
      securityContact: Type.Optional(SecurityContact),
      /** From when the agency says whose record it read; from the first day unless told, where its file says that it can. */
      subjectFrom: Type.Optional(Day),
      validFrom: Day,
      validTo: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: AgencyAgreement },
  permission: 'agreements:manage',
  idempotent: true,
  errors: [
    ...['AGENCY_UNKNOWN', 'ITEM_UNKNOWN', 'PERIOD_INVALID', 'DOC_DUPLICATE', 'EXCHANGE_KEY_MISSING', 'SLA_MISSING'],
    'SUBJECT_NOT_POSSIBLE',
  ],
});

export const connectAgreement = defineOperation({
  id: 'agreements.connect',
  service: 'income-verification',
  method: 'POST',
  path: '/v1/agency-agreements/{id}/connection',
  summary: 'Say how the agency is reached: route and key of its files, contact; from then on it is asked',
  params: IdParams,
  body: Type.Object(
    {
      route: Type.Optional(FileRoute),
      exchangeKey: Type.Optional(ExchangeKey),
      securityContact: SecurityContact,
    },
    { additionalProperties: false },
  ),
  success: { status: 200, schema: AgencyAgreement },
  permission: 'agreements:manage',
  idempotent: true,
  versioned: true,
  errors: ['AGREEMENT_UNKNOWN', 'AGREEMENT_ENDED', 'EXCHANGE_KEY_MISSING'],
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

export const readSecurityContact = defineOperation({
  id: 'agreements.contact',
  service: 'income-verification',
  method: 'GET',
  path: '/v1/agency-agreements/{id}/security-contact',
  summary: 'Who at the agency is told of a leak; each reading is in the audit trail',
  params: IdParams,
  success: { status: 200, schema: SecurityContact },
  permission: 'agreements:manage',
  errors: ['AGREEMENT_UNKNOWN', 'SECURITY_CONTACT_MISSING'],
});
