import { createHash, randomUUID } from 'node:crypto';
import type { SyncAnswer, SyncRecord } from '@mz/contracts';
import { createSealer, currentSigner, memoryKeyProvider, signRequest, verifyResponse } from '@mz/crypto';
import { startTestService, type TestService } from '@mz/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { service } from '../src/app.ts';

let simulator: Pick<TestService, 'stop' | 'service'>;
let base: string;
// The keys of a test run are derived from one seed, so each side has them.
const keys = memoryKeyProvider('tests');
const sealer = createSealer(keys, 'signing/place-names');

beforeAll(async () => {
  const started = await startTestService(service, { config: { populationHouseholds: 0 } });
  base = await started.service.listen();
  simulator = started as never;
});
afterAll(() => simulator?.stop());
beforeEach(async () => {
  await fetch(`${base}/dev/ministry-node`, { method: 'DELETE' });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function call(method: string, path: string, body?: string, signer = 'signing/place-names' as const) {
  const key = currentSigner(keys, signer);
  const created = new Date();
  const request = { method, url: `${base}${path}`, ...(body === undefined ? {} : { body }) };
  const headers = signRequest({
    ...request,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    keyId: key.id,
    privateKey: key.privateKey,
    created,
    expires: new Date(created.getTime() + 60_000),
    nonce: randomUUID(),
  });
  const response = await fetch(request.url, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  return { request: { ...request, headers }, status: response.status, headers: response.headers, text };
}

function aRecord(more: Partial<SyncRecord> = {}): SyncRecord {
  const payload = more.payload ?? JSON.stringify({ name: '大明湖', lon: 117.02, lat: 36.67 });
  return {
    table: 'place_name',
    key: 'lake',
    op: 'UPSERT',
    version: 1,
    division: '370102000000',
    category: '12100',
    valid_from: null,
    valid_to: null,
    payload,
    hash: sha256(payload),
    ...more,
  };
}

function envelopeOf(seq: number, records: readonly SyncRecord[], more: object = {}) {
  const head = { node: '370000', seq, base_seq: seq - 1, kind: 'INCREMENTAL', created_at: '2014-05-01T02:30:00Z' };
  const content = JSON.stringify({ ...head, records, count: records.length, ...more });
  const hash = sha256(content);
  return { content, sha256: hash, signature: sealer.seal(hash) };
}

async function deliver(seq: number, records: readonly SyncRecord[] = [], more: object = {}): Promise<SyncAnswer> {
  const { status, text } = await call(
    'POST',
    '/ministry-node/packages',
    JSON.stringify(envelopeOf(seq, records, more)),
  );
  expect(status).toBe(200);
  return JSON.parse(text);
}

/** Packages 1 to `last`, each with a record of its own. */
async function upTo(last: number): Promise<void> {
  for (let seq = 1; seq <= last; seq += 1) await deliver(seq, [aRecord({ key: `k${seq}` })]);
}

const groups = async () => JSON.parse((await call('GET', '/ministry-node/groups')).text);

describe('the ministry’s node (§8.5)', () => {
  test('§8.5: after 41, package 43 is held and 42 is asked for again; 42 applies both in their order', async () => {
    await upTo(41);
    const later = await deliver(43, [aRecord({ key: 'k43' })]);
    expect(later).toMatchObject({ result: 'HELD', resend: [42], last_seq: 41, applied: [] });
    const missing = await deliver(42, [aRecord({ key: 'k42' })]);
    expect(missing).toMatchObject({ result: 'ACK', last_seq: 43 });
    expect(missing.applied).toEqual([
      { seq: 42, changes: 1 },
      { seq: 43, changes: 1 },
    ]);
  });

  test('§8.5: a replay of 41 is acknowledged and changes nothing', async () => {
    await upTo(41);
    const before = await groups();
    expect(await deliver(41, [aRecord({ key: 'k41' })])).toMatchObject({ result: 'ACK', applied: [], last_seq: 41 });
    expect(await groups()).toEqual(before);
  });

  test('§8.5: the same seq with another hash is rejected, applied or held', async () => {
    await upTo(1);
    const other = [aRecord({ key: 'other' })];
    expect(await deliver(1, other)).toMatchObject({ result: 'REJECTED', reason: 'SEQ_CONFLICT' });
    expect((await groups()).groups).toMatchObject([{ count: 1 }]);
    await deliver(3);
    expect(await deliver(3, other)).toMatchObject({ result: 'REJECTED', reason: 'SEQ_CONFLICT' });
  });

  test('§8.5: version 3 after version 4 of a record is STALE_VERSION', async () => {
    await deliver(1, [aRecord({ version: 4 })]);
    expect(await deliver(2, [aRecord({ version: 3 })])).toMatchObject({
      result: 'NACK',
      records: [{ seq: 2, key: 'lake', code: 'STALE_VERSION' }],
      applied: [{ seq: 2, changes: 0 }],
    });
  });

  test('an equal version with another hash goes to the conflict queue, with the same hash it changes nothing', async () => {
    await deliver(1, [aRecord({ version: 2 })]);
    expect(await deliver(2, [aRecord({ version: 2 })])).toMatchObject({ result: 'ACK', applied: [{ changes: 0 }] });
    const other = aRecord({ version: 2, payload: '{"name":"大明湖公园"}' });
    expect(await deliver(3, [other])).toMatchObject({ result: 'NACK', records: [{ code: 'DUPLICATE' }] });
    const queue = JSON.parse((await call('GET', '/ministry-node/conflicts')).text);
    expect(queue.conflicts).toEqual([{ seq: 3, table: 'place_name', key: 'lake', version: 2 }]);
  });

  test('a higher version wins; a tombstone then an older upsert is ignored', async () => {
    await deliver(1, [aRecord({ version: 2 })]);
    expect(await deliver(2, [aRecord({ version: 3, payload: '{"name":"新名"}' })])).toMatchObject({
      applied: [{ changes: 1 }],
    });
    const tombstone = aRecord({ op: 'TOMBSTONE', version: 5, payload: '' });
    expect(await deliver(3, [tombstone])).toMatchObject({ result: 'ACK', applied: [{ changes: 1 }] });
    expect(await deliver(4, [aRecord({ version: 4 })])).toMatchObject({ result: 'ACK', applied: [{ changes: 0 }] });
    expect((await groups()).groups).toEqual([]);
  });

  test.each([
    ['BAD_CATEGORY', { category: '99100' }],
    ['GEOM_INVALID', { payload: '{"name":"大明湖","lon":36.67,"lat":117.02}' }],
    ['HASH', { hash: '0'.repeat(64) }],
  ] as const)('%s refuses the record and takes the others of its package', async (code, fault) => {
    const answer = await deliver(1, [aRecord(fault), aRecord({ key: 'good' })]);
    expect(answer).toMatchObject({ result: 'NACK', records: [{ key: 'lake', code }], applied: [{ changes: 1 }] });
  });

  test('a key twice in a package is DUPLICATE', async () => {
    const answer = await deliver(1, [aRecord(), aRecord({ version: 2 })]);
    expect(answer).toMatchObject({ result: 'NACK', records: [{ code: 'DUPLICATE' }], applied: [{ changes: 1 }] });
  });

  test('a package is rejected as a whole for its hash, its seal, its base or its count', async () => {
    const good = envelopeOf(1, [aRecord()]);
    const send = async (envelope: object): Promise<string> =>
      JSON.parse((await call('POST', '/ministry-node/packages', JSON.stringify(envelope))).text).reason;
    expect(await send({ ...good, content: `${good.content} ` })).toBe('HASH');
    const stranger = createSealer(keys, 'signing/stranger');
    expect(await send({ ...good, signature: stranger.seal(good.sha256) })).toBe('KEY_UNKNOWN');
    expect(await deliver(2, [], { base_seq: 0 })).toMatchObject({ result: 'REJECTED', reason: 'BASE_SEQ' });
    expect(await deliver(1, [aRecord()], { count: 2 })).toMatchObject({ result: 'REJECTED', reason: 'COUNT' });
    expect((await groups()).last_seq).toBe(0);
  });

  test('a call that is not signed by the province is 401; an answer is signed and bound to its question', async () => {
    const bare = await fetch(`${base}/ministry-node/groups`);
    expect([bare.status, await bare.json()]).toEqual([401, { code: 'SIGNATURE_MISSING' }]);
    const asked = await call('GET', '/ministry-node/groups');
    const key = currentSigner(keys, 'signing/agency-simulator');
    const response = { status: asked.status, headers: Object.fromEntries(asked.headers), body: asked.text };
    const lookup = { keyLookup: (id: string) => (id === key.id ? key.publicKey : undefined), now: new Date() };
    expect(await verifyResponse(response, { request: asked.request, ...lookup })).toMatchObject({ ok: true });
  });

  test('the control of tests refuses what it does not know', async () => {
    const answer = await fetch(`${base}/dev/ministry-node`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nonsense: 1 }),
    });
    expect(answer.status).toBe(400);
  });
});
