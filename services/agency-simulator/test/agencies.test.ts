import { randomUUID } from 'node:crypto';
import { AgencyAnswer, type AgencyQuery } from '@mz/contracts';
import { currentSigner, memoryKeyProvider, signRequest, verifyResponse } from '@mz/crypto';
import { storyPeople } from '@mz/population';
import { startTestService, type TestService } from '@mz/testing';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

let simulator: Pick<TestService, 'stop' | 'service'>;
let base: string;
// The keys of a test run are derived from one seed, so each side has them.
const keys = memoryKeyProvider('tests');
const earner = storyPeople.find(({ wage }) => wage !== undefined);

beforeAll(async () => {
  const started = await startTestService(service, { config: { populationHouseholds: 3 } });
  base = await started.service.listen();
  simulator = started as never;
});
afterAll(() => simulator?.stop());

function aQuery(item: string, overrides: Partial<AgencyQuery> = {}): AgencyQuery {
  if (earner === undefined) throw new Error('nobody in the story has a wage');
  const { idNo, name } = earner;
  return { ref: randomUUID(), purpose: 'DIBAO', item, idNo, name, from: '2013-10-01', to: '2014-04-28', ...overrides };
}

function signed(agency: string, query: object, signer = currentSigner(keys, 'signing/income-verification')) {
  const created = new Date();
  const request = {
    method: 'POST',
    url: `${base}/agencies/${agency}/queries`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
  };
  const headers = signRequest({
    ...request,
    keyId: signer.id,
    privateKey: signer.privateKey,
    created,
    expires: new Date(created.getTime() + 60_000),
    nonce: randomUUID(),
  });
  return { ...request, headers };
}

async function send(request: ReturnType<typeof signed>): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(request.url, request);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('the agencies’ exchange', () => {
  test('answers what the register holds, signed and bound to the question', async () => {
    const query = aQuery('IIT_WAGE');
    const request = signed('TAX', query);
    const { status, text, headers } = await send(request);
    expect(status).toBe(200);
    const answer: unknown = JSON.parse(text);
    expect(Value.Check(AgencyAnswer, answer)).toBe(true);
    expect(answer).toMatchObject({ ref: query.ref, outcome: 'HIT', sourceAsOf: '2014-04-28' });
    const key = currentSigner(keys, 'signing/agency-simulator');
    const lookup = { keyLookup: (id: string) => (id === key.id ? key.publicKey : undefined), now: new Date() };
    const response = { status, headers: Object.fromEntries(headers), body: text };
    expect(await verifyResponse(response, { request, ...lookup })).toMatchObject({ ok: true });
    const other = signed('TAX', query);
    expect(await verifyResponse(response, { request: other, ...lookup })).toMatchObject({ ok: false });
  });

  test('SIGNATURE_MISSING, KEY_UNKNOWN, DIGEST_MISMATCH and NONCE_REPLAYED are refused with 401', async () => {
    const good = signed('TAX', aQuery('IIT_WAGE'));
    const bare = { ...good, headers: { 'content-type': 'application/json' } };
    const codes = [
      await send(bare as never),
      await send(signed('TAX', aQuery('IIT_WAGE'), currentSigner(keys, 'signing/stranger'))),
      await send({ ...good, body: JSON.stringify(aQuery('IIT_WAGE')) }),
    ].map(({ status, text }) => `${status} ${JSON.parse(text).code}`);
    expect(codes).toEqual(['401 SIGNATURE_MISSING', '401 KEY_UNKNOWN', '401 DIGEST_MISMATCH']);
    expect((await send(good)).status).toBe(200);
    const again = await send(good);
    expect([again.status, JSON.parse(again.text).code]).toEqual([401, 'NONCE_REPLAYED']);
  });

  test('QUERY_REFUSED: an item of another agency, an unknown agency, a field too many', async () => {
    const refused = [
      await send(signed('TAX', aQuery('VEHICLE'))),
      await send(signed('MOON', aQuery('IIT_WAGE'))),
      await send(signed('TAX', { ...aQuery('IIT_WAGE'), phone: '1' })),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  test('another name under the number is IDENTITY_MISMATCH; an unknown number NO_RECORD', async () => {
    const other = JSON.parse((await send(signed('TAX', aQuery('IIT_WAGE', { name: '赵别人' })))).text);
    expect(other).toMatchObject({ outcome: 'IDENTITY_MISMATCH', rows: [] });
    const unknown = JSON.parse((await send(signed('TAX', aQuery('IIT_WAGE', { idNo: '110000199001010000' })))).text);
    expect(unknown).toMatchObject({ outcome: 'NO_RECORD', rows: [] });
  });

  test('an override lasts as often as it says, and DELETE ends all', async () => {
    const post = (body: object): Promise<Response> =>
      fetch(`${base}/dev/overrides`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await post({ nonsense: true })).status).toBe(400);
    expect((await post({ personRef: earner?.ref, item: 'IIT_WAGE', monthlyGrossFen: 150_000, times: 1 })).status).toBe(
      201,
    );
    // In the agency's own words: yuan.
    const gross = async (): Promise<string> =>
      JSON.parse((await send(signed('TAX', aQuery('IIT_WAGE')))).text).rows[0].收入额;
    expect([await gross(), await gross()]).toEqual(['1500.00', '900.00']);
    await post({ item: 'IIT_WAGE', behaviour: 'ERROR_500' });
    expect((await send(signed('TAX', aQuery('IIT_WAGE')))).status).toBe(500);
    expect((await fetch(`${base}/dev/overrides`, { method: 'DELETE' })).status).toBe(204);
    expect(await gross()).toBe('900.00');
  });
});
