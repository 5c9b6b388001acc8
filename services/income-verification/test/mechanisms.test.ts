import { randomUUID } from 'node:crypto';
import {
  changeMechanism,
  confirmProvincialRule,
  establishMechanism,
  listMechanisms,
  planMechanism,
  recordProvincialRule,
  revokeMechanism,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

let iv: Pick<TestService, 'call' | 'rows' | 'token' | 'stop'>;
let tokens: Record<'lead' | 'elsewhere' | 'admin' | 'second' | 'operator', string>;
const document = { docNo: '历编〔2014〕1号', documentSha256: 'ab'.repeat(32), establishedOn: '2014-03-01' };
const agencies = ['PSB_HUKOU', 'AIC', 'TAX'];

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  tokens = {
    lead: await iv.token({ role: 'CENTER_LEAD', division: '370102000000' }),
    elsewhere: await iv.token({ role: 'CENTER_LEAD', division: '371721000000' }),
    admin: await iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-1' }),
    second: await iv.token({ role: 'PROVINCE_ADMIN', subject: 'admin-2' }),
    operator: await iv.token({ role: 'CENTER_OPERATOR', division: '370102000000' }),
  };
});
afterAll(() => iv?.stop());

const plan = (body: object = {}, token = tokens.lead, key: string = randomUUID()) =>
  iv.call(planMechanism, {
    token,
    key,
    body: {
      divisionCode: '370102000000',
      institutionName: '历下区核对中心',
      staffCount: 2,
      agenciesConnected: agencies,
      ...body,
    },
  });
const count = async () => (await iv.rows('select from verification_mechanism')).length;

describe('the mechanism of a county (income-verification.md §2)', () => {
  test.each([
    ['a township', { divisionCode: '370102001000' }, 422, 'DIVISION_NOT_VALID'],
    ['an unknown county', { divisionCode: '370199000000' }, 422, 'DIVISION_NOT_VALID'],
    ['an agency that there is not', { agenciesConnected: ['NASA'] }, 422, 'AGENCY_UNKNOWN'],
    ['no staff told', { staffCount: -1 }, 400, 'INPUT_INVALID'],
  ])('%s is refused and changes nothing', async (_, body, status, code) => {
    const answer = await plan(body, tokens.admin);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(await count()).toBe(0);
  });

  test('no log-in, another role, another county', async () => {
    expect((await iv.call(planMechanism, { body: {} })).status).toBe(401);
    expect((await plan({}, tokens.operator)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await plan({}, tokens.elsewhere)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    expect(await count()).toBe(0);
  });

  test('planned by the county, once; established by the province with its document; then it counts', async () => {
    const key = randomUUID();
    const planned = await plan({}, tokens.lead, key);
    expect([planned.status, planned.body]).toMatchObject([201, { status: 'PLANNED', counted: false, docNo: null }]);
    expect((await plan({}, tokens.lead, key)).body).toEqual(planned.body);
    expect((await plan()).body).toMatchObject({ code: 'MECHANISM_EXISTS' });

    const { id } = planned.body;
    const establish = (body: object, version: number, token = tokens.admin) =>
      iv.call(establishMechanism, { token, params: { id }, version, body: { ...document, ...body } });
    expect((await establish({}, 1, tokens.lead)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await establish({}, 2)).body).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await establish({ establishedOn: '2014-04-29' }, 1)).body).toMatchObject({ code: 'PERIOD_INVALID' });
    const established = await establish({}, 1);
    expect(established.body).toMatchObject({ status: 'ESTABLISHED', counted: true, firstReportOn: null, version: 2 });
    expect((await establish({}, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });

    const change = (body: object, version: number) =>
      iv.call(changeMechanism, {
        token: tokens.lead,
        params: { id },
        version,
        body: { staffCount: 1, agenciesConnected: agencies, ...body },
      });
    expect((await change({ agenciesConnected: ['PSB_HUKOU', 'AIC'] }, 2)).body).toMatchObject({ counted: false });
    expect((await change({}, 3)).body).toMatchObject({ counted: true, version: 4 });

    const list = async (token: string) => (await iv.call(listMechanisms, { token })).body.items;
    expect(await list(tokens.elsewhere)).toEqual([]);
    expect(await list(tokens.lead)).toHaveLength(1);

    const revoke = (revokedOn: string, version: number) =>
      iv.call(revokeMechanism, {
        token: tokens.admin,
        params: { id },
        version,
        body: { revokedOn, reason: '机构撤并' },
      });
    expect((await revoke('2014-02-28', 4)).body).toMatchObject({ code: 'PERIOD_INVALID' });
    expect((await revoke('2014-04-28', 4)).body).toMatchObject({ status: 'REVOKED', counted: false });
    expect((await change({}, 5)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
    // The county may begin anew.
    expect((await plan()).status).toBe(201);
  });

  test('TWO_PERSON_REQUIRED and STAFF_MISSING: the province does not confirm its own plan, nor one without staff', async () => {
    const { body } = await plan({ divisionCode: '370103000000', staffCount: 0 }, tokens.admin);
    const establish = (token: string) =>
      iv.call(establishMechanism, { token, params: { id: body.id }, version: 1, body: document });
    expect((await establish(tokens.admin)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
    expect((await establish(tokens.second)).body).toMatchObject({ code: 'STAFF_MISSING' });
  });

  test('an agency without an agreement that covers the county is not connected: AGREEMENT_MISSING', async () => {
    await iv.rows("update agency_agreement set valid_to = '2014-04-27' where agency_code = 'AIC'");
    const answer = await plan({ divisionCode: '370104000000' }, tokens.admin);
    expect(answer.body).toMatchObject({
      code: 'AGREEMENT_MISSING',
      errors: [{ pointer: '/body/agenciesConnected/1' }],
    });
    await iv.rows("update agency_agreement set valid_to = null where agency_code = 'AIC'");
  });
});

test('a rule of the province counts when another person has confirmed it', async () => {
  const body = {
    title: '山东省低收入家庭经济状况核对办法',
    docNo: '鲁民〔2014〕30号',
    issuedOn: '2014-04-01',
    documentSha256: 'cd'.repeat(32),
  };
  const record = (change: object = {}) =>
    iv.call(recordProvincialRule, { token: tokens.admin, body: { ...body, ...change } });
  expect((await record({ issuedOn: '2014-04-29' })).body).toMatchObject({ code: 'PERIOD_INVALID' });
  const { body: rule } = await record();
  expect(rule).toMatchObject({ confirmed: false });
  expect((await record()).body).toMatchObject({ code: 'DOC_DUPLICATE' });
  const confirm = (token: string, version: number) =>
    iv.call(confirmProvincialRule, { token, params: { id: rule.id }, version, body: {} });
  expect((await confirm(tokens.admin, 1)).body).toMatchObject({ code: 'TWO_PERSON_REQUIRED' });
  expect((await confirm(tokens.second, 1)).body).toMatchObject({ confirmed: true, version: 2 });
  expect((await confirm(tokens.second, 2)).body).toMatchObject({ code: 'STATE_TRANSITION_INVALID' });
  const unknown = await iv.call(confirmProvincialRule, {
    token: tokens.second,
    params: { id: randomUUID() },
    version: 1,
    body: {},
  });
  expect(unknown.body).toMatchObject({ code: 'PROVINCIAL_RULE_UNKNOWN' });
});
