import { approveGrant, createAccount, endGrant, getAccount, proposeGrant } from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service as definition } from '../src/app.ts';

let identity: TestService;
let first: string;
let second: string;
let accountId: string;

beforeAll(async () => {
  identity = (await startTestService(definition as never)) as TestService;
  first = await identity.token({ role: 'IDENTITY_ADMIN', division: '370000000000', subject: 'admin-1' });
  second = await identity.token({ role: 'IDENTITY_ADMIN', division: '370000000000', subject: 'admin-2' });
  const body = { accountName: 'zhang-min', password: '河畔的十二棵白杨树呀' };
  const made = await identity.call(createAccount, {
    token: first,
    body: { ...body, password: 'poplars-by-the-river-12' },
  });
  expect(made.status).toBe(201);
  accountId = made.body.id;
});
afterAll(() => identity.stop());

const acceptor = { role: 'TOWNSHIP_ACCEPTOR', divisionCode: '370102001000', validFrom: '2014-05-01' };

describe('accounts', () => {
  test.each(['short-1', 'password12345', 'zhang-wei-2014-yes'])('PASSWORD_TOO_WEAK: %s', async (password) => {
    const answer = await identity.call(createAccount, { token: first, body: { accountName: 'zhang-wei', password } });
    expect([answer.status, (answer.body as never as { code: string }).code]).toEqual([422, 'PASSWORD_TOO_WEAK']);
  });

  test('ACCOUNT_EXISTS: a name is taken once', async () => {
    const body = { accountName: 'zhang-min', password: 'poplars-by-the-river-12' };
    expect((await identity.call(createAccount, { token: first, body })).body).toMatchObject({ code: 'ACCOUNT_EXISTS' });
  });

  test('no login, and a role that manages nothing, are refused', async () => {
    expect((await identity.call(getAccount, { params: { id: accountId } })).status).toBe(401);
    const clerk = await identity.token({ role: 'TOWNSHIP_CLERK', division: '370102001000' });
    expect((await identity.call(getAccount, { token: clerk, params: { id: accountId } })).status).toBe(403);
  });

  test('the password stands nowhere in the audit trail or the answer', async () => {
    const rows = await identity.rows('select * from audit_log where action = $1', ['accounts.create']);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('poplars');
  });
});

describe('grants', () => {
  test('two administrators make a role; the proposer alone cannot (TWO_PERSON_REQUIRED)', async () => {
    const params = { id: accountId };
    const proposed = await identity.call(proposeGrant, { token: first, params, body: acceptor });
    expect(proposed.body).toMatchObject({ status: 'PROPOSED' });
    const grant = { id: proposed.body.id };
    const alone = await identity.call(approveGrant, { token: first, params: grant, body: {} });
    expect(alone.body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    const approved = await identity.call(approveGrant, { token: second, params: grant, body: {} });
    expect(approved.body).toMatchObject({ status: 'IN_FORCE' });
    const again = await identity.call(approveGrant, { token: second, params: grant, body: {} });
    expect(again.body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  });

  test('ROLES_INCOMPATIBLE: an acceptor cannot become approver in the same days, but afterwards', async () => {
    const params = { id: accountId };
    const approver = { role: 'COUNTY_APPROVER', divisionCode: '370102000000', validFrom: '2014-06-01' };
    const refused = await identity.call(proposeGrant, { token: first, params, body: approver });
    expect(refused.body).toMatchObject({ code: 'ROLES_INCOMPATIBLE' });
    const account = await identity.call(getAccount, { token: first, params });
    const held = { id: account.body.grants[0]?.id ?? '' };
    await identity.call(endGrant, { token: first, params: held, body: { validTo: '2014-05-31' } });
    const later = await identity.call(proposeGrant, { token: first, params, body: approver });
    expect(later.status).toBe(201);
  });

  test('GRANT_TO_SELF: nobody proposes a role for the own account', async () => {
    const token = await identity.token({ role: 'IDENTITY_ADMIN', division: '370000000000', subject: 'zhang-min' });
    const answer = await identity.call(proposeGrant, { token, params: { id: accountId }, body: acceptor });
    expect(answer.body).toMatchObject({ code: 'GRANT_TO_SELF' });
  });

  test('DIVISION_NOT_VALID and SCOPE_FORBIDDEN: a code unknown on the day, and one outside the administrator’s division', async () => {
    const params = { id: accountId };
    const unknown = { ...acceptor, divisionCode: '370114000000' };
    expect((await identity.call(proposeGrant, { token: first, params, body: unknown })).body).toMatchObject({
      code: 'DIVISION_NOT_VALID',
    });
    const county = await identity.token({ role: 'IDENTITY_ADMIN', division: '371721000000', subject: 'admin-3' });
    expect((await identity.call(proposeGrant, { token: county, params, body: acceptor })).body).toMatchObject({
      code: 'SCOPE_FORBIDDEN',
    });
  });

  test('DATE_ORDER_INVALID: a grant cannot end before it begins', async () => {
    const body = { ...acceptor, validTo: '2014-04-30' };
    const answer = await identity.call(proposeGrant, { token: first, params: { id: accountId }, body });
    expect(answer.body).toMatchObject({ code: 'DATE_ORDER_INVALID' });
  });
});
