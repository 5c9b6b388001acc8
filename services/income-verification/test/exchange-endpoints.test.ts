import { randomUUID } from 'node:crypto';
import {
  approveExchangeEndpoint,
  approveExchangeGrant,
  createEntrustingUnit,
  createExchangePartner,
  endExchangeEndpoint,
  listExchangeEndpoints,
  proposeExchangeEndpoint,
  proposeExchangeGrant,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { administrators, registerEndpoint } from './partner.ts';
import { type Partner, startPartner } from './spdci/partner.ts';

let iv: TestService<DB, AppKit['config']>;
let first: string;
let second: string;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  [first, second] = await administrators(iv);
  const body = { code: 'HOUSING', name: '试验住房保障', kind: 'ENTRUSTING_UNIT' };
  expect((await iv.call(createExchangePartner, { token: first, body })).status).toBe(201);
});
afterAll(() => iv?.stop());

const callback = { partnerCode: 'HOUSING', kind: 'CALLBACK', url: 'https://fgj.jinan.gov.cn/spdci/' };
const propose = (change: object = {}, token = first, key: string = randomUUID()) =>
  iv.call(proposeExchangeEndpoint, {
    ...{ token, key, body: { ...callback, validFrom: '2014-04-01', ...change } },
  });
const count = async () => (await iv.rows('select from exchange_endpoint')).length;

describe('where a partner is reached is said by two administrators', () => {
  test('proposed by one, in force when another approved it, ended by one; each step in the audit trail', async () => {
    const key = randomUUID();
    const proposed = await propose({}, first, key);
    expect(proposed).toMatchObject({
      ...{ status: 201, body: { url: 'https://fgj.jinan.gov.cn/spdci', status: 'PROPOSED', validTo: null } },
    });
    const { id, version } = proposed.body;
    expect((await propose({}, first, key)).body).toEqual(proposed.body);
    expect((await propose()).body).toMatchObject({ code: 'ENDPOINT_EXISTS' });
    const step = { params: { id }, body: {}, version };
    const alone = await iv.call(approveExchangeEndpoint, { ...step, token: first });
    expect(alone).toMatchObject({ status: 403, body: { code: 'TWO_PERSON_REQUIRED' } });
    expect((await iv.call(approveExchangeEndpoint, { ...step, token: second, version: 9 })).status).toBe(412);
    const approved = await iv.call(approveExchangeEndpoint, { ...step, token: second });
    expect(approved).toMatchObject({ status: 200, body: { status: 'IN_FORCE', version: 2 } });
    const again = await iv.call(approveExchangeEndpoint, { ...step, token: second, version: 2 });
    expect(again).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    const ended = await iv.call(endExchangeEndpoint, { ...step, token: first, version: 2 });
    expect(ended.body).toMatchObject({ status: 'ENDED', version: 3 });
    const actions = await iv.rows<{ action: string }>(
      'select action from audit_log where record_id = $1 order by action',
      [id],
    );
    expect(actions.map(({ action }) => action)).toEqual([
      ...['exchangeEndpoints.approve', 'exchangeEndpoints.end', 'exchangeEndpoints.propose'],
    ]);
    const list = { token: await iv.token({ role: 'AUDITOR' }), query: { partnerCode: 'HOUSING' } };
    expect((await iv.call(listExchangeEndpoints, list)).body.items).toEqual([ended.body]);
  });

  test.each([
    ['ENDPOINT_ADDRESS_INVALID', { url: 'http://fgj.jinan.gov.cn/' }],
    ['ENDPOINT_ADDRESS_INVALID', { url: undefined }],
    ['ENDPOINT_ADDRESS_PRIVATE', { url: 'https://169.254.169.254/' }],
    ['ENDPOINT_HOST_NOT_LISTED', { url: 'https://elsewhere.example/' }],
    ['ENDPOINT_KIND_MISMATCH', { kind: 'REGISTRY', url: undefined }],
    ['ENDPOINT_KIND_MISMATCH', { partnerCode: 'BANK' }],
    ['PARTNER_UNKNOWN', { partnerCode: 'MOON' }],
    ['PERIOD_INVALID', { validTo: '2014-03-31' }],
    ['INPUT_INVALID', { kind: 'OTHER' }],
  ])('%s: %o changes nothing', async (code, change) => {
    const before = await count();
    expect((await propose({ validFrom: '2014-05-01', ...change })).body).toMatchObject({ code });
    expect(await count()).toBe(before);
  });

  test('no login, another role, an administrator of one county, an id of nobody', async () => {
    const before = await count();
    const body = { ...callback, validFrom: '2014-06-01' };
    expect((await iv.call(proposeExchangeEndpoint, { body })).status).toBe(401);
    const auditor = await iv.token({ role: 'AUDITOR' });
    expect((await propose({}, auditor)).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    const county = await iv.token({ role: 'PROVINCE_ADMIN', division: '370102000000' });
    expect((await propose({ validFrom: '2014-06-01' }, county)).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    const unknown = { token: second, params: { id: randomUUID() }, body: {}, version: 1 };
    expect((await iv.call(approveExchangeEndpoint, unknown)).body).toMatchObject({ code: 'ENDPOINT_UNKNOWN' });
    expect((await iv.call(endExchangeEndpoint, unknown)).body).toMatchObject({ code: 'ENDPOINT_UNKNOWN' });
    expect(await count()).toBe(before);
  });

  test('a host that was taken off the list since is not approved', async () => {
    const list = "update policy_parameter set value = $1::jsonb where key = 'callback_hosts'";
    const { id, version } = (await propose({ validFrom: '2014-07-01' })).body;
    await iv.rows(list, ['["other.example"]']);
    const refused = await iv.call(approveExchangeEndpoint, { token: second, params: { id }, body: {}, version });
    await iv.rows(list, ['["gov.cn"]']);
    expect(refused).toMatchObject({ status: 422, body: { code: 'ENDPOINT_HOST_NOT_LISTED' } });
    expect(await iv.rows('select status from exchange_endpoint where id = $1', [id])).toEqual([{ status: 'PROPOSED' }]);
  });
});

describe('a department whose check needs a service that is away', () => {
  let apart: TestService<DB, AppKit['config']>;
  let housing: Partner;
  beforeAll(async () => {
    const started = await startPartner('HOUSING');
    apart = await startTestService(service, { seed: true, config: { spdciPrivateAddresses: true } });
    const address = await apart.service.listen();
    const [one, other] = await administrators(apart);
    const partner = { code: 'HOUSING', name: '试验住房保障', kind: 'ENTRUSTING_UNIT' };
    await apart.call(createExchangePartner, { token: one, body: partner });
    const unit = { code: 'housing', name: '试验住房保障', divisionCode: '370102001000', purposes: ['HOUSING'] };
    const body = { ...unit, officerSubject: 'officer-1', validFrom: '2014-01-01' };
    await apart.call(createEntrustingUnit, { token: one, body });
    const grant = { partnerCode: 'HOUSING', purpose: 'HOUSING', item: 'CHECK', fields: ['verdict'] };
    const made = await apart.call(proposeExchangeGrant, { token: one, body: { ...grant, validFrom: '2014-01-01' } });
    const { id, version } = made.body;
    await apart.call(approveExchangeGrant, { token: other, params: { id }, body: {}, version });
    await registerEndpoint(apart, { partnerCode: 'HOUSING', kind: 'CALLBACK', url: started.url });
    await started.join({ iv: apart as never, call: apart.call as never }, address);
    housing = started;
  });
  afterAll(async () => {
    await apart?.stop();
    await housing?.stop();
  });

  test('is told to say it again; until then the status of its item is rcvd', async () => {
    const query = { type: 'PERSON_ID', value: randomUUID() };
    const criteria = { query_type: 'idtype-value', query, authorize: { purpose: { code: 'HOUSING' } } };
    const item = { reference_id: 'R-1', timestamp: new Date().toISOString(), search_criteria: criteria };
    const message = { transaction_id: randomUUID(), search_request: [item] };
    const refused = await housing.say('/registry/sync/search', 'search', message);
    expect(refused).toMatchObject({
      ...{ status: 503, body: { header: { status_reason_message: 'err.service.unavailable' } } },
    });
    const asked = { reference_id: 'r', txn_type: 'search', attribute_type: 'transaction_id' };
    const status = await housing.say('/registry/sync/txn/status', 'txn-status', {
      transaction_id: randomUUID(),
      txnstatus_request: { ...asked, attribute_value: message.transaction_id },
    });
    expect(status).toMatchObject({
      ...{ status: 200, body: { header: { status: 'pdng' } } },
    });
    expect(status.body.message.txnstatus_response.txn_status.search_response).toMatchObject([
      { reference_id: 'R-1', status: 'rcvd' },
    ]);
  });
});
