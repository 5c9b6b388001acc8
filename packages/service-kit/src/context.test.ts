import { type Caller, defineOperation, type Purpose } from '@mz/contracts';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import type { VerifiedToken } from './auth.ts';
import type { CallHeaders } from './call-headers.ts';
import { authorizeRecord, bindBodyHash, bodyHashOf, type CallRequest, permit } from './context.ts';
import { ProblemError } from './errors.ts';
import type { RoleGrant } from './kit.ts';
import type { PermissionEntry } from './permissions.ts';
import type { Principal } from './principal.ts';

const approver: RoleGrant = { role: 'COUNTY_APPROVER', division: '370102000000' };
const officer: RoleGrant = { role: 'BATCH_OFFICER', division: '370103000000' };
const base = { audience: [], expiresAt: 0, roles: [] };
const userOf = (...roles: RoleGrant[]): VerifiedToken => ({ ...base, kind: 'user', subject: 'clerk-1', roles });
const serviceOf = (service: 'payments' | 'gateway'): VerifiedToken => ({
  ...base,
  kind: 'service',
  subject: `service:${service}`,
  service,
});
const principals: Readonly<Record<string, Principal>> = {
  nobody: {},
  user: { user: userOf(approver), userToken: 'token-1' },
  payments: { service: serviceOf('payments') },
  gateway: { service: serviceOf('gateway') },
  'payments for a user': { service: serviceOf('payments'), user: userOf(approver) },
  'gateway for a user': { service: serviceOf('gateway'), user: userOf(approver) },
  partner: { partner: { ...base, kind: 'partner', subject: 'partner:BANK-1' } },
};

const headers: CallHeaders = { traceparent: 'trace-1', language: 'zh-CN' };
const entry: PermissionEntry = { roles: ['COUNTY_APPROVER'], services: ['payments'] };

function callOf(change: {
  readonly callers?: readonly Caller[];
  readonly purposes?: readonly Purpose[];
  readonly caseRequired?: boolean;
}) {
  return defineOperation({
    id: 'grants.get',
    service: 'people',
    method: 'GET',
    path: '/v1/grants',
    summary: 'Grants',
    success: { status: 200, schema: Type.Object({}) },
    permission: 'grants:read',
    ...change,
  });
}

function request(change: Partial<CallRequest> & { readonly callers?: readonly Caller[] }): CallRequest {
  const { callers = ['user'], ...rest } = change;
  return { operation: callOf({ callers }), entry, principal: {}, headers, ...rest };
}

/** The code of the refusal, or `ok`. */
function codeOf(decide: () => unknown): string {
  try {
    decide();
    return 'ok';
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
}

describe('who may knock: one answer for each kind of caller', () => {
  const names = Object.keys(principals);
  const foreign = { gateway: 'SERVICE_NOT_PERMITTED', 'gateway for a user': 'SERVICE_NOT_PERMITTED' };
  const closed = { nobody: 'TOKEN_MISSING', partner: 'PARTNER_NOT_PERMITTED', ...foreign };
  test.each<[string, readonly Caller[], Readonly<Record<string, string>>]>([
    ['people', ['user'], { ...closed, payments: 'USER_REQUIRED', gateway: 'USER_REQUIRED' }],
    ['services', ['service'], { ...closed, user: 'SERVICE_ONLY' }],
    ['people and services', ['user', 'service'], closed],
    [
      'partners',
      ['partner'],
      {
        ...{ ...foreign, nobody: 'TOKEN_MISSING', user: 'ROLE_NOT_PERMITTED' },
        ...{ payments: 'SERVICE_NOT_PERMITTED', 'payments for a user': 'SERVICE_NOT_PERMITTED' },
      },
    ],
    ['anybody, by name alone', ['public', 'user', 'service', 'partner'], { ...foreign, nobody: 'TOKEN_MISSING' }],
  ])('an operation for %s', (_, callers, refused) => {
    const answers = names.map((name) => {
      return [name, codeOf(() => permit(request({ callers, principal: principals[name] ?? {} })))];
    });
    expect(answers).toEqual(names.map((name) => [name, refused[name] ?? 'ok']));
  });

  test('what is open to the public asks nobody, and takes no grant from whom it knows', () => {
    for (const name of names) {
      const principal = principals[name] ?? {};
      const ctx = permit(request({ callers: ['public', 'user'], entry: { public: true }, principal }));
      expect([name, ctx.grant]).toEqual([name, undefined]);
    }
    const unnamed = request({ callers: ['user'], entry: { public: true } });
    expect(codeOf(() => permit(unnamed))).toBe('TOKEN_MISSING');
  });

  test('through the gateway the person’s rights alone count', () => {
    const principal = principals['gateway for a user'] ?? {};
    const through = { principal, throughGateway: true };
    expect(codeOf(() => permit(request(through)))).toBe('ok');
    expect(codeOf(() => permit(request({ ...through, callers: ['service'] })))).toBe('SERVICE_ONLY');
    expect(codeOf(() => permit(request({ ...through, callers: ['partner'] })))).toBe('ROLE_NOT_PERMITTED');
    expect(codeOf(() => permit(request({ ...through, entry: { roles: ['AUDITOR'] } })))).toBe('ROLE_NOT_PERMITTED');
    expect(codeOf(() => permit(request({ ...through, principal: principals.gateway ?? {} })))).toBe('USER_REQUIRED');
  });

  test('a permission that names no role or no service admits none', () => {
    const user = principals.user ?? {};
    const payments = principals.payments ?? {};
    expect(codeOf(() => permit(request({ principal: user, entry: { services: ['payments'] } })))).toBe(
      'ROLE_NOT_PERMITTED',
    );
    const call = request({ principal: payments, callers: ['service'], entry: { roles: ['AUDITOR'] } });
    expect(() => permit(call)).toThrow('SERVICE_NOT_PERMITTED: payments → grants:read');
  });
});

describe('the context says who, for what, and how far', () => {
  test('a person: with the grant, its reach, and the token to hand on', () => {
    const user = { ...userOf(approver), personId: 'p-1' };
    expect(permit(request({ principal: { user, userToken: 'token-1' } }))).toStrictEqual({
      actor: { kind: 'user', subject: 'clerk-1', roles: [approver], personId: 'p-1' },
      grant: approver,
      scope: { division: '370102', actor: 'clerk-1' },
      operationId: 'grants.get',
      permission: 'grants:read',
      traceparent: 'trace-1',
      userToken: 'token-1',
      language: 'zh-CN',
    });
  });

  test('purpose and case reach the context and the rows, also where none is asked for', () => {
    const caseId = 'people/1';
    const ctx = permit(
      request({ principal: principals.user ?? {}, headers: { ...headers, purpose: 'ASSESS_BENEFIT', caseId } }),
    );
    expect(ctx).toMatchObject({ purpose: 'ASSESS_BENEFIT', caseId });
    expect(ctx.scope).toEqual({ division: '370102', actor: 'clerk-1', caseId, purpose: 'ASSESS_BENEFIT' });
  });

  test.each<[string, string, readonly Caller[], object]>([
    [
      'a service over the province',
      'payments',
      ['service'],
      { kind: 'service', subject: 'service:payments', roles: [], caller: 'payments' },
    ],
    ['a partner over the province', 'partner', ['partner'], { kind: 'partner', subject: 'partner:BANK-1', roles: [] }],
  ])('%s', (_, name, callers, actor) => {
    const ctx = permit(request({ principal: principals[name] ?? {}, callers }));
    expect([ctx.actor, ctx.scope.division, ctx.grant, ctx.userToken]).toEqual([actor, '37', undefined, undefined]);
  });

  test('the public over nothing, and so a person without a grant', () => {
    const open = { callers: ['public'], entry: { public: true } } as const;
    const ctx = permit(request(open));
    expect([ctx.actor, ctx.scope]).toEqual([
      { kind: 'public', subject: 'public', roles: [] },
      { division: '', actor: 'public' },
    ]);
    expect(permit(request({ ...open, principal: principals.user ?? {} })).scope.division).toBe('');
    const gateway = { principal: principals['gateway for a user'] ?? {}, throughGateway: true };
    expect(permit(request({ ...open, ...gateway })).scope.division).toBe('');
  });

  test('a service beside a person is named, and the person’s grant sets the reach', () => {
    const ctx = permit(request({ principal: principals['payments for a user'] ?? {} }));
    expect(ctx.actor).toEqual({ kind: 'user', subject: 'clerk-1', roles: [approver], caller: 'payments' });
    expect(ctx.scope.division).toBe('370102');
  });

  test('a service may act for a person where only services may knock: no grant is needed, and none is taken', () => {
    const ctx = permit(request({ principal: principals['payments for a user'] ?? {}, callers: ['service'] }));
    expect([ctx.grant, ctx.scope.division, ctx.actor.kind]).toEqual([undefined, '37', 'user']);
  });
});

describe('purposes', () => {
  const asked = (purpose: Purpose | undefined, roles: readonly RoleGrant[], caseId?: string): CallRequest => ({
    operation: callOf({ callers: ['user', 'service'], purposes: ['ASSESS_BENEFIT', 'PAY'], caseRequired: true }),
    entry: { roles: ['COUNTY_APPROVER', 'BATCH_OFFICER'], services: ['payments'] },
    principal: { user: userOf(...roles) },
    headers: { ...headers, ...(purpose ? { purpose } : {}), ...(caseId ? { caseId } : {}) },
  });

  test.each<[string, Purpose | undefined, string | undefined, string]>([
    ['none', undefined, 'people/1', 'PURPOSE_REQUIRED'],
    ['one of another operation', 'SUPERVISE', 'people/1', 'PURPOSE_NOT_PERMITTED'],
    ['one of another role', 'PAY', 'people/1', 'PURPOSE_NOT_PERMITTED'],
    ['no case', 'ASSESS_BENEFIT', undefined, 'CASE_REQUIRED'],
    ['purpose and case', 'ASSESS_BENEFIT', 'people/1', 'ok'],
  ])('%s', (_, purpose, caseId, code) => {
    expect(codeOf(() => permit(asked(purpose, [approver], caseId)))).toBe(code);
  });

  test('a purpose of the role that the operation does not permit is refused, to people and to services', () => {
    const acceptor: RoleGrant = { role: 'TOWNSHIP_ACCEPTOR', division: '370102001000' };
    const call = {
      ...asked('REGISTER_EVENT', [acceptor], 'people/1'),
      entry: { roles: ['TOWNSHIP_ACCEPTOR'] },
    } as const;
    expect(codeOf(() => permit(call))).toBe('PURPOSE_NOT_PERMITTED');
    const service = { ...asked('SUPERVISE', [], 'people/1'), principal: principals.payments ?? {} };
    expect(codeOf(() => permit(service))).toBe('PURPOSE_NOT_PERMITTED');
    expect(codeOf(() => permit({ ...service, headers: { ...service.headers, purpose: 'PAY' } }))).toBe('ok');
  });

  test('a refused purpose names its header', () => {
    for (const purpose of ['SUPERVISE', 'PAY'] as const) {
      expect(() => permit(asked(purpose, [approver], 'people/1'))).toThrow(
        expect.objectContaining({ options: { pointer: '/headers/x-purpose' } }),
      );
    }
  });

  test('the grant is the first whose role serves the purpose; where no purpose is asked for, the first of all', () => {
    expect(permit(asked('PAY', [approver, officer], 'people/1')).grant).toEqual(officer);
    const free = request({
      principal: { user: userOf(approver, officer) },
      entry: { roles: ['COUNTY_APPROVER', 'BATCH_OFFICER'] },
      headers: { ...headers, purpose: 'PAY' },
    });
    expect(permit(free).grant).toEqual(approver);
  });

  test('X-Division takes the grant of that division', () => {
    const second: RoleGrant = { role: 'COUNTY_APPROVER', division: '370103000000' };
    const chosen = (division: string) =>
      request({ principal: { user: userOf(approver, second) }, headers: { ...headers, division } });
    expect(permit(chosen(second.division)).grant).toEqual(second);
    expect(codeOf(() => permit(chosen('370104000000')))).toBe('ROLE_NOT_PERMITTED');
  });
});

describe('an abolished office reads and does nothing more (place-names.md §9.5)', () => {
  const old: RoleGrant = { ...approver, readOnly: true };
  const next: RoleGrant = { role: 'COUNTY_APPROVER', division: '370103000000' };
  const writing = { ...callOf({}), method: 'POST' as const };

  test('it reads', () => {
    expect(permit(request({ principal: { user: userOf(old) } })).grant).toEqual(old);
  });

  test('it does not write', () => {
    const call = request({ principal: { user: userOf(old) }, operation: writing });
    expect(codeOf(() => permit(call))).toBe('ROLE_NOT_PERMITTED');
  });

  test('the office that goes on comes first, also to read', () => {
    expect(permit(request({ principal: { user: userOf(old, next) } })).grant).toEqual(next);
  });

  test('a record under the old code is not reached for writing by the other office', () => {
    const ctx = permit(request({ principal: { user: userOf(old, next) }, operation: writing }));
    expect(ctx.grant).toEqual(next);
    expect(codeOf(() => authorizeRecord(ctx, entry, { divisionCode: approver.division }))).toBe('SCOPE_FORBIDDEN');
  });
});

describe('a record of another division', () => {
  const record = { divisionCode: '370103001005' };
  const ctxOf = (...roles: RoleGrant[]) => permit(request({ principal: { user: userOf(...roles) } }));

  test('another grant reaches it only when its role serves the purpose of the call', () => {
    const entryOfTwo: PermissionEntry = { roles: ['COUNTY_APPROVER', 'BATCH_OFFICER'] };
    const ctx = ctxOf(approver, officer);
    expect(codeOf(() => authorizeRecord(ctx, entryOfTwo, record))).toBe('ok');
    expect(codeOf(() => authorizeRecord({ ...ctx, purpose: 'PAY' }, entryOfTwo, record))).toBe('ok');
    expect(codeOf(() => authorizeRecord({ ...ctx, purpose: 'ASSESS_BENEFIT' }, entryOfTwo, record))).toBe(
      'SCOPE_FORBIDDEN',
    );
    expect(codeOf(() => authorizeRecord(ctx, entry, record))).toBe('SCOPE_FORBIDDEN');
  });

  test('who has no grant is not held by one', () => {
    const ctx = permit(request({ principal: principals.payments ?? {}, callers: ['service'] }));
    expect(codeOf(() => authorizeRecord(ctx, entry, record))).toBe('ok');
  });
});

test('the hash of what was sent belongs to its own context and to no copy', () => {
  const ctx = permit(request({ principal: principals.user ?? {} }));
  expect(() => bodyHashOf(ctx)).toThrow('grants.get has no body hash');
  const hash = Buffer.alloc(32, 1);
  expect(bodyHashOf(bindBodyHash(ctx, hash))).toBe(hash);
  expect(() => bodyHashOf({ ...ctx })).toThrow('grants.get has no body hash');
});
