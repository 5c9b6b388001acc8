import { CaseRef, Day, defineOperation, Fen, Id, IdParams, PageQuery, type ServiceName } from '@mz/contracts';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { Type } from 'typebox';
import { createVerifier } from './auth.ts';
import { defineErrors } from './catalogue.ts';
import { createHttp, type Http } from './http.ts';
import type { HttpParts } from './http-parts.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { RoleGrant } from './kit.ts';
import { createLocalIssuer, type LocalIssuer } from './local-issuer.ts';
import { definePermissions } from './permissions.ts';
import { newTraceparent } from './traceparent.ts';

/** A record as the operations below answer it. */
export const Grant = Type.Object(
  {
    id: Id,
    amountFen: Fen,
    state: Type.Union([Type.Literal('DRAFT'), Type.Literal('OPEN')]),
    note: Type.Union([Type.String(), Type.Null()]),
    version: Type.Integer(),
  },
  { $id: 'Grant' },
);

const base = { service: 'people', permission: 'grants:read' } as const;

export const getGrant = defineOperation({
  ...base,
  id: 'grants.get',
  method: 'GET',
  path: '/v1/grants/{id}',
  summary: 'One grant',
  params: IdParams,
  success: { status: 200, schema: Grant },
  errors: ['GRANT_UNKNOWN'],
});

export const listGrants = defineOperation({
  ...base,
  id: 'grants.list',
  method: 'GET',
  path: '/v1/grants',
  summary: 'Grants',
  query: PageQuery,
  success: {
    status: 200,
    schema: Type.Object({ items: Type.Array(Grant), next: Type.Union([Type.String(), Type.Null()]) }),
  },
});

export const createGrant = defineOperation({
  ...base,
  id: 'grants.create',
  method: 'POST',
  path: '/v1/grants',
  summary: 'Create a grant',
  body: Type.Object(
    {
      amountFen: Fen,
      from: Day,
      members: Type.Array(Type.Object({ name: Type.String(), age: Type.Optional(Type.Integer()) }), { maxItems: 3 }),
      kind: Type.Optional(Type.Union([Type.Literal('URBAN'), Type.Literal('RURAL')])),
      limitFen: Type.Optional(Type.Union([Fen, Type.Null()])),
    },
    { additionalProperties: false },
  ),
  success: { status: 201, schema: Grant },
  permission: 'grants:write',
  idempotent: true,
});

export const approveGrant = defineOperation({
  ...base,
  id: 'grants.approve',
  method: 'POST',
  path: '/v1/grants/{id}:approve',
  summary: 'Approve a grant',
  params: IdParams,
  success: { status: 200, schema: Grant },
  permission: 'grants:write',
  versioned: true,
});

export const readPerson = defineOperation({
  ...base,
  id: 'persons.read',
  method: 'GET',
  path: '/v1/persons/{id}',
  summary: 'One person',
  params: IdParams,
  success: { status: 200, schema: Type.Object({ id: Id }) },
  permission: 'persons:read',
  callers: ['user', 'service'],
  purposes: ['ASSESS_BENEFIT', 'PAY'],
  caseRequired: true,
});

export const disclose = defineOperation({
  ...base,
  id: 'persons.disclose',
  method: 'POST',
  path: '/internal/disclosures',
  summary: 'Disclose',
  body: Type.Object({ caseId: CaseRef }, { additionalProperties: false }),
  success: { status: 200, schema: Type.Object({ actor: Type.String(), caller: Type.String() }) },
  permission: 'persons:disclose',
  callers: ['service'],
});

export const greet = defineOperation({
  ...base,
  id: 'greetings.get',
  method: 'GET',
  path: '/v1/greetings',
  summary: 'Public',
  success: { status: 200, schema: Type.Object({ actor: Type.String() }) },
  permission: 'public',
  callers: ['public', 'user'],
});

export const removeGrant = defineOperation({
  ...base,
  id: 'grants.remove',
  method: 'DELETE',
  path: '/v1/grants/{id}',
  summary: 'Remove',
  params: IdParams,
  success: { status: 204, schema: Type.Undefined() },
  permission: 'grants:write',
});

export const exportGrants = defineOperation({
  ...base,
  id: 'grants.export',
  method: 'GET',
  path: '/v1/grants:export',
  summary: 'All grants as NDJSON',
  success: { status: 200, schema: Grant, stream: 'application/x-ndjson' },
});

export const printGrant = defineOperation({
  ...base,
  id: 'grants.print',
  method: 'GET',
  path: '/v1/grants/{id}.pdf',
  summary: 'A grant as PDF',
  params: IdParams,
  success: { status: 200, schema: Type.String(), stream: 'application/pdf' },
});

export const permissions = definePermissions({
  'grants:read': { roles: ['TOWNSHIP_ACCEPTOR', 'COUNTY_APPROVER'] },
  'grants:write': { roles: ['COUNTY_APPROVER'] },
  'persons:read': { roles: ['TOWNSHIP_ACCEPTOR', 'BATCH_OFFICER', 'COUNTY_APPROVER'], services: ['payments'] },
  'persons:disclose': { services: ['income-verification'] },
});

export const errors = defineErrors({
  GRANT_UNKNOWN: { status: 404, zh: '未找到该补助', en: 'The grant is unknown' },
  EXCEEDS_ASSET: { status: 422, zh: '财产超过标准', en: 'Assets exceed the limit', legalBasis: '鲁政办发〔2013〕1号' },
  EXCEEDS_INCOME: { status: 422, zh: '收入超过标准', en: 'Income exceeds the limit' },
});

/** Nothing was stored before. */
export const emptyStore: IdempotencyStore = { replay: async () => ({ kind: 'new' }) };

/** An HTTP side with its issuer. */
export interface TestHttp {
  readonly http: Http;
  readonly issuer: LocalIssuer;
  token(roles: readonly RoleGrant[], subject?: string): Promise<string>;
  service(caller: ServiceName, audience?: ServiceName): Promise<string>;
  send(options: InjectOptions & { token?: string }): Promise<LightMyRequestResponse>;
}

/** The HTTP side of `people` with a fresh issuer; `register` adds the operations. */
export async function startHttp(register: (http: Http) => void, more: Partial<HttpParts> = {}): Promise<TestHttp> {
  const issuer = await createLocalIssuer();
  const http = createHttp({
    name: 'people',
    log: pino({ level: 'silent' }),
    clock: { wall: () => new Date(), business: () => new Date(), today: () => '2014-04-28' },
    errors,
    permissions,
    verifier: createVerifier({ issuer: issuer.issuer, jwks: { keys: issuer.keys } }),
    idempotency: emptyStore,
    newTraceparent,
    production: false,
    ...more,
  });
  register(http);
  await http.ready();
  return {
    http,
    issuer,
    token: (roles, subject = 'clerk-1') => issuer.userToken({ subject, roles }),
    service: (caller, audience = 'people') => issuer.serviceToken(caller, audience),
    send: ({ token, headers = {}, ...options }) =>
      http.app.inject({ ...options, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } }),
  };
}

/** A grant as a handler returns it. */
export function aGrant(id = '0190f3d2-0000-7000-8000-000000000001') {
  return { id, amountFen: 54_000, state: 'DRAFT' as const, note: null, version: 3 };
}

export const approver: RoleGrant = { role: 'COUNTY_APPROVER', division: '370102000000' };
export const acceptor: RoleGrant = { role: 'TOWNSHIP_ACCEPTOR', division: '370102001000' };
