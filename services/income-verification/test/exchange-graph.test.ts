import { randomUUID } from 'node:crypto';
import {
  listAgreements,
  listExchangeEndpoints,
  listExchangeGrants,
  listExchangePartners,
  listPartnerKeys,
} from '@mz/contracts';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { administrators, ed25519 } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let first: string;
let second: string;
let operator: string;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  [first, second] = await administrators(iv);
  operator = await iv.token({ role: 'CENTER_OPERATOR' });
});
afterAll(() => iv?.stop());

async function ask(token: string, query: string, variables: object = {}) {
  const headers = { authorization: `Bearer ${await iv.serviceToken('gateway')}`, 'x-user-token': token };
  const response = await iv.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } });
  const { data, errors } = response.json();
  return { data, code: errors?.[0]?.extensions.code as string | undefined, errors };
}

const fields = {
  partner: 'id code name kind',
  key: 'id partnerCode purpose suite keyId validFrom validTo status daysLeft warned version',
  grant: 'id partnerCode purpose item fields validFrom validTo status version',
  endpoint: 'id partnerCode kind url validFrom validTo status version',
  agreement: `id agencyCode level divisionCode docNo items mode slaSeconds slaWorkingDays route exchangeKeyId
    hasSecurityContact subjectFrom connectedOn validFrom validTo status version`,
};

function creating(field: string, input: string, shown: string): string {
  return `mutation ($input: ${input}!, $key: String!) { made: ${field}(input: $input, idempotencyKey: $key) { ${shown} } }`;
}

function stepping(field: string, shown: string): string {
  return `mutation ($id: ID!, $seen: Int!, $key: String!) {
    made: ${field}(id: $id, expectedVersion: $seen, idempotencyKey: $key) { ${shown} } }`;
}

describe('partners, keys, grants and endpoints in the graph are what REST shows', () => {
  test('a partner, once under its key', async () => {
    const mutation = creating('createExchangePartner', 'CreateExchangePartnerInput', fields.partner);
    const variables = { input: { code: 'EDU_DEPT', name: '试验教育局', kind: 'ENTRUSTING_UNIT' }, key: randomUUID() };
    expect((await ask(operator, mutation, variables)).code).toBe('ROLE_NOT_PERMITTED');
    const { data } = await ask(first, mutation, variables);
    expect((await ask(first, mutation, variables)).data).toEqual(data);
    expect((await ask(first, mutation, { ...variables, key: randomUUID() })).code).toBe('PARTNER_EXISTS');
    const { body } = await iv.call(listExchangePartners, { token: first });
    expect(body.items).toContainEqual(data.made);
    const listed = await ask(first, `{ exchangePartners { ${fields.partner} } }`);
    expect(listed.data.exchangePartners).toEqual(body.items);
  });

  test.each([
    {
      ...{ name: 'PartnerKey', input: 'ProposePartnerKeyInput', shown: fields.key, list: listPartnerKeys },
      ...{ all: 'partnerKeys' },
      body: { partnerCode: 'EDU', purpose: 'SIGN', key: ed25519().key, validFrom: '2014-01-01', validTo: '2015-01-01' },
    },
    {
      ...{ name: 'ExchangeGrant', input: 'ProposeExchangeGrantInput', shown: fields.grant, list: listExchangeGrants },
      ...{ all: 'exchangeGrants' },
      body: { partnerCode: 'EDU', purpose: 'HOUSING', item: 'CHECK', fields: ['verdict'], validFrom: '2014-02-01' },
    },
    {
      ...{ name: 'ExchangeEndpoint', input: 'ProposeExchangeEndpointInput', shown: fields.endpoint },
      ...{ list: listExchangeEndpoints, all: 'exchangeEndpoints' },
      body: { partnerCode: 'EDU', kind: 'REGISTRY', validFrom: '2014-02-01', url: null },
    },
  ])('$name: proposed by one, approved by another, ended', async ({ name, input, shown, list, all, body }) => {
    const propose = creating(`propose${name}`, input, shown);
    const proposed = await ask(first, propose, { input: body, key: randomUUID() });
    expect(proposed.errors).toBeUndefined();
    const { id, version } = proposed.data.made;
    const variables = { id, seen: version, key: randomUUID() };
    const approve = stepping(`approve${name}`, shown);
    expect((await ask(first, approve, variables)).code).toBe('TWO_PERSON_REQUIRED');
    expect((await ask(second, approve, { ...variables, id: 'no-id' })).code).toBe('INPUT_INVALID');
    expect((await ask(second, approve, { ...variables, seen: 9, key: randomUUID() })).code).toBe('VERSION_CONFLICT');
    const approved = await ask(second, approve, variables);
    expect(approved.data.made).toMatchObject({ id, status: 'IN_FORCE', version: 2 });
    const page = { token: first, query: { partnerCode: 'EDU' } };
    const rest = (await iv.call(list, page)).body.items;
    expect(rest).toContainEqual(approved.data.made);
    const listed = await ask(first, `{ ${all}(partnerCode: "EDU") { ${shown} } }`);
    expect(listed.data[all]).toEqual(rest);
    const end = { id, seen: 2, key: randomUUID() };
    expect((await ask(first, stepping(`end${name}`, shown), end)).data.made).toMatchObject({ status: 'ENDED' });
  });

  test('a key that is none of its curve, a purpose that is none: as REST refuses them', async () => {
    const propose = creating('proposePartnerKey', 'ProposePartnerKeyInput', fields.key);
    const input = { partnerCode: 'EDU', purpose: 'SIGN', validFrom: '2014-01-01', validTo: '2015-01-01' };
    const odd = { kty: 'OKP', crv: 'Ed448', x: 'A'.repeat(43) };
    expect((await ask(first, propose, { input: { ...input, key: odd }, key: randomUUID() })).code).toBe(
      'INPUT_INVALID',
    );
    const off = { kty: 'EC', crv: 'SM2', x: 'A'.repeat(43), y: 'A'.repeat(43) };
    expect((await ask(first, propose, { input: { ...input, key: off }, key: randomUUID() })).code).toBe(
      'PARTNER_KEY_INVALID',
    );
    const grant = creating('proposeExchangeGrant', 'ProposeExchangeGrantInput', fields.grant);
    const wrong = { partnerCode: 'EDU', purpose: 'CURIOSITY', item: 'X', fields: ['a'], validFrom: '2014-01-01' };
    expect((await ask(first, grant, { input: wrong, key: randomUUID() })).code).toBe('PURPOSE_NOT_PERMITTED');
  });

  test('signed roots: none yet, for who may read them', async () => {
    const query = '{ exchangeLedgerRoots(from: "2014-01-01") { id day hash countersigned } }';
    expect((await ask(first, query)).data).toEqual({ exchangeLedgerRoots: [] });
    expect((await ask(operator, query)).code).toBe('ROLE_NOT_PERMITTED');
  });
});

test('an agreement in the graph: recorded, connected, ended, as REST shows it', async () => {
  const input = {
    ...{ agencyCode: 'LAND', level: 'PROVINCE', divisionCode: '370000000000', docNo: '鲁民函〔2014〕9号' },
    ...{ items: ['LAND_COMP'], mode: 'ML', slaWorkingDays: 10, slaSeconds: null, validFrom: '2014-01-01' },
  };
  const create = creating('createAgencyAgreement', 'CreateAgencyAgreementInput', fields.agreement);
  expect((await ask(operator, create, { input, key: randomUUID() })).code).toBe('ROLE_NOT_PERMITTED');
  const made = await ask(first, create, { input, key: randomUUID() });
  expect(made.errors).toBeUndefined();
  const { id, version } = made.data.made;
  const again = { input: { ...input, items: ['HUKOU'] }, key: randomUUID() };
  expect((await ask(first, create, again)).code).toBe('ITEM_UNKNOWN');
  const connect = `mutation ($id: ID!, $input: ConnectAgencyAgreementInput!, $seen: Int!, $key: String!) {
    made: connectAgencyAgreement(id: $id, input: $input, expectedVersion: $seen, idempotencyKey: $key) {
      ${fields.agreement} } }`;
  const contact = { securityContact: { name: '沈安宁', phone: '0531-86000000' } };
  const connected = await ask(first, connect, { id, input: contact, seen: version, key: randomUUID() });
  expect(connected.data.made).toMatchObject({ id, hasSecurityContact: true });
  const { body } = await iv.call(listAgreements, { token: first, query: { agencyCode: 'LAND' } });
  expect(body.items).toContainEqual(connected.data.made);
  const end = `mutation ($id: ID!, $seen: Int!, $key: String!) {
    made: endAgencyAgreement(id: $id, validTo: "2014-12-31", expectedVersion: $seen, idempotencyKey: $key) { validTo } }`;
  const seen = connected.data.made.version;
  expect((await ask(first, end, { id, seen, key: randomUUID() })).data.made).toEqual({ validTo: '2014-12-31' });
  expect((await ask(first, end, { id, seen, key: randomUUID() })).code).toBe('VERSION_CONFLICT');
});
