import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams } from '../shapes.ts';

const base64url = '^[A-Za-z0-9_-]{40,90}$';

/** A public key of a partner as a JWK: Ed25519, or P-256 where its keeper has nothing else. */
export const PartnerKey = Type.Union([
  Type.Object(
    { kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String({ pattern: base64url }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kty: Type.Literal('EC'),
      crv: Type.Literal('P-256'),
      x: Type.String({ pattern: base64url }),
      y: Type.String({ pattern: base64url }),
    },
    { additionalProperties: false },
  ),
]);

/** The client by which a partner agency gets its tokens; its `clientId` is the subject of them. */
export const PartnerClient = Type.Object(
  {
    id: Id,
    partnerCode: Type.String(),
    clientId: Type.String({ description: '`partner:<code>`' }),
    name: Type.String(),
    keyId: Type.String({ description: 'RFC 7638 thumbprint of the key: `kid` of the assertions' }),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED' }),
  },
  { $id: 'PartnerClient' },
);

const service = 'identity';

export const proposePartnerClient = defineOperation({
  id: 'partner-clients.propose',
  service,
  method: 'POST',
  path: '/v1/partner-clients',
  summary: 'Propose the client of a partner agency with its public key (first administrator)',
  body: Type.Object(
    {
      partnerCode: Type.String({ pattern: '^[A-Z][A-Z0-9_]{1,30}$' }),
      name: Type.String({ minLength: 1, maxLength: 100 }),
      key: PartnerKey,
      validFrom: Day,
      validTo: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: PartnerClient },
  permission: 'partner-clients:manage',
  idempotent: true,
  errors: ['PARTNER_KEY_INVALID', 'PARTNER_CLIENT_EXISTS', 'DATE_ORDER_INVALID'],
});

export const getPartnerClient = defineOperation({
  id: 'partner-clients.get',
  service,
  method: 'GET',
  path: '/v1/partner-clients/{id}',
  summary: 'The client of a partner agency',
  params: IdParams,
  success: { status: 200, schema: PartnerClient },
  permission: 'partner-clients:manage',
  errors: ['PARTNER_CLIENT_UNKNOWN'],
});

export const approvePartnerClient = defineOperation({
  id: 'partner-clients.approve',
  service,
  method: 'POST',
  path: '/v1/partner-clients/{id}/approval',
  summary: 'Approve a proposed client (second administrator); a client in force with the same code ends',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: PartnerClient },
  permission: 'partner-clients:manage',
  idempotent: true,
  errors: ['TWO_PERSON_REQUIRED', 'PARTNER_CLIENT_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});

export const endPartnerClient = defineOperation({
  id: 'partner-clients.end',
  service,
  method: 'POST',
  path: '/v1/partner-clients/{id}/end',
  summary: 'End a client at once: it gets no token any more; a token in use runs out within ten minutes',
  params: IdParams,
  body: Type.Object({}, { additionalProperties: false }),
  success: { status: 200, schema: PartnerClient },
  permission: 'partner-clients:manage',
  idempotent: true,
  errors: ['PARTNER_CLIENT_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});
