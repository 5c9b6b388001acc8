import { type Static, Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, strict, Version } from '../shapes.ts';

const base64url = '^[A-Za-z0-9_-]{43}$';
const service = 'income-verification';
const code = Type.String({ pattern: '^[A-Z][A-Z0-9_]{1,39}$' });
const okp = (crv: 'Ed25519' | 'X25519') =>
  strict({ kty: Type.Literal('OKP'), crv: Type.Literal(crv), x: Type.String({ pattern: base64url }) });
const curve = (crv: 'P-256' | 'SM2') =>
  strict({
    kty: Type.Literal('EC'),
    crv: Type.Literal(crv),
    x: Type.String({ pattern: base64url }),
    y: Type.String({ pattern: base64url }),
  });

/** A public key: Ed25519 or P-256 to sign, X25519 for files, SM2 for both in the national suite; of TLS the hash of the key. */
export const ExchangePublicKey = Type.Union([
  okp('Ed25519'),
  okp('X25519'),
  curve('P-256'),
  curve('SM2'),
  strict({ kty: Type.Literal('SPKI'), sha256: Type.String({ pattern: base64url }) }),
]);
export type ExchangePublicKey = Static<typeof ExchangePublicKey>;

/** Who exchanges with the platform. */
export const ExchangePartner = Type.Object(
  {
    id: Id,
    code: Type.String(),
    name: Type.String(),
    kind: Type.String({ description: 'AGENCY, ENTRUSTING_UNIT, PROVINCE' }),
  },
  { $id: 'ExchangePartner' },
);

/** A partner's public key; `daysLeft` counts from today on the business clock. */
export const PartnerExchangeKey = Type.Object(
  {
    id: Id,
    partnerCode: Type.String(),
    purpose: Type.String({ description: 'SIGN messages and files, FILE encryption, TLS connections' }),
    suite: Type.String({ description: 'INTERNATIONAL (Ed25519, P-256, X25519), NATIONAL (SM2)' }),
    keyId: Type.String({ description: 'RFC 7638 thumbprint; of the platform’s own keys the id in its key store' }),
    validFrom: Day,
    validTo: Day,
    status: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED' }),
    daysLeft: Type.Integer(),
    warned: Type.Boolean({ description: 'in force, ends within the warning days, and no other key follows it' }),
    version: Version,
  },
  { $id: 'PartnerExchangeKey' },
);

/** What may cross: item and fields for a purpose in a period. */
export const ExchangeGrant = Type.Object(
  {
    id: Id,
    partnerCode: Type.String(),
    purpose: Type.String(),
    item: Type.String(),
    fields: Type.Array(Type.String()),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED' }),
    version: Version,
  },
  { $id: 'ExchangeGrant' },
);

/** A signed root of a day as the platform’s people see it. */
export const ExchangeLedgerRoot = Type.Object(
  {
    id: Id,
    partnerCode: Type.String(),
    day: Day,
    upToSequence: Type.Integer(),
    count: Type.Integer(),
    hash: Type.String(),
    countersigned: Type.Boolean(),
  },
  { $id: 'ExchangeLedgerRoot' },
);

export const listExchangePartners = defineOperation({
  id: 'exchangePartners.list',
  service,
  method: 'GET',
  path: '/v1/exchange-partners',
  summary: 'Partners of the exchange',
  success: { status: 200, schema: Type.Object({ items: Type.Array(ExchangePartner) }) },
  permission: 'exchange:read',
});

export const createExchangePartner = defineOperation({
  id: 'exchangePartners.create',
  service,
  method: 'POST',
  path: '/v1/exchange-partners',
  summary: 'Register a partner of the exchange; without keys and grants it can do nothing yet',
  body: strict({
    code,
    name: Type.String({ minLength: 1, maxLength: 100 }),
    kind: Type.Union([Type.Literal('AGENCY'), Type.Literal('ENTRUSTING_UNIT'), Type.Literal('PROVINCE')]),
  }),
  success: { status: 201, schema: ExchangePartner },
  permission: 'exchange:manage',
  idempotent: true,
  errors: ['PARTNER_EXISTS'],
});

export const listPartnerKeys = defineOperation({
  id: 'partnerKeys.list',
  service,
  method: 'GET',
  path: '/v1/partner-keys',
  summary: 'Public keys of partners and of the platform, with those that end soon',
  query: Type.Object({ partnerCode: Type.Optional(code) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(PartnerExchangeKey) }) },
  permission: 'exchange:read',
});

export const proposePartnerKey = defineOperation({
  id: 'partnerKeys.propose',
  service,
  method: 'POST',
  path: '/v1/partner-keys',
  summary: 'Propose a public key of a partner for a time (first administrator); keys may overlap',
  body: strict({
    partnerCode: code,
    purpose: Type.Union([Type.Literal('SIGN'), Type.Literal('FILE'), Type.Literal('TLS')]),
    key: ExchangePublicKey,
    validFrom: Day,
    validTo: Day,
  }),
  success: { status: 201, schema: PartnerExchangeKey },
  permission: 'exchange:manage',
  idempotent: true,
  errors: ['PARTNER_UNKNOWN', 'PARTNER_KEY_INVALID', 'PARTNER_KEY_EXISTS', 'PERIOD_INVALID'],
});

const step = { service, method: 'POST', permission: 'exchange:manage', idempotent: true, versioned: true } as const;
const nothing = Type.Object({}, { additionalProperties: false });

export const approvePartnerKey = defineOperation({
  ...step,
  id: 'partnerKeys.approve',
  path: '/v1/partner-keys/{id}/approval',
  summary: 'Approve a proposed key (second administrator)',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: PartnerExchangeKey },
  errors: ['PARTNER_KEY_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const endPartnerKey = defineOperation({
  ...step,
  id: 'partnerKeys.end',
  path: '/v1/partner-keys/{id}/end',
  summary: 'End a key at once, or withdraw a proposed one; one person may do it',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: PartnerExchangeKey },
  errors: ['PARTNER_KEY_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const listExchangeGrants = defineOperation({
  id: 'exchangeGrants.list',
  service,
  method: 'GET',
  path: '/v1/exchange-grants',
  summary: 'What may cross between the platform and partners',
  query: Type.Object({ partnerCode: Type.Optional(code) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(ExchangeGrant) }) },
  permission: 'exchange:read',
});

export const proposeExchangeGrant = defineOperation({
  id: 'exchangeGrants.propose',
  service,
  method: 'POST',
  path: '/v1/exchange-grants',
  summary: 'Propose that an item may cross for a purpose (first administrator)',
  body: strict({
    partnerCode: code,
    purpose: Type.String({ minLength: 1, maxLength: 40 }),
    item: Type.String({ minLength: 1, maxLength: 40 }),
    fields: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 1, maxItems: 60, uniqueItems: true }),
    validFrom: Day,
    validTo: Type.Optional(Day),
  }),
  success: { status: 201, schema: ExchangeGrant },
  permission: 'exchange:manage',
  idempotent: true,
  errors: ['PARTNER_UNKNOWN', 'PURPOSE_NOT_PERMITTED', 'GRANT_EXISTS', 'PERIOD_INVALID'],
});

export const approveExchangeGrant = defineOperation({
  ...step,
  id: 'exchangeGrants.approve',
  path: '/v1/exchange-grants/{id}/approval',
  summary: 'Approve a proposed grant (second administrator)',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: ExchangeGrant },
  errors: ['EXCHANGE_GRANT_UNKNOWN', 'TWO_PERSON_REQUIRED', 'STATE_TRANSITION_INVALID'],
});

export const endExchangeGrant = defineOperation({
  ...step,
  id: 'exchangeGrants.end',
  path: '/v1/exchange-grants/{id}/end',
  summary: 'End a grant at once, or withdraw a proposed one; one person may do it',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: ExchangeGrant },
  errors: ['EXCHANGE_GRANT_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const listLedgerRoots = defineOperation({
  id: 'exchangeLedger.roots',
  service,
  method: 'GET',
  path: '/v1/exchange-ledger-roots',
  summary: 'Signed daily roots of the exchange ledger, and which of them the partner countersigned',
  query: Type.Object({ partnerCode: Type.Optional(code), from: Type.Optional(Day), to: Type.Optional(Day) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(ExchangeLedgerRoot) }) },
  permission: 'exchange:read',
});
