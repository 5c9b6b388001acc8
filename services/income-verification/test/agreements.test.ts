import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { agencies } from '@mz/agencies';
import {
  connectAgreement,
  createAgreement,
  endAgreement,
  listAgreements,
  type Operation,
  readSecurityContact,
} from '@mz/contracts';
import { currentSecret, deriveSm2PrivateKey, sm2JwkOf } from '@mz/crypto';
import { startTestService, type TestAnswer, type TestCall, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { register } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let tokens: Readonly<Record<'admin' | 'county' | 'operator', string>>;
const contact = { name: '沈安宁', phone: '0531-86000000' };

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  tokens = {
    admin: await iv.token({ role: 'PROVINCE_ADMIN' }),
    county: await iv.token({ role: 'PROVINCE_ADMIN', division: '370102000000' }),
    operator: await iv.token({ role: 'CENTER_OPERATOR' }),
  };
});
afterAll(() => iv?.stop());

const call = (operation: Operation, input: TestCall): Promise<TestAnswer> => iv.call(operation, input);

function anExchangeKey(kid: string = randomUUID()): object {
  const { x } = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'X25519', x, kid };
}

async function agreementOf(agencyCode: string) {
  const { body } = await call(listAgreements, { token: tokens.admin, query: { agencyCode } });
  return body.items[0];
}

describe('the agreements of the start data', () => {
  test('every agency of §4 has one at the province: real-time ones are live, the others recorded and not asked', async () => {
    const { body } = await call(listAgreements, { token: tokens.admin });
    const items: { agencyCode: string; mode: string; status: string }[] = body.items;
    expect(items.map(({ agencyCode }) => agencyCode)).toEqual(
      agencies()
        .all.map(({ code }) => code)
        .sort(),
    );
    for (const { mode, status, agencyCode } of items) {
      expect(status, agencyCode).toBe(mode === 'RT' ? 'LIVE' : 'RECORDED');
    }
    expect(items.filter(({ status }) => status === 'LIVE')).toHaveLength(11);
  });

  test('the term of each is its agency’s, in seconds or working days', async () => {
    expect(await agreementOf('BANK')).toMatchObject({ mode: 'OD', slaWorkingDays: 15, items: ['DEPOSIT', 'INFLOW'] });
    expect(await agreementOf('AIC')).toMatchObject({ mode: 'RT', slaSeconds: 10, slaWorkingDays: null });
    expect(await agreementOf('TAX')).toMatchObject({ items: ['IIT_WAGE'] });
  });
});

describe('agreements.create', () => {
  const body = {
    ...{ agencyCode: 'EDU', level: 'CITY', divisionCode: '370100000000', items: ['ENROLMENT'], mode: 'DF' },
    ...{ slaWorkingDays: 5, route: 'FOLDER', validFrom: '2014-04-28' },
  };
  const create = (change: object) =>
    call(createAgreement, {
      token: tokens.admin,
      body: { ...body, docNo: randomUUID(), exchangeKey: anExchangeKey('edu-1'), ...change },
    });

  test('with all its terms it is live from its first day, whatever the transport', async () => {
    expect(await create({ securityContact: contact })).toMatchObject({
      status: 201,
      body: {
        ...{ status: 'LIVE', route: 'FOLDER', slaWorkingDays: 5, slaSeconds: 432_000, exchangeKeyId: 'edu-1' },
        ...{ hasSecurityContact: true, connectedOn: '2014-04-28', version: 1 },
      },
    });
    expect((await create({ mode: 'OD' })).body).toMatchObject({ mode: 'OD', route: null });
    expect((await create({ validFrom: '2014-06-01' })).body).toMatchObject({ status: 'PLANNED' });
  });

  test('whoever answers by call or file says whose record it read, from its first day unless told; nobody asks it of paper', async () => {
    expect((await create({})).body).toMatchObject({ subjectFrom: '2014-04-28' });
    expect((await create({ subjectFrom: '2014-07-01' })).body).toMatchObject({ subjectFrom: '2014-07-01' });
    const letters = { mode: 'ML', agencyCode: 'LAND', items: ['LAND_COMP'], exchangeKey: undefined, route: undefined };
    expect((await create(letters)).body).toMatchObject({ subjectFrom: null });
    const before = await iv.rows('select id from agency_agreement');
    expect((await create({ ...letters, subjectFrom: '2014-07-01' })).body).toMatchObject({
      ...{ status: 422, code: 'SUBJECT_NOT_POSSIBLE' },
    });
    expect(await iv.rows('select id from agency_agreement')).toEqual(before);
    const { body } = await call(listAgreements, { token: tokens.admin, query: { agencyCode: 'PSB_HUKOU' } });
    expect(body.items[0]).toMatchObject({ subjectFrom: null });
    expect(await agreementOf('TAX')).toMatchObject({ subjectFrom: '2014-01-01' });
  });

  test.each([
    ['EXCHANGE_KEY_MISSING', { exchangeKey: undefined }],
    ['EXCHANGE_KEY_MISSING', { mode: 'OD', exchangeKey: undefined }],
    ['SLA_MISSING', { slaWorkingDays: undefined }],
    ['SLA_MISSING', { mode: 'RT' }],
    ['SLA_MISSING', { mode: 'ML', slaWorkingDays: undefined, exchangeKey: undefined }],
    ['INPUT_INVALID', { route: 'PIGEON' }],
    ['INPUT_INVALID', { securityContact: { name: '' } }],
  ])('%s changes nothing: %o', async (code, change) => {
    const before = await iv.rows('select id from agency_agreement');
    expect((await create(change)).body).toMatchObject({ code });
    expect(await iv.rows('select id from agency_agreement')).toEqual(before);
  });

  test('a FILE key that the partner has registered stands in for the agreement’s own, whatever its suite; not one of another time', async () => {
    const { secret } = currentSecret(iv.kit.keys, 'mac/edu-files');
    const key = sm2JwkOf(deriveSm2PrivateKey(secret, 'files').publicKey);
    const keyless = { exchangeKey: undefined, securityContact: contact };
    expect((await create(keyless)).body).toMatchObject({ code: 'EXCHANGE_KEY_MISSING' });
    await register(iv, { partnerCode: 'EDU', purpose: 'FILE', key, validFrom: '2014-05-01' });
    expect((await create(keyless)).body).toMatchObject({ code: 'EXCHANGE_KEY_MISSING' });
    const other = sm2JwkOf(deriveSm2PrivateKey(secret, 'now').publicKey);
    await register(iv, { partnerCode: 'EDU', purpose: 'FILE', key: other });
    expect((await create(keyless)).body).toMatchObject({ status: 'LIVE', exchangeKeyId: null });
    expect((await create({ ...keyless, mode: 'OD' })).body).toMatchObject({ status: 'LIVE', exchangeKeyId: null });
    expect((await create({ ...keyless, agencyCode: 'TAX', items: ['IIT_WAGE'] })).body).toMatchObject({
      code: 'EXCHANGE_KEY_MISSING',
    });
  });
});

describe('agreements.connect', () => {
  const connect = (id: string, version: number | undefined, change: object = {}) =>
    call(connectAgreement, {
      ...{ token: tokens.admin, params: { id }, body: { securityContact: contact } },
      ...(version === undefined ? {} : { version }),
      ...change,
    });

  test('refused without key, version or right, and of a place that does not cover it', async () => {
    const { id } = await agreementOf('FISCAL_PAY');
    expect((await connect(id, 1)).body).toMatchObject({ code: 'EXCHANGE_KEY_MISSING' });
    expect((await connect(id, undefined)).status).toBe(428);
    expect((await connect(id, 7)).status).toBe(412);
    expect((await connect(id, 1, { token: tokens.operator })).body).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
    expect((await connect(id, 1, { token: tokens.county })).body).toMatchObject({ code: 'SCOPE_FORBIDDEN' });
    expect((await connect(randomUUID(), 1)).body).toMatchObject({ code: 'AGREEMENT_UNKNOWN' });
    expect(await agreementOf('FISCAL_PAY')).toMatchObject({ status: 'RECORDED', version: 1 });
    expect((await call(readSecurityContact, { token: tokens.admin, params: { id } })).body).toMatchObject({
      code: 'SECURITY_CONTACT_MISSING',
    });
  });

  test('the agency is asked from then on; the same key again answers the same, another time changes route and key', async () => {
    const { id } = await agreementOf('FISCAL_PAY');
    const body = { route: 'SFTP', exchangeKey: anExchangeKey('fiscal-1'), securityContact: contact };
    const first = await connect(id, 1, { body, key: 'connect-fiscal-pay' });
    expect(first).toMatchObject({
      status: 200,
      body: { status: 'LIVE', route: 'SFTP', connectedOn: '2014-04-28', exchangeKeyId: 'fiscal-1', version: 2 },
    });
    expect((await connect(id, 1, { body, key: 'connect-fiscal-pay' })).body).toEqual(first.body);
    const again = await connect(id, 2, { body: { ...body, route: 'HTTP', exchangeKey: anExchangeKey('fiscal-2') } });
    expect(again.body).toMatchObject({ route: 'HTTP', exchangeKeyId: 'fiscal-2', connectedOn: '2014-04-28' });
    const audited = await iv.rows(
      "select action from audit_log where record_id = $1 and action = 'agreements.connect'",
      [id],
    );
    expect(audited).toHaveLength(2);
  });

  test('letters need a contact and no key; an agreement that has ended is not connected any more', async () => {
    const { id } = await agreementOf('LAND');
    expect((await connect(id, 1)).body).toMatchObject({ status: 'LIVE', route: null, exchangeKeyId: null });
    const prison = await agreementOf('PRISON');
    const params = { id: prison.id };
    await call(endAgreement, { token: tokens.admin, params, body: { validTo: '2014-04-27' }, version: 1 });
    expect((await connect(prison.id, 2)).body).toMatchObject({ code: 'AGREEMENT_ENDED' });
  });

  test('the contact is encrypted, shown to the province alone, and each reading is audited', async () => {
    const { id } = await agreementOf('FISCAL_PAY');
    const read = { params: { id } };
    expect((await call(readSecurityContact, { ...read, token: tokens.admin })).body).toEqual(contact);
    expect((await call(readSecurityContact, { ...read, token: tokens.operator })).status).toBe(403);
    expect((await call(readSecurityContact, { ...read, token: tokens.county })).body).toMatchObject({
      code: 'SCOPE_FORBIDDEN',
    });
    expect((await call(readSecurityContact, read)).status).toBe(401);
    expect(await iv.rows("select from audit_log where action = 'agreements.contact'")).toHaveLength(1);
    const kept = [
      JSON.stringify(await iv.rows(`select encode(security_contact, 'escape') as text from agency_agreement`)),
      JSON.stringify(await iv.rows('select * from audit_log')),
      JSON.stringify(await iv.published()),
      JSON.stringify((await call(listAgreements, { token: tokens.admin })).body),
    ];
    expect(kept.filter((text) => text.includes(contact.name) || text.includes(contact.phone))).toEqual([]);
  });
});

test('GraphQL answers what REST answers, to the same people', async () => {
  const query = `{ agencyAgreements(agencyCode: "FISCAL_PAY") {
    id agencyCode level divisionCode docNo items mode slaSeconds slaWorkingDays route exchangeKeyId hasSecurityContact
    subjectFrom connectedOn validFrom validTo status version } exchangeFiles(first: 5) { items { id fileNo state } next } }`;
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${await iv.serviceToken('gateway')}`, 'x-user-token': token };
    return iv.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
  };
  const { data } = (await ask(tokens.admin)).json();
  const rest = await call(listAgreements, { token: tokens.admin, query: { agencyCode: 'FISCAL_PAY' } });
  expect(data.agencyAgreements).toEqual(rest.body.items);
  expect(data.exchangeFiles).toEqual({ items: [], next: null });
  const clerk = await iv.token({ role: 'TOWNSHIP_CLERK', division: '370102001000' });
  expect((await ask(clerk)).json().errors[0].extensions).toMatchObject({ code: 'ROLE_NOT_PERMITTED' });
});
