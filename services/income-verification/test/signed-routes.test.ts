import { generateKeyPairSync } from 'node:crypto';
import { endPartnerKey, listPartnerKeys } from '@mz/contracts';
import { currentSigner } from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';
import type { AppKit } from '../src/app-kit.ts';
import type { DB } from '../src/database.ts';
import { administrators, callAs, ed25519, type PartnerClient, register, type Sent } from './partner.ts';

let iv: TestService<DB, AppKit['config']>;
let bank: PartnerClient;
const grants = '/exchange/v1/grants';

beforeAll(async () => {
  iv = await startTestService(service, { seed: true });
  const { privateKey, key } = ed25519();
  bank = { keyId: (await register(iv, { partnerCode: 'BANK', key })).keyId, privateKey };
});
afterAll(() => iv?.stop());

async function codeOf(client: PartnerClient, sent: Sent = {}, path = grants): Promise<string> {
  const { status, body } = await callAs(iv, client, path, sent);
  return status === 200 ? 'NONE' : `${status} ${body.code}`;
}

describe('a signed route', () => {
  test('answers the partner whose registered key signed, signed itself and bound to the request', async () => {
    const answer = await callAs(iv, bank, grants);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ partner: 'BANK' });
    expect(await answer.verify(currentSigner(iv.kit.keys, 'signing/income-verification').publicKey)).toBe(true);
    const stranger = generateKeyPairSync('ed25519').publicKey;
    expect(await answer.verify(stranger)).toBe(false);
  });

  test('enters request and answer in the ledger, under the nonce and without content', async () => {
    await callAs(iv, bank, grants, { nonce: 'ledger-1' });
    const rows = await iv.rows(
      "select direction, kind, length(sha256) as n from exchange_message where ref = 'ledger-1'",
    );
    expect(rows).toEqual([
      { direction: 'IN', kind: 'GRANTS', n: 64 },
      { direction: 'OUT', kind: 'GRANTS_ANSWER', n: 64 },
    ]);
  });

  test.each<[string, Sent]>([
    ['401 MESSAGE_UNSIGNED', { alter: ({ signature: _, ...rest }) => rest }],
    ['401 SIGNATURE_MALFORMED', { alter: (headers) => ({ ...headers, signature: 'sig1=:?:' }) }],
    [
      '401 COMPONENT_MISSING',
      { alter: (all) => ({ ...all, 'signature-input': String(all['signature-input']).replace('"@method" ', '') }) },
    ],
    ['401 MESSAGE_EXPIRED', { ageSeconds: 301 }],
    ['401 CREATED_IN_FUTURE', { ageSeconds: -310 }],
  ])('%s: refused, and not in the ledger', async (code, sent) => {
    const count = async () => (await iv.rows('select from exchange_message')).length;
    const before = await count();
    expect(await codeOf(bank, sent)).toBe(code);
    expect(await count()).toBe(before);
  });

  test('401 DIGEST_MISMATCH: another body than was signed', async () => {
    const sent: Sent = { method: 'POST', body: { day: '2014-04-27' }, sentBody: '{"day":"2014-04-26"}' };
    expect(await codeOf(bank, sent, '/exchange/v1/ledger/countersignatures')).toBe('401 DIGEST_MISMATCH');
  });

  test('401 NONCE_REPLAYED: the same message a second time', async () => {
    expect(await codeOf(bank, { nonce: 'twice' })).toBe('NONE');
    expect(await codeOf(bank, { nonce: 'twice' })).toBe('401 NONCE_REPLAYED');
  });

  test('401 KEY_UNKNOWN, SIGNATURE_INVALID, ALGORITHM_MISMATCH: a stranger, a stranger under the name, another kind of key', async () => {
    const { privateKey } = ed25519();
    expect(await codeOf({ keyId: 'nobody', privateKey })).toBe('401 KEY_UNKNOWN');
    expect(await codeOf({ ...bank, privateKey })).toBe('401 SIGNATURE_INVALID');
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await codeOf({ ...bank, privateKey: p256 })).toBe('401 ALGORITHM_MISMATCH');
    expect(await codeOf({ ...bank, keyId: `TAX/${bank.keyId}` })).toBe('401 KEY_UNKNOWN');
  });

  test('429 PARTNER_RATE_LIMITED: the quota of a minute is used up, and the nonce stays free', async () => {
    await iv.rows("update policy_parameter set value = '0' where key = 'partner_calls_per_minute'");
    expect(await codeOf(bank, { nonce: 'quota' })).toBe('429 PARTNER_RATE_LIMITED');
    await iv.rows("update policy_parameter set value = '600' where key = 'partner_calls_per_minute'");
    expect(await codeOf(bank, { nonce: 'quota' })).toBe('NONE');
  });
});

describe('keys in their time', () => {
  test('the setting’s key speaks for an agency until that agency has registered one of its own', async () => {
    const { id, privateKey } = currentSigner(iv.kit.keys, 'signing/agency-simulator');
    expect(await codeOf({ keyId: `AIC/${id}`, privateKey })).toBe('NONE');
    expect(await codeOf({ keyId: `BANK/${id}`, privateKey })).toBe('401 KEY_UNKNOWN');
    expect(await codeOf({ keyId: `SD_MZ/${id}`, privateKey })).toBe('401 KEY_UNKNOWN');
  });

  test('KEY_NOT_YET_VALID, KEY_EXPIRED, overlap: each key counts in its own time, both on the days they share', async () => {
    const standing = async (time: { validFrom: string; validTo: string }): Promise<string> => {
      const { privateKey, key } = ed25519();
      return codeOf({ keyId: (await register(iv, { partnerCode: 'TAX', key, ...time })).keyId, privateKey });
    };
    expect(await standing({ validFrom: '2013-01-01', validTo: '2014-04-27' })).toBe('401 KEY_EXPIRED');
    expect(await standing({ validFrom: '2014-04-29', validTo: '2015-04-29' })).toBe('401 KEY_NOT_YET_VALID');
    expect(await standing({ validFrom: '2013-01-01', validTo: '2014-04-28' })).toBe('NONE');
    expect(await standing({ validFrom: '2014-04-28', validTo: '2015-04-28' })).toBe('NONE');
  });

  test('an ended key counts for nothing from the same moment', async () => {
    const { privateKey, key } = ed25519();
    const { id, keyId, version } = await register(iv, { partnerCode: 'EDU', key });
    expect(await codeOf({ keyId, privateKey })).toBe('NONE');
    const [first] = await administrators(iv);
    expect((await iv.call(endPartnerKey, { token: first, params: { id }, body: {}, version })).status).toBe(200);
    expect(await codeOf({ keyId, privateKey })).toBe('401 KEY_REVOKED');
  });

  test('a key that ends within 30 days and that no other follows is warned of, on the list and on the health page', async () => {
    const [token] = await administrators(iv);
    const keys = async () => (await iv.call(listPartnerKeys, { token, query: { partnerCode: 'COURT' } })).body.items;
    await register(iv, { partnerCode: 'COURT', key: ed25519().key, validTo: '2014-05-28' });
    expect(await keys()).toMatchObject([{ daysLeft: 30, warned: true }]);
    const health = await iv.inject({ method: 'GET', url: '/readyz' });
    expect(JSON.parse(health.payload).checks['partner keys'][0]).toMatchObject({ status: 'warn' });
    await register(iv, { partnerCode: 'COURT', key: ed25519().key, validFrom: '2014-05-29', validTo: '2015-05-28' });
    expect((await keys()).map(({ warned }: { warned: boolean }) => warned)).toEqual([false, false]);
  });
});
