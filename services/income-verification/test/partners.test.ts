import {
  approveExchangeGrant,
  approvePartnerKey,
  createExchangePartner,
  endExchangeGrant,
  listExchangeGrants,
  listExchangePartners,
  proposeExchangeGrant,
  proposePartnerKey,
} from '@mz/contracts';
import {
  currentSecret,
  currentSigner,
  deriveSm2PrivateKey,
  memoryKeyProvider,
  readSm2PublicKey,
  sm2JwkOf,
} from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { administrators, callAs, ed25519, register } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let first: string;
let second: string;

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  [first, second] = await administrators(iv);
});
afterAll(() => iv?.stop());

const codeOf = ({ status, body }: { status: number; body: object }) =>
  `${status} ${'code' in body ? body.code : ''}`.trim();
const rows = (table: string) => iv.rows<{ n: number }>(`select count(*)::int as n from ${table}`);

describe('partners', () => {
  const housing = { code: 'HOUSING_UNIT', name: '住房保障委托单位', kind: 'ENTRUSTING_UNIT' };

  test('are registered by the province, once; the same key answers the same', async () => {
    const created = await iv.call(createExchangePartner, { token: first, body: housing, key: 'partner-1' });
    expect(created.status).toBe(201);
    expect(await iv.call(createExchangePartner, { token: first, body: housing, key: 'partner-1' })).toMatchObject({
      status: 201,
      body: created.body,
    });
    expect(codeOf(await iv.call(createExchangePartner, { token: first, body: housing }))).toBe('409 PARTNER_EXISTS');
    expect(await iv.rows("select from audit_log where action = 'exchangePartners.create'")).toHaveLength(1);
    const { body } = await iv.call(listExchangePartners, { token: await iv.token({ role: 'AUDITOR' }) });
    expect(body.items.map(({ code }: { code: string }) => code)).toContain('HOUSING_UNIT');
  });

  test('by nobody else: no log-in, another role, another region, a code of another form', async () => {
    const before = await rows('partner');
    const [operator, county] = [
      await iv.token({ role: 'CENTER_OPERATOR', division: '370102000000' }),
      await iv.token({ role: 'PROVINCE_ADMIN', division: '370102000000' }),
    ];
    const body = { ...housing, code: 'ANOTHER' };
    expect(codeOf(await iv.call(createExchangePartner, { body }))).toBe('401 TOKEN_MISSING');
    expect(codeOf(await iv.call(createExchangePartner, { token: operator, body }))).toBe('403 ROLE_NOT_PERMITTED');
    expect(codeOf(await iv.call(createExchangePartner, { token: county, body }))).toBe('403 SCOPE_FORBIDDEN');
    const wrong = await iv.call(createExchangePartner, { token: first, body: { ...body, code: 'a b' } });
    expect(codeOf(wrong)).toBe('400 INPUT_INVALID');
    expect(await rows('partner')).toEqual(before);
  });
});

describe('keys of partners', () => {
  const proposal = () => ({
    ...{ partnerCode: 'BANK', purpose: 'SIGN', key: ed25519().key, validFrom: '2014-01-01', validTo: '2014-12-31' },
  });

  test('two persons: proposed by one, approved by another, in its version, once', async () => {
    const { body } = await iv.call(proposePartnerKey, { token: first, body: proposal() });
    expect(body).toMatchObject({ status: 'PROPOSED', suite: 'INTERNATIONAL', version: 1 });
    const approve = (token: string, version: number) =>
      iv.call(approvePartnerKey, { token, params: { id: body.id }, body: {}, version });
    expect(codeOf(await approve(first, 1))).toBe('403 TWO_PERSON_REQUIRED');
    expect(codeOf(await approve(second, 2))).toBe('412 VERSION_CONFLICT');
    expect((await approve(second, 1)).body).toMatchObject({ status: 'IN_FORCE', version: 2 });
    expect(codeOf(await approve(second, 2))).toBe('409 STATE_TRANSITION_INVALID');
    const audits = await iv.rows("select from audit_log where action like 'partnerKeys.%'");
    expect(audits).toHaveLength(2);
  });

  test.each<[string, object]>([
    ['404 PARTNER_UNKNOWN', { partnerCode: 'NOBODY' }],
    ['422 PERIOD_INVALID', { validTo: '2013-12-31' }],
    ['422 PARTNER_KEY_INVALID', { purpose: 'FILE' }],
    ['422 PARTNER_KEY_INVALID', { purpose: 'TLS' }],
    ['422 PARTNER_KEY_INVALID', { key: { kty: 'EC', crv: 'SM2', x: 'A'.repeat(43), y: 'A'.repeat(43) } }],
    ['422 PARTNER_KEY_INVALID', { key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }],
    ['400 INPUT_INVALID', { key: { kty: 'oct', k: 'A'.repeat(43) } }],
  ])('%s: nothing is registered', async (code, change) => {
    const before = await rows('partner_key');
    expect(codeOf(await iv.call(proposePartnerKey, { token: first, body: { ...proposal(), ...change } }))).toBe(code);
    expect(await rows('partner_key')).toEqual(before);
  });

  test('PARTNER_KEY_EXISTS: a key belongs to one partner, or its owner could not be told', async () => {
    const body = proposal();
    expect((await iv.call(proposePartnerKey, { token: first, body })).status).toBe(201);
    const again = await iv.call(proposePartnerKey, { token: first, body: { ...body, partnerCode: 'TAX' } });
    expect(codeOf(again)).toBe('409 PARTNER_KEY_EXISTS');
  });

  test('a key of the platform is one of its own key store, and signs from its first day', async () => {
    const foreign = await iv.call(proposePartnerKey, { token: first, body: { ...proposal(), partnerCode: 'SD_MZ' } });
    expect(codeOf(foreign)).toBe('422 PARTNER_KEY_INVALID');
    const { id, publicKey } = currentSigner(iv.kit.keys, 'signing/income-verification');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    const own = { partnerCode: 'SD_MZ', key: { kty: 'OKP', crv: 'Ed25519', x } } as const;
    expect(await register(iv, own)).toMatchObject({ keyId: id });
  });

  test('the platform’s key is turned with overlap: the new one signs from its day, answers of the old one stay good', async () => {
    const keys = memoryKeyProvider('turned');
    const turned = await startTestService(service, { seed: true, keys });
    const { id, privateKey } = currentSigner(keys, 'signing/agency-simulator');
    const ask = () => callAs(turned, { keyId: `AIC/${id}`, privateKey }, '/exchange/v1/keys');
    const signerOf = ({ headers }: { headers: object }) =>
      /keyid="([^"]*)"/.exec(String((headers as Record<string, unknown>)['signature-input']))?.[1];
    const old = currentSigner(keys, 'signing/income-verification');
    const publicOf = (key: typeof old) => {
      const { x = '' } = key.publicKey.export({ format: 'jwk' });
      return { kty: 'OKP', crv: 'Ed25519', x } as const;
    };
    await register(turned, { partnerCode: 'SD_MZ', key: publicOf(old), validTo: '2014-05-31' });
    keys.rotate('signing/income-verification');
    const next = currentSigner(keys, 'signing/income-verification');
    await register(turned, { partnerCode: 'SD_MZ', key: publicOf(next), validFrom: '2014-04-29' });
    const before = await ask();
    expect(signerOf(before)).toBe(old.id);
    expect(before.body.keys.map(({ kid }: { kid: string }) => kid)).toEqual(expect.arrayContaining([old.id, next.id]));
    await turned.setToday('2014-04-29');
    const after = await ask();
    expect(signerOf(after)).toBe(next.id);
    expect([await before.verify(old.publicKey), await after.verify(next.publicKey)]).toEqual([true, true]);
    await turned.stop();
  });

  test('a partner of the national suite signs by SM2 and is answered by SM2', async () => {
    const { secret } = currentSecret(memoryKeyProvider('court'), 'mac/sm2');
    const privateKey = deriveSm2PrivateKey(secret, 'court');
    const { keyId } = await register(iv, { partnerCode: 'COURT', key: sm2JwkOf(privateKey.publicKey) });
    const answer = await callAs(iv, { keyId, privateKey }, '/exchange/v1/keys');
    expect(answer.status).toBe(200);
    const own = answer.body.keys.find(({ alg }: { alg: string }) => alg === 'SM2');
    expect(await answer.verify(readSm2PublicKey(own))).toBe(true);
  });
});

describe('grants', () => {
  const grant = {
    ...{ partnerCode: 'BANK', purpose: 'HOUSING', item: 'DEPOSIT', fields: ['bank', 'balanceFen'] },
    validFrom: '2014-02-01',
  };

  test('two persons; the partner downloads what is in force, and what ended is gone', async () => {
    const { privateKey, key } = ed25519();
    const { keyId } = await register(iv, { partnerCode: 'BANK', key });
    const download = async () => (await callAs(iv, { keyId, privateKey }, '/exchange/v1/grants')).body.grants;
    const isOurs = expect.objectContaining({ item: 'DEPOSIT', fields: ['bank', 'balanceFen'] });
    const { body } = await iv.call(proposeExchangeGrant, { token: first, body: grant });
    expect(body.status).toBe('PROPOSED');
    expect(await download()).not.toContainEqual(isOurs);
    const params = { id: body.id };
    const approve = (token: string) => iv.call(approveExchangeGrant, { token, params, body: {}, version: 1 });
    expect(codeOf(await approve(first))).toBe('403 TWO_PERSON_REQUIRED');
    expect((await approve(second)).status).toBe(200);
    expect(await download()).toContainEqual(isOurs);
    const ended = await iv.call(endExchangeGrant, { token: first, params, body: {}, version: 2 });
    expect(ended.body.status).toBe('ENDED');
    expect(await download()).not.toContainEqual(isOurs);
    expect(await iv.rows("select from audit_log where action like 'exchangeGrants.%'")).toHaveLength(3);
  });

  test.each<[string, object]>([
    ['404 PARTNER_UNKNOWN', { partnerCode: 'NOBODY' }],
    ['403 PURPOSE_NOT_PERMITTED', { purpose: 'CURIOSITY' }],
    ['422 PERIOD_INVALID', { validTo: '2014-01-31' }],
    ['409 GRANT_EXISTS', { validFrom: '2014-01-01' }],
    ['400 INPUT_INVALID', { fields: [] }],
  ])('%s: nothing is granted', async (code, change) => {
    const before = await rows('exchange_grant');
    expect(codeOf(await iv.call(proposeExchangeGrant, { token: first, body: { ...grant, ...change } }))).toBe(code);
    expect(await rows('exchange_grant')).toEqual(before);
  });

  test('are not for other roles, and are seen by the auditor', async () => {
    const operator = await iv.token({ role: 'CENTER_OPERATOR' });
    expect(codeOf(await iv.call(proposeExchangeGrant, { token: operator, body: grant }))).toBe(
      '403 ROLE_NOT_PERMITTED',
    );
    const query = { partnerCode: 'PRISON' };
    const { body } = await iv.call(listExchangeGrants, { token: await iv.token({ role: 'AUDITOR' }), query });
    expect(body.items.map(({ purpose }: { purpose: string }) => purpose)).toContain('DIBAO');
  });
});
