import { Type } from 'typebox';
import { defineOperation } from '../operation.ts';
import { Day, Id, IdParams, strict, Version } from '../shapes.ts';

const service = 'income-verification';
const code = Type.String({ pattern: '^[A-Z][A-Z0-9_]{1,39}$' });

/** Where a partner of the SPDCI edge is reached. */
export const ExchangeEndpoint = Type.Object(
  {
    id: Id,
    partnerCode: Type.String(),
    kind: Type.String({ description: 'CALLBACK of a department, REGISTRY: the agency is asked as an SPDCI registry' }),
    url: Type.Union([Type.String(), Type.Null()], { description: 'null of a registry' }),
    validFrom: Day,
    validTo: Type.Union([Day, Type.Null()]),
    status: Type.String({ description: 'PROPOSED, IN_FORCE, ENDED' }),
    version: Version,
  },
  { $id: 'ExchangeEndpoint' },
);

export const listExchangeEndpoints = defineOperation({
  id: 'exchangeEndpoints.list',
  service,
  method: 'GET',
  path: '/v1/exchange-endpoints',
  summary: 'Callback addresses and registries of the SPDCI edge',
  query: Type.Object({ partnerCode: Type.Optional(code) }),
  success: { status: 200, schema: Type.Object({ items: Type.Array(ExchangeEndpoint) }) },
  permission: 'exchange:read',
});

export const proposeExchangeEndpoint = defineOperation({
  id: 'exchangeEndpoints.propose',
  service,
  method: 'POST',
  path: '/v1/exchange-endpoints',
  summary: 'Propose a callback address of a department, or that an agency is asked as a registry (first administrator)',
  body: strict({
    partnerCode: code,
    kind: Type.Union([Type.Literal('CALLBACK'), Type.Literal('REGISTRY')]),
    /** Of a callback: https, a host of the list, no query. */
    url: Type.Optional(Type.String({ minLength: 8, maxLength: 400 })),
    validFrom: Day,
    validTo: Type.Optional(Day),
  }),
  success: { status: 201, schema: ExchangeEndpoint },
  permission: 'exchange:manage',
  idempotent: true,
  errors: [
    'PARTNER_UNKNOWN',
    'ENDPOINT_KIND_MISMATCH',
    'ENDPOINT_ADDRESS_INVALID',
    'ENDPOINT_ADDRESS_PRIVATE',
    'ENDPOINT_HOST_NOT_LISTED',
    'ENDPOINT_EXISTS',
    'PERIOD_INVALID',
  ],
});

const step = { service, method: 'POST', permission: 'exchange:manage', idempotent: true, versioned: true } as const;
const nothing = Type.Object({}, { additionalProperties: false });

export const approveExchangeEndpoint = defineOperation({
  ...step,
  id: 'exchangeEndpoints.approve',
  path: '/v1/exchange-endpoints/{id}/approval',
  summary: 'Approve a proposed address or registry (second administrator)',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: ExchangeEndpoint },
  errors: [
    'ENDPOINT_UNKNOWN',
    'TWO_PERSON_REQUIRED',
    'STATE_TRANSITION_INVALID',
    'ENDPOINT_ADDRESS_INVALID',
    'ENDPOINT_ADDRESS_PRIVATE',
    'ENDPOINT_HOST_NOT_LISTED',
  ],
});

export const endExchangeEndpoint = defineOperation({
  ...step,
  id: 'exchangeEndpoints.end',
  path: '/v1/exchange-endpoints/{id}/end',
  summary: 'End an address or registry at once, or withdraw a proposed one; one person may do it',
  params: IdParams,
  body: nothing,
  success: { status: 200, schema: ExchangeEndpoint },
  errors: ['ENDPOINT_UNKNOWN', 'STATE_TRANSITION_INVALID'],
});
