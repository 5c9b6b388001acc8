import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeRecord } from './context.ts';
import {
  acceptor,
  aGrant,
  approver,
  disclose,
  getGrant,
  greet,
  permissions,
  readPerson,
  startHttp,
  type TestHttp,
} from './http-fixtures.ts';
import type { Context, RoleGrant } from './kit.ts';
import { definePermissions, permissionCells } from './permissions.ts';

const id = '0190f3d2-0000-7000-8000-000000000001';
const caseId = `social-assistance/${id}`;
const forCase = { 'x-purpose': 'ASSESS_BENEFIT', 'x-case': caseId };
let server: TestHttp;
let ctx: Context;

beforeAll(async () => {
  server = await startHttp((http) => {
    http.operation(getGrant, async (given) => {
      ctx = given;
      return aGrant();
    });
    http.operation(readPerson, async (given, { params }) => {
      ctx = given;
      return params;
    });
    http.operation(disclose, async (given) => {
      ctx = given;
      return { actor: given.actor.subject, caller: given.actor.caller ?? '' };
    });
    http.operation(greet, async ({ actor }) => ({ actor: actor.subject }));
  });
});

afterAll(() => server.http.app.close());

async function codeOf(url: string, roles: readonly RoleGrant[], headers: Record<string, string> = {}) {
  const answer = await server.send({ url, token: await server.token(roles), headers });
  return [answer.statusCode, answer.json().code];
}

describe('who may', () => {
  test('TOKEN_MISSING and TOKEN_INVALID say Bearer', async () => {
    const missing = await server.send({ url: `/v1/grants/${id}` });
    expect([missing.statusCode, missing.json().code, missing.headers['www-authenticate']]).toEqual([
      401,
      'TOKEN_MISSING',
      'Bearer',
    ]);
    const invalid = await server.send({ url: `/v1/grants/${id}`, token: 'a.b.c' });
    expect([invalid.statusCode, invalid.json().code]).toEqual([401, 'TOKEN_INVALID']);
  });

  test('ROLE_NOT_PERMITTED: no grant holds the permission', async () => {
    expect(await codeOf(`/v1/grants/${id}`, [{ role: 'AUDITOR', division: '370000000000' }])).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
  });

  test('the first grant that holds the permission sets the scope', async () => {
    await codeOf(`/v1/grants/${id}`, [{ role: 'AUDITOR', division: '370000000000' }, approver, acceptor]);
    expect(ctx.grant).toEqual(approver);
    expect(ctx.scope).toEqual({ division: '370102', actor: 'clerk-1' });
    expect(ctx.actor).toMatchObject({ kind: 'user', subject: 'clerk-1' });
  });

  test('X-Division chooses among several divisions, and none that is not held', async () => {
    const second: RoleGrant = { role: 'COUNTY_APPROVER', division: '370103000000' };
    await codeOf(`/v1/grants/${id}`, [approver, second], { 'x-division': second.division });
    expect(ctx.scope.division).toBe('370103');
    expect(await codeOf(`/v1/grants/${id}`, [approver], { 'x-division': second.division })).toEqual([
      403,
      'ROLE_NOT_PERMITTED',
    ]);
  });

  test('a public operation answers anybody and knows a person who is signed in', async () => {
    expect((await server.send({ url: '/v1/greetings' })).json()).toEqual({ actor: 'public' });
    expect((await server.send({ url: '/v1/greetings', token: await server.token([], 'c-9') })).json()).toEqual({
      actor: 'c-9',
    });
  });
});

describe('purpose and case', () => {
  const url = `/v1/persons/${id}`;

  test('PURPOSE_REQUIRED, CASE_REQUIRED, PURPOSE_NOT_PERMITTED by operation, by role and by name', async () => {
    expect(await codeOf(url, [approver])).toEqual([422, 'PURPOSE_REQUIRED']);
    expect(await codeOf(url, [approver], { 'x-purpose': 'ASSESS_BENEFIT' })).toEqual([403, 'CASE_REQUIRED']);
    for (const purpose of ['SUPERVISE', 'PAY', 'CURIOSITY']) {
      expect(await codeOf(url, [approver], { ...forCase, 'x-purpose': purpose })).toEqual([
        403,
        'PURPOSE_NOT_PERMITTED',
      ]);
    }
  });

  test('INPUT_INVALID: a case that is no reference', async () => {
    expect(await codeOf(url, [approver], { ...forCase, 'x-case': 'case-1' })).toEqual([400, 'INPUT_INVALID']);
  });

  test('a wrong role is told before the purpose', async () => {
    expect(await codeOf(url, [{ role: 'AUDITOR', division: '370000000000' }])).toEqual([403, 'ROLE_NOT_PERMITTED']);
  });

  test('the grant whose role serves the purpose is taken; purpose and case reach the scope', async () => {
    const officer: RoleGrant = { role: 'BATCH_OFFICER', division: '370103000000' };
    await codeOf(url, [approver, officer], { ...forCase, 'x-purpose': 'PAY' });
    expect(ctx.grant).toEqual(officer);
    expect(ctx.scope).toEqual({ division: '370103', actor: 'clerk-1', caseId, purpose: 'PAY' });
  });
});

describe('services', () => {
  async function asService(caller: 'payments' | 'income-verification' | 'gateway', user?: string) {
    const headers = {
      authorization: `Bearer ${await server.service(caller)}`,
      ...(user ? { 'x-user-token': user } : {}),
    };
    return { headers };
  }
  const body = { method: 'POST', url: '/internal/disclosures', payload: { caseId } } as const;

  test('SERVICE_ONLY: a person is refused, SERVICE_NOT_PERMITTED: a service that is not in the table', async () => {
    const person = await server.send({ ...body, token: await server.token([approver]) });
    expect([person.statusCode, person.json().code]).toEqual([403, 'SERVICE_ONLY']);
    const other = await server.send({ ...body, ...(await asService('payments')) });
    expect([other.statusCode, other.json().code]).toEqual([403, 'SERVICE_NOT_PERMITTED']);
  });

  test('a permitted service acts for itself over the province, or for the person beside it', async () => {
    const alone = await server.send({ ...body, ...(await asService('income-verification')) });
    expect(alone.json()).toEqual({ actor: 'service:income-verification', caller: 'income-verification' });
    expect(ctx.scope.division).toBe('37');
    const user = await server.token([], 'officer-7');
    const beside = await server.send({ ...body, ...(await asService('income-verification', user)) });
    expect(beside.json()).toEqual({ actor: 'officer-7', caller: 'income-verification' });
    expect([ctx.actor.kind, ctx.userToken]).toEqual(['user', user]);
  });

  test('with a person beside it the rights are the intersection', async () => {
    const url = `/v1/persons/${id}`;
    const send = async (caller: 'payments' | 'income-verification', roles: readonly RoleGrant[]) => {
      const { headers } = await asService(caller, await server.token(roles));
      const answer = await server.send({ url, headers: { ...headers, ...forCase } });
      return answer.statusCode === 200 ? 200 : answer.json().code;
    };
    expect(await send('payments', [approver])).toBe(200);
    expect(ctx.scope.division).toBe('370102');
    expect(await send('payments', [{ role: 'AUDITOR', division: '370000000000' }])).toBe('ROLE_NOT_PERMITTED');
    expect(await send('income-verification', [approver])).toBe('SERVICE_NOT_PERMITTED');
  });

  test('USER_REQUIRED: a person’s operation by a service alone', async () => {
    const answer = await server.send({ url: `/v1/grants/${id}`, ...(await asService('payments')) });
    expect(answer.json().code).toBe('USER_REQUIRED');
  });

  test('TOKEN_INVALID: a service token for another service, a service token as X-User-Token', async () => {
    const foreign = { authorization: `Bearer ${await server.service('income-verification', 'payments')}` };
    expect((await server.send({ ...body, headers: foreign })).json().code).toBe('TOKEN_INVALID');
    const beside = await asService('income-verification', await server.service('payments', 'people'));
    expect((await server.send({ ...body, ...beside })).json()).toMatchObject({
      code: 'TOKEN_INVALID',
      errors: [{ pointer: '/headers/x-user-token' }],
    });
  });

  test('PARTNER_NOT_PERMITTED: a partner where none is named', async () => {
    const answer = await server.send({ url: `/v1/grants/${id}`, token: await server.issuer.partnerToken('BANK-1') });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'PARTNER_NOT_PERMITTED']);
  });
});

describe('the record', () => {
  const entry = permissions['grants:read'];
  const context = (roles: readonly RoleGrant[]): Context => ({
    actor: { kind: 'user', subject: 'clerk-1', roles },
    ...(roles[0] ? { grant: roles[0] } : {}),
    scope: { division: '', actor: 'clerk-1' },
    operationId: 'grants.get',
    permission: 'grants:read',
    traceparent: '',
    language: 'zh-CN',
  });
  const check = (roles: readonly RoleGrant[], record: Parameters<typeof authorizeRecord>[2]) => () =>
    authorizeRecord(context(roles), entry, record);

  test('SCOPE_FORBIDDEN: outside the division; inside it and below it passes', () => {
    expect(check([approver], { divisionCode: '370102001005' })).not.toThrow();
    expect(check([approver], { divisionCode: '370103001005' })).toThrow('SCOPE_FORBIDDEN');
    expect(check([acceptor], { divisionCode: '370102000000' })).toThrow('SCOPE_FORBIDDEN');
  });

  test('another grant for the same permission is enough, a grant for another one is not', () => {
    const second: RoleGrant = { role: 'COUNTY_APPROVER', division: '370103000000' };
    expect(check([approver, second], { divisionCode: '370103001005' })).not.toThrow();
    const auditor: RoleGrant = { role: 'AUDITOR', division: '370000000000' };
    expect(check([approver, auditor], { divisionCode: '370103001005' })).toThrow('SCOPE_FORBIDDEN');
  });

  test('SEPARATION_OF_DUTIES or the given code: who did the earlier step may not do this one', () => {
    const record = {
      divisionCode: '370102001005',
      separatedFrom: [{ subject: 'clerk-1', code: 'VISITOR_IS_REVIEWER' }],
    };
    expect(check([approver], record)).toThrow('VISITOR_IS_REVIEWER');
    expect(
      check([approver], { ...record, separatedFrom: [{ subject: 'clerk-2', code: 'SEPARATION_OF_DUTIES' }] }),
    ).not.toThrow();
  });

  test('services and jobs act over the province, but separation holds for the person beside them', () => {
    expect(check([], { divisionCode: '370103001005' })).not.toThrow();
    const record = {
      divisionCode: '370103001005',
      separatedFrom: [{ subject: 'clerk-1', code: 'SEPARATION_OF_DUTIES' }],
    };
    expect(check([], record)).toThrow('SEPARATION_OF_DUTIES');
  });
});

describe('the table', () => {
  test('an operation whose permission is missing, or admits none of its callers, stops the start', async () => {
    const lacking = { ...getGrant, id: 'grants.other', path: '/v1/other', permission: 'grants:other' } as const;
    await expect(startHttp((http) => http.operation(lacking, async () => aGrant()))).rejects.toThrow('grants:other');
    const contrary = { ...getGrant, id: 'grants.other', path: '/v1/other', callers: ['service'] } as const;
    await expect(startHttp((http) => http.operation(contrary, async () => aGrant()))).rejects.toThrow(
      'admits no service',
    );
  });

  test('an operation of another service, or registered twice, stops the start', async () => {
    const foreign = { ...getGrant, service: 'payments' } as const;
    await expect(startHttp((http) => http.operation(foreign, async () => aGrant()))).rejects.toThrow(
      'belongs to payments',
    );
    const twice = startHttp((http) => {
      http.operation(getGrant, async () => aGrant());
      http.operation(getGrant, async () => aGrant());
    });
    await expect(twice).rejects.toThrow('registered twice');
  });

  test('a permission that admits nobody or is misspelt is refused', () => {
    expect(() => definePermissions({ 'a:b': {} })).toThrow('admits nobody');
    expect(() => definePermissions({ ab: { roles: ['AUDITOR'] } })).toThrow('<plural>:<verb>');
  });

  test('the matrix agrees with what the server answers, for every role', async () => {
    const cells = permissionCells([getGrant], permissions).filter(({ caller }) => 'role' in caller);
    expect(cells).toHaveLength(32);
    for (const { caller, allow } of cells) {
      if (!('role' in caller)) continue;
      const [status] = await codeOf(`/v1/grants/${id}`, [{ role: caller.role, division: '370000000000' }]);
      expect([caller.role, status]).toEqual([caller.role, allow ? 200 : 403]);
    }
  });
});
