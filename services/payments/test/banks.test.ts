import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { approveReturnKey, listBanks, proposeReturnKey } from '@mz/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });
const aKey = () => jwkOf(generateKeyPairSync('ed25519').publicKey);

describe('the key of a bank’s returns (payments.md §5: files are signed)', () => {
  const officer = (subject: string, division = '37') =>
    world.payments.token({ role: 'FUND_OFFICER', division, subject });
  const propose = async (key: unknown, { code = 'TESTBANK', token = officer('fund-1') } = {}) =>
    world.payments.call(proposeReturnKey, { token: await token, params: { code }, body: { key } as never });
  const approve = async (id: string, token = officer('fund-2')) =>
    world.payments.call(approveReturnKey, { token: await token, params: { id }, body: {} });
  const keyIdInForce = async () => {
    const { body } = await world.payments.call(listBanks, { token: await officer('fund-1') });
    return body.items.find(({ code }) => code === 'TESTBANK')?.returnKeyId;
  };

  it('counts once a second officer of the province has approved it; the key before it ends in that moment', async () => {
    const first = await propose(aKey());
    expect(first).toMatchObject({ status: 201, body: { bankCode: 'TESTBANK', state: 'PROPOSED', approvedOn: null } });
    expect(await keyIdInForce()).toBeNull();
    expect(await approve(first.body.id, officer('fund-1'))).toMatchObject({
      status: 403,
      body: { code: 'TWO_PERSON_REQUIRED' },
    });
    expect(await approve(first.body.id)).toMatchObject({
      status: 200,
      body: { state: 'IN_FORCE', approvedOn: '2014-05-26' },
    });
    expect(await keyIdInForce()).toBe(first.body.keyId);
    const second = await propose(aKey());
    await approve(second.body.id);
    expect(await keyIdInForce()).toBe(second.body.keyId);
    const states = await world.payments.rows<{ state: string }>('select state from bank_return_key order by id');
    expect(states.map(({ state }) => state)).toEqual(['ENDED', 'IN_FORCE']);
    expect(await approve(first.body.id)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
  });

  it('a new proposal withdraws the open one, and none at all needs two persons, too', async () => {
    const [typo, meant] = [await propose(aKey()), await propose(null)];
    expect(await approve(typo.body.id)).toMatchObject({ status: 409, body: { code: 'STATE_TRANSITION_INVALID' } });
    expect(await keyIdInForce()).not.toBeNull();
    expect(await approve(meant.body.id)).toMatchObject({ status: 200, body: { keyId: null, state: 'IN_FORCE' } });
    expect(await keyIdInForce()).toBeNull();
  });

  it('names a key by its thumbprint (RFC 8037 A.3)', async () => {
    const key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect((await propose(key)).body.keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it.each([
    ['a key of another length', { kty: 'OKP', crv: 'Ed25519', x: 'short' }, 400, 'INPUT_INVALID'],
    ['a private key', { ...aKey(), d: 'A'.repeat(43) }, 400, 'INPUT_INVALID'],
    ['a key of another curve', { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }, 400, 'INPUT_INVALID'],
    [
      'a second way to write the same 32 bytes',
      { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(42)}B` },
      400,
      'INPUT_INVALID',
    ],
    ['what is in force already', null, 409, 'BANK_KEY_UNCHANGED'],
  ])('%s is refused', async (_, key, status, code) => {
    expect(await propose(key)).toMatchObject({ status, body: { code } });
  });

  it('an unknown bank, an unknown proposal, a county’s officer and a role without the right are refused', async () => {
    expect(await propose(aKey(), { code: 'NOBANK' })).toMatchObject({ status: 404, body: { code: 'BANK_UNKNOWN' } });
    expect(await approve('00000000-0000-7000-8000-000000000000')).toMatchObject({
      status: 404,
      body: { code: 'BANK_KEY_UNKNOWN' },
    });
    const county = officer('fund-3', '370102');
    expect(await propose(aKey(), { token: county })).toMatchObject({ status: 403, body: { code: 'SCOPE_FORBIDDEN' } });
    const clerk = world.payments.token({ role: 'ACCOUNT_CLERK', division: '37' });
    expect(await propose(aKey(), { token: clerk })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_NOT_PERMITTED' },
    });
  });
});
